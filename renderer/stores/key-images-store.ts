import { create } from "zustand";
import type { KeyImage, KeyImageMark, KeyImageTitle, KeyObjectsSummary } from "../../src/contract/index.ts";
import { getKeyImages, putKeyImage, removeKeyImage, writeKeyObjects } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentReader, useSettingsStore } from "./settings-store.ts";
import { showStackWith } from "./splits.ts";
import { tell, tellFailure, tellLasting } from "./toast-store.ts";
import { command } from "./viewport/change.ts";
import { openStack } from "./viewport/content.ts";
import { focusOnFrame } from "./viewport/movement.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

/** A frame of an image. */
interface FramePlace {
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
}

interface KeyImagesState {
  readonly studyInstanceUid: string | undefined;
  /** In order of marking. */
  readonly keyImages: readonly KeyImage[];
  /** Selections that others made. */
  readonly foreign: readonly KeyObjectsSummary[];
  readonly loadState: LoadState;
  /** The title that the next mark gets: the last that was chosen. */
  readonly title: KeyImageTitle;
  /** The one that was gone to last. */
  readonly chosen: string | undefined;
}

/** The key images of the study that is open, as the workstation keeps them. */
export const useKeyImagesStore = create<KeyImagesState>()(() => ({
  studyInstanceUid: undefined,
  keyImages: [],
  foreign: [],
  loadState: idle,
  title: "113002",
  chosen: undefined,
}));

const { getState, setState } = useKeyImagesStore;

export const keyOfImage = ({ sopInstanceUid, frameNumber }: Pick<FramePlace, "sopInstanceUid" | "frameNumber">): string =>
  `${sopInstanceUid}/${frameNumber}`;

/** Asks for the key images of a study; another study's are dropped first. */
export async function loadKeyImages(studyInstanceUid: string): Promise<void> {
  if (getState().studyInstanceUid !== studyInstanceUid)
    setState({ studyInstanceUid, keyImages: [], foreign: [], chosen: undefined });
  setState({ loadState: loading });
  try {
    const { keyImages, foreign } = await getKeyImages(studyInstanceUid);
    if (getState().studyInstanceUid === studyInstanceUid) setState({ keyImages, foreign, loadState: ready });
  } catch (error) {
    if (getState().studyInstanceUid === studyInstanceUid) setState({ loadState: failedBy(error) });
  }
}

export function reloadKeyImages(studyInstanceUid: string): void {
  if (getState().studyInstanceUid === studyInstanceUid) void loadKeyImages(studyInstanceUid);
}

/** The mark of a frame, or undefined. */
export function isKeyImage(keyImages: readonly KeyImage[], frame: Pick<FramePlace, "sopInstanceUid" | "frameNumber">): boolean {
  return keyImages.some((image) => keyOfImage(image) === keyOfImage(frame));
}

/** Marks what a viewport shows, or takes its mark off: carried out by the viewport, which knows what is on the screen. */
export function markShown(cellId = useViewportStore.getState().activeCellId): void {
  command(cellId, { kind: "key-image" });
}

/** Marks a frame under the title chosen last, or takes its mark off. A prior's images stay unmarked: a selection is of one study. */
export async function markKeyImage(frame: FramePlace, studyInstanceUid: string): Promise<void> {
  const { studyInstanceUid: open, keyImages, title } = getState();
  if (open !== studyInstanceUid) {
    tell("keyImage.otherStudy");
    return;
  }
  const known = keyImages.find((image) => keyOfImage(image) === keyOfImage(frame));
  if (known !== undefined) await unmarkKeyImage(known);
  else await put(frame, studyInstanceUid, { title, note: "" });
}

/** Marks as they were last wished, while they are on their way: a note does not undo the title that was chosen a moment before. */
const onTheirWay = new Map<string, Omit<KeyImageMark, "by">>();
let lastChange: Promise<void> = Promise.resolve();

