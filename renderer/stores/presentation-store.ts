import { create } from "zustand";
import type { ObjectAnswer, PresentationSave, PresentationSummary } from "../../src/contract/index.ts";
import { getObject, listPresentations, savePresentation, sendPresentation } from "../api/index.ts";
import { currentPreference } from "./preference-store.ts";
import { tell, tellFailure, tellLasting } from "./toast-store.ts";
import { command } from "./viewport/change.ts";
import { showBy } from "./viewport/presentation.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

export type PresentationState = Extract<ObjectAnswer["document"]["content"], { kind: "presentation" }>;

interface PresentationStoreState {
  /** By series: states that name images of it, the newest first. */
  readonly lists: ReadonlyMap<string, readonly PresentationSummary[]>;
  /** States that were applied, by their UID. */
  readonly answers: ReadonlyMap<string, ObjectAnswer>;
  /** Viewport whose screen is being kept as a state: the dialog stands open. */
  readonly savingCellId: string | undefined;
}

/** Presentation states of the series on screen. */
export const usePresentationStore = create<PresentationStoreState>()(() => ({
  lists: new Map(),
  answers: new Map(),
  savingCellId: undefined,
}));

const { getState, setState } = usePresentationStore;

/** Asks for the states of a series once; those that come may be applied where the reader wishes so. */
export async function needPresentations(seriesInstanceUid: string, cellId: string): Promise<void> {
  if (getState().lists.has(seriesInstanceUid)) return;
  setState({ lists: new Map(getState().lists).set(seriesInstanceUid, []) });
  await loadPresentations(seriesInstanceUid);
  const [newest] = getState().lists.get(seriesInstanceUid) ?? [];
  if (newest === undefined || currentPreference("presentation").apply !== "newest") return;
  const cell = useViewportStore.getState().cells.find(({ id }) => id === cellId);
  const isStill = cell?.content.kind === "stack" && cell.content.seriesInstanceUid === seriesInstanceUid;
  if (isStill && cell.presentation === undefined) await applyPresentation(newest.sopInstanceUid, cellId);
}

/** Asks again: a state was saved or has come. */
export async function loadPresentations(seriesInstanceUid: string): Promise<void> {
  try {
    const list = await listPresentations(seriesInstanceUid);
    setState({ lists: new Map(getState().lists).set(seriesInstanceUid, list) });
  } catch {
    // Images are read without them; the next opening of the series asks again.
    const lists = new Map(getState().lists);
    lists.delete(seriesInstanceUid);
    setState({ lists });
  }
}

/** Asks again for all series that were asked for: something was stored. */
export function refreshPresentations(): void {
  for (const seriesInstanceUid of getState().lists.keys()) void loadPresentations(seriesInstanceUid);
}

/** Shows the stack of a viewport by a state; false where it cannot be read, which is told, or the viewport shows another series by then. */
export async function applyPresentation(sopInstanceUid: string, cellId: string): Promise<boolean> {
  const seriesOf = () => {
    const content = useViewportStore.getState().cells.find(({ id }) => id === cellId)?.content;
    return content !== undefined && "seriesInstanceUid" in content ? content.seriesInstanceUid : undefined;
  };
  const asked = seriesOf();
  const state = await readState(sopInstanceUid);
  // Turned and windowed as it says, images of another series would only be wrong.
  if (state === undefined || seriesOf() !== asked) return false;
  showBy(sopInstanceUid, state, cellId);
  command(cellId, { kind: "fit" });
  return true;
}

async function readState(sopInstanceUid: string): Promise<PresentationState | undefined> {
  try {
    const answer = getState().answers.get(sopInstanceUid) ?? (await tellLasting(getObject(sopInstanceUid), "common.loading"));
    const { content } = answer.document;
    if (content.kind !== "presentation") return undefined;
    setState({ answers: new Map(getState().answers).set(sopInstanceUid, answer) });
    return content;
  } catch (error) {
    tellFailure(error);
    return undefined;
  }
}

/** The dialog that keeps what a viewport shows; undefined closes it. */
export function askToSavePresentation(cellId: string | undefined): void {
  setState({ savingCellId: cellId });
}

/** Keeps what is on the screen, and sends it where asked; false where it could not be kept, which is told. */
export async function keepPresentation(body: PresentationSave, isSent: boolean): Promise<boolean> {
  try {
    const { sopInstanceUid } = await savePresentation(body);
    if (isSent) await sendPresentation(sopInstanceUid);
    tell(isSent ? "presentation.sent" : "presentation.saved", { name: body.label });
    await loadPresentations(body.seriesInstanceUid);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}
