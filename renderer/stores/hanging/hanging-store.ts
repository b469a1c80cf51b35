import type { ContrastPhase, HangingProtocol, HangingStage, SeriesSplit, StudyDetail } from "../../../src/contract/index.ts";
import { retrieveStackWith } from "../../api/index.ts";
import { currentPreference } from "../preference-store.ts";
import { fetchSeries, keepSeries, knownSeries, knownStackWith, useSeriesStore } from "../series-store.ts";
import { useStudyStore } from "../study-store.ts";
import { type Cell, useViewportStore, windowPresets } from "../viewport/viewport-store.ts";
import { windowPresetsOf } from "../window-presets.ts";
import { arrangeLater, bringBack, forgetStages, keepStage } from "./arrangement.ts";
import { countFilled, type HangingParts, type HungCell, hangScreen } from "./hang-screen.ts";
import { nextOpening, useHangingStore } from "./hanging-state.ts";
import { knownVolumePreset } from "./kept-cell.ts";
import { rankProtocols, relevantPriors } from "./match-protocols.ts";
import { chooseByPhase } from "./phase-rules.ts";
import { shippedProtocols } from "./shipped.ts";
import { chooseStack } from "./stack-rules.ts";

const { getState, setState } = useHangingStore;

/** The reader's own protocols and those that are shipped. */
export function allProtocols(): readonly HangingProtocol[] {
  return [...currentPreference("hanging-protocols").own, ...shippedProtocols];
}

export function findProtocol(id: string | undefined): HangingProtocol | undefined {
  return allProtocols().find((protocol) => protocol.id === id);
}

/** Protocols that fit the study, best first; without those of which no stage would show anything. */
export function fittingProtocols(detail: StudyDetail): readonly HangingProtocol[] {
  return rankProtocols(currentPreference("hanging-protocols").own, shippedProtocols, detail).filter(
    (protocol) => firstStage(protocol, detail) !== undefined,
  );
}

function studiesFor(protocol: HangingProtocol, detail: StudyDetail): HangingParts["studies"] {
  return [detail.series, ...relevantPriors(protocol, detail).map(({ series }) => series)];
}

/**
 * Whether a stage is offered: it shows some series of the study that is read, all of its cells have one where it must be complete, and the
 * earlier studies that it compares with are there at all.
 */
export function isStageOffered(protocol: HangingProtocol, stage: HangingStage, detail: StudyDetail): boolean {
  const studies = studiesFor(protocol, detail);
  const { cells } = stage.screen;
  if (cells.some(({ study }) => studies[study] === undefined)) return false;
  const filled = countFilled(stage.screen, protocol.series, studies);
  const isOfPriors = cells.every(({ study }) => study > 0);
  return stage.complete === true ? filled.all === cells.length : (isOfPriors ? filled.all : filled.current) > 0;
}

function firstStage(protocol: HangingProtocol, detail: StudyDetail): number | undefined {
  const at = protocol.stages.findIndex((stage) => isStageOffered(protocol, stage, detail));
  return at < 0 ? undefined : at;
}

/**
 * Hangs the open study by a protocol: anew by its first stage that shows something, or by the one that is named, as it was left in this
 * sitting.
 */
export async function applyProtocol(protocolId: string, stage?: number): Promise<void> {
  const { detail } = useStudyStore.getState();
  const protocol = findProtocol(protocolId);
  if (detail === undefined || protocol === undefined) return;
  const done = arrangeLater("hang");
  keepStage();
  await hangBy(protocol, detail, stage);
  done();
}

/**
 * As `applyProtocol`; what is on the screen is not come back to.
 *
 * @param isRefused asked once more when everything is there to be shown: what is on the screen stays
 */
export async function hangBy(
  protocol: HangingProtocol,
  detail: StudyDetail,
  stage?: number,
  isRefused?: () => boolean,
): Promise<void> {
  if (stage === undefined) forgetStages(protocol.id);
  await showStage(protocol, stage ?? firstStage(protocol, detail) ?? 0, detail, isRefused);
}

/** The next or previous stage that shows something (keys , and .); nothing happens at the ends. */
export async function stepStage(by: 1 | -1): Promise<void> {
  const { detail } = useStudyStore.getState();
  const { applied } = getState();
  const protocol = findProtocol(applied?.protocolId);
  if (detail === undefined || protocol === undefined || applied === undefined) return;
  const next = neighbourStage(protocol, applied.stage, by, detail);
  if (next === undefined) return;
  keepStage();
  await showStage(protocol, next, detail);
}

/** The stage after or before one, those left out that would show nothing; undefined at the ends. */
export function neighbourStage(protocol: HangingProtocol, from: number, by: 1 | -1, detail: StudyDetail): number | undefined {
  for (let at = from + by; protocol.stages[at] !== undefined; at += by) {
    if (isStageOffered(protocol, protocol.stages[at] as HangingStage, detail)) return at;
  }
  return undefined;
}

/** The layout stays; stages are stepped through no more. */
export function dropProtocol(): void {
  setState({ applied: undefined });
}

