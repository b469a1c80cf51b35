import {
  HANGING_PROTOCOL_VERSION,
  type HangingProtocol,
  hangingFileSchema,
  OWN_PROTOCOLS_MOST,
  type SeriesSplit,
} from "../../../src/contract/index.ts";
import { changePreference, currentPreference } from "../preference-store.ts";
import { knownSeries, useSeriesStore } from "../series-store.ts";
import { useStudyStore } from "../study-store.ts";
import { type Cell, useViewportStore } from "../viewport/viewport-store.ts";
import { fitsFrom, freshId, type Screenful, stageFrom } from "./from-screen.ts";
import { useHangingStore } from "./hanging-state.ts";
import { shippedProtocols } from "./shipped.ts";

const own = () => currentPreference("hanging-protocols").own;

/** Stores one of the reader's protocols, in the place of the one with its id. False where it could not be kept. */
export async function saveProtocol(protocol: HangingProtocol): Promise<boolean> {
  const others = own().filter(({ id }) => id !== protocol.id);
  return await changePreference("hanging-protocols", {
    ...currentPreference("hanging-protocols"),
    own: [...others, protocol].slice(-OWN_PROTOCOLS_MOST),
  });
}

export async function removeProtocol(id: string): Promise<void> {
  const preference = currentPreference("hanging-protocols");
  await changePreference("hanging-protocols", { ...preference, own: preference.own.filter((one) => one.id !== id) });
  if (useHangingStore.getState().applied?.protocolId === id) useHangingStore.setState({ applied: undefined });
}

/** Whether protocols are applied when a study is opened. */
export async function setAutomatic(automatic: boolean): Promise<void> {
  await changePreference("hanging-protocols", { ...currentPreference("hanging-protocols"), automatic });
}

/** The reader's protocols as a file's text. */
export function exportProtocols(protocols: readonly HangingProtocol[] = own()): string {
  return `${JSON.stringify({ hounsfieldHangingProtocols: HANGING_PROTOCOL_VERSION, protocols }, undefined, 2)}\n`;
}

/**
 * Adds the protocols of a file's text to the reader's own; one whose id is taken gets another. Undefined where the text is no such file,
 * else how many were added.
 */
export async function importProtocols(text: string): Promise<number | undefined> {
  const file = hangingFileSchema.safeParse(parseJson(text)).data;
  if (file === undefined) return undefined;
  const preference = currentPreference("hanging-protocols");
  const all: HangingProtocol[] = [...preference.own];
  for (const protocol of file.protocols) {
    const isTaken = [...all, ...shippedProtocols].some(({ id }) => id === protocol.id);
    all.push(isTaken ? { ...protocol, id: freshId([...all, ...shippedProtocols]) } : protocol);
  }
  const kept = all.slice(0, OWN_PROTOCOLS_MOST);
  const isKept = await changePreference("hanging-protocols", { ...preference, own: kept });
  return isKept ? kept.length - preference.own.length : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is on the screen now; undefined while no study is open. */
export function currentScreenful(): Screenful | undefined {
  const { detail } = useStudyStore.getState();
  return detail === undefined ? undefined : { viewport: useViewportStore.getState(), detail, imageOf, stackOf };
}

function imageOf(cell: Cell): string | undefined {
  const { content } = cell;
  if (content.kind !== "stack") return undefined;
  const frames = knownSeries(useSeriesStore.getState().details, content.seriesInstanceUid, content.split)?.frames;
  return frames?.[useHangingStore.getState().readPlace?.(cell.id)?.index ?? 0]?.sopInstanceUid;
}

function stackOf({ content }: Cell): SeriesSplit | undefined {
  if (content.kind === "empty" || content.kind === "document" || content.split === undefined) return undefined;
  const detail = knownSeries(useSeriesStore.getState().details, content.seriesInstanceUid, content.split);
  return detail?.splits?.find(({ index }) => index === content.split);
}

/** A protocol that hangs studies like the open one as it is on the screen; undefined where no images are. */
export function draftFromScreen(name: string, stageName: string): HangingProtocol | undefined {
  const screen = currentScreenful();
  if (screen === undefined) return undefined;
  const fits = fitsFrom(screen);
  const made = stageFrom(screen, fits, {}, stageName);
  if (made === undefined) return undefined;
  return { id: freshId([...own(), ...shippedProtocols]), name, fits, rank: 0, series: made.series, stages: [made.stage] };
}

/** A copy of a protocol that the reader may change. */
export function draftFrom(protocol: HangingProtocol, name: string): HangingProtocol {
  return { ...protocol, id: freshId([...own(), ...shippedProtocols]), name };
}