/** Changes the title or the note of a mark; changes go to the workstation one after another. */
export function changeKeyImage(image: KeyImage, change: Partial<Pick<KeyImageMark, "title" | "note">>): Promise<void> {
  if (change.title !== undefined) setState({ title: change.title });
  // The one it was written in: another may be open when its turn comes.
  const { studyInstanceUid } = getState();
  if (studyInstanceUid === undefined) return lastChange;
  const key = keyOfImage(image);
  const mark = { title: image.title, note: image.note, ...onTheirWay.get(key), ...change };
  onTheirWay.set(key, mark);
  lastChange = lastChange.then(async () => {
    await put(image, studyInstanceUid, mark);
    if (onTheirWay.get(key) === mark) onTheirWay.delete(key);
  });
  return lastChange;
}

async function put(frame: FramePlace, studyInstanceUid: string, mark: Omit<KeyImageMark, "by">): Promise<void> {
  try {
    const made = await tellLasting(
      putKeyImage({ ...frame, studyInstanceUid }, { ...mark, by: currentReader() }),
      "common.saving",
    );
    if (getState().studyInstanceUid !== studyInstanceUid) return;
    const others = getState().keyImages;
    const isSame = (image: KeyImage) => keyOfImage(image) === keyOfImage(made);
    setState({
      keyImages: others.some(isSame) ? others.map((image) => (isSame(image) ? made : image)) : [...others, made],
      chosen: keyOfImage(made),
    });
  } catch (error) {
    tellFailure(error);
  }
}

export async function unmarkKeyImage(image: FramePlace): Promise<void> {
  const { studyInstanceUid } = getState();
  if (studyInstanceUid === undefined) return;
  try {
    await removeKeyImage({ ...image, studyInstanceUid });
    if (getState().studyInstanceUid !== studyInstanceUid) return;
    setState({ keyImages: getState().keyImages.filter((one) => keyOfImage(one) !== keyOfImage(image)) });
  } catch (error) {
    tellFailure(error);
  }
}

/** Shows a key image: in the viewport that has its series, else in the active one. */
export function goToKeyImage(frame: FramePlace): void {
  setState({ chosen: keyOfImage(frame) });
  const { cells, activeCellId } = useViewportStore.getState();
  const { seriesInstanceUid } = frame;
  const shows = (cell: (typeof cells)[number] | undefined) =>
    cell?.content.kind === "stack" && cell.content.seriesInstanceUid === seriesInstanceUid;
  const active = cells.find(({ id }) => id === activeCellId);
  const cell = shows(active) ? active : cells.find(shows);
  if (cell === undefined) openStack(seriesInstanceUid, activeCellId);
  const cellId = cell?.id ?? activeCellId;
  const focus = () => focusOnFrame({ sopInstanceUid: frame.sopInstanceUid, frameNumber: frame.frameNumber }, cellId);
  focus();
  void showStackWith(seriesInstanceUid, frame).then((isChanged) => isChanged && focus());
}

/** The key image after or before the one that was gone to last, round again. */
export function stepKeyImage(by: 1 | -1): void {
  const { keyImages, foreign, chosen } = getState();
  const all: readonly FramePlace[] = [...keyImages, ...foreign.flatMap(({ images }) => images)];
  if (all.length === 0) return;
  const at = all.findIndex((image) => keyOfImage(image) === chosen);
  const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  goToKeyImage(all[next] as FramePlace);
}

let writing: Promise<void> | undefined;

/** Writes what is marked as Key Object Selections and queues them for sending; once at a time, by whatever it is asked for. */
export function writeKeyImages(): Promise<void> {
  writing ??= write().finally(() => {
    writing = undefined;
  });
  return writing;
}

async function write(): Promise<void> {
  const { studyInstanceUid } = getState();
  if (studyInstanceUid === undefined) return;
  const language = useSettingsStore.getState().settings?.language ?? "en";
  try {
    const made = await tellLasting(writeKeyObjects(studyInstanceUid, { by: currentReader(), language }), "keyImage.writing");
    tell(made.length === 0 ? "keyImage.nothingNew" : "keyImage.written", { count: made.length });
    // Only where its study is still open: those of the one that was left do not belong beside another's images.
    reloadKeyImages(studyInstanceUid);
  } catch (error) {
    tellFailure(error);
  }
}