async function showStage(protocol: HangingProtocol, index: number, detail: StudyDetail, isRefused = () => false): Promise<void> {
  const stage = protocol.stages[index];
  if (stage === undefined || bringBack(protocol.id, index)) return;
  const screen = getState().screen === 1 ? stage.screen : stage.secondScreen;
  setState({ applied: { protocolId: protocol.id, stage: index }, isRestored: false });
  if (screen === undefined) return;
  const asked = nextOpening();
  setState({ pending: asked });
  const hung = hangScreen(screen, hangingParts(protocol, detail, asked));
  const cells = await Promise.all(hung.map(inItsStack));
  const { applied, opening, pending } = getState();
  if (pending === asked) setState({ pending: undefined });
  if (asked !== opening || applied?.protocolId !== protocol.id || applied.stage !== index || isRefused()) return;
  const first = cells.find(({ content }) => content.kind !== "empty") ?? (cells[0] as Cell);
  const { rows, columns, shape } = screen;
  useViewportStore.setState({
    rows,
    columns,
    shape,
    meantFor: "landscape",
    cells,
    activeCellId: first.id,
    maximisedCellId: undefined,
    scrollSync: stage.linked,
  });
  // What came meanwhile.
  if (useStudyStore.getState().detail !== detail) await fillMissing();
}

function hangingParts(protocol: HangingProtocol, detail: StudyDetail, asked: number): HangingParts {
  return {
    series: protocol.series,
    studies: studiesFor(protocol, detail),
    windowOf: namedWindow,
    volumePresetOf: knownVolumePreset,
    sequence: asked,
  };
}

/** The reader's own window of this name, else the program's. */
function namedWindow(id: string): Cell["window"] {
  const own = windowPresetsOf(currentPreference("window-presets").lists, "CT").find((preset) => preset.id === id);
  const found = own?.kind === "values" ? own : windowPresets.find((preset) => preset.id === id);
  return found === undefined ? undefined : { center: found.center, width: found.width };
}

/** An image among others may lie in another stack of its series than the one that opens. */
async function inItsStack({ cell, image, stack }: HungCell): Promise<Cell> {
  if (stack !== undefined) return await inRuledStack(cell, stack);
  if (image === undefined || cell.content.kind !== "stack") return cell;
  const frame = { sopInstanceUid: image.sopInstanceUid, frameNumber: 1 };
  const known = knownStackWith(useSeriesStore.getState().details, image.seriesInstanceUid, image.sopInstanceUid, 1);
  const holds = known?.frames.some(({ sopInstanceUid }) => sopInstanceUid === image.sopInstanceUid) ?? false;
  const detail = holds ? known : await retrieveStackWith(image.seriesInstanceUid, frame).catch(() => undefined);
  if (detail === undefined) return cell;
  const { split } = detail;
  keepSeries(detail, split);
  return split === undefined ? cell : { ...cell, content: { ...cell.content, split } };
}

/** Which stacks a series has is said by its details; what cannot be asked for opens as it always does. */
async function inRuledStack(cell: Cell, stack: NonNullable<HungCell["stack"]>): Promise<Cell> {
  const { content } = cell;
  if (content.kind === "empty" || content.kind === "document") return cell;
  const { seriesInstanceUid } = content;
  const known = knownSeries(useSeriesStore.getState().details, seriesInstanceUid);
  const detail = known ?? (await fetchSeries(seriesInstanceUid).catch(() => undefined));
  if (detail === undefined) return cell;
  const splits = detail.splits ?? [];
  const { by, pick } = stack.rule;
  if (typeof pick === "object" && "phase" in pick) return inPhase(cell, stack, pick.phase, splits);
  const split = chooseStack(splits, { by, pick });
  return split === undefined || split === detail.split ? cell : { ...cell, content: { ...content, split } };
}

/** A series that is one phase by its own description is shown whole. */
function inPhase(
  cell: Cell,
  { name, missing, hasPlain }: NonNullable<HungCell["stack"]>,
  phase: ContrastPhase,
  splits: readonly SeriesSplit[],
): Cell {
  const { content } = cell;
  if (content.kind === "empty" || content.kind === "document" || splits.length < 2) return cell;
  const found = chooseByPhase(splits, phase, hasPlain);
  if (found === undefined) return missing;
  const { index: split, isGuessed } = found;
  const guessedPhase = isGuessed ? { name, seriesInstanceUid: content.seriesInstanceUid, split } : undefined;
  return { ...cell, content: { ...content, split }, guessedPhase };
}

/** A study that is still arriving: cells whose series was missing are filled when it has come. */
export async function fillMissing(): Promise<void> {
  const { detail } = useStudyStore.getState();
  const { applied, screen, opening, pending } = getState();
  const protocol = findProtocol(applied?.protocolId);
  const stage = applied === undefined ? undefined : protocol?.stages[applied.stage];
  const wanted = screen === 1 ? stage?.screen : stage?.secondScreen;
  const isMissing = ({ content }: Cell) => content.kind === "empty" && content.missing !== undefined;
  if (detail === undefined || applied === undefined || protocol === undefined || wanted === undefined) return;
  // What is being hung is filled when it hangs; a number of its own would call that off.
  if (pending === opening || !useViewportStore.getState().cells.some(isMissing)) return;
  const hung = await Promise.all(hangScreen(wanted, hangingParts(protocol, detail, opening)).map(inItsStack));
  if (!isStillShown(detail, applied)) return;
  const { cells } = useViewportStore.getState();
  useViewportStore.setState({
    cells: cells.map((cell) => {
      const found = isMissing(cell) ? hung.find(({ id }) => id === cell.id) : undefined;
      return found === undefined || found.content.kind === "empty" ? cell : found;
    }),
  });
}

/** Whether a study is still open, and still shown by a stage: another patient's images must not come in late. */
function isStillShown({ study }: StudyDetail, { protocolId, stage }: { protocolId: string; stage: number }): boolean {
  const { applied } = getState();
  const isOpen = useStudyStore.getState().studyInstanceUid === study.studyInstanceUid;
  return isOpen && applied?.protocolId === protocolId && applied.stage === stage;
}
