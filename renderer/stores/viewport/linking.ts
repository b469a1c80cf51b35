import { changePreference, currentPreference } from "../preference-store.ts";
import { knownSeries, useSeriesStore } from "../series-store.ts";
import { useStudyStore } from "../study-store.ts";
import { changeCell, command } from "./change.ts";
import { type HandLink, isLinked, isSameAxis, type LinkedPlace, type Linking } from "./link-state.ts";
import { type Cell, useViewportStore } from "./viewport-store.ts";

/** More hand-made links than a day's reading has: the oldest go. */
const MOST_LINKS = 32;

const { getState, setState } = useViewportStore;

export type LinkSwitch = Exclude<keyof Linking, "byHand">;

export function toggleLink(link: LinkSwitch): void {
  const { linking } = getState();
  const { byHand, ...switches } = { ...linking, [link]: !linking[link] };
  setState({ linking: { ...switches, byHand } });
  void changePreference("linking", switches);
}

/** Links viewports as the reader last did. */
export function takeLinkPreference(): void {
  setState({ linking: { ...getState().linking, ...currentPreference("linking") } });
}

/** Takes a cell out of everything that viewports do together, or back in. */
export function toggleApart(cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) => ({ ...cell, isApart: !cell.isApart }));
}

/** Puts the spaces of the viewports that show parallel slices together as they are shown now; the viewport carries it out. */
export function linkHere(cellId = getState().activeCellId): void {
  command(cellId, { kind: "link-here" });
}

/** Puts the series that show parallel slices of this one's patient space together as they are shown now; the viewport carries it out. */
export function shiftHere(cellId = getState().activeCellId): void {
  command(cellId, { kind: "shift-here" });
}

/** Keeps a link that a reader made, and lets viewports scroll together; what tied these spaces along this axis before gives way. */
export function linkByHand(link: HandLink): void {
  const { linking } = getState();
  const isShift = (one: HandLink) => one.places[0]?.series !== undefined;
  const others = linking.byHand.filter(
    (one) =>
      isShift(one) !== isShift(link) || !isSameAxis(one.axis, link.axis) || !link.places.some((place) => isLinked(one, place)),
  );
  const made = { ...link, studyInstanceUid: useStudyStore.getState().studyInstanceUid };
  setState({ scrollSync: true, linking: { ...linking, byHand: [...others, made].slice(-MOST_LINKS) } });
}

/** Links of a study that was left come back; those made since then stay instead. */
export function restoreLinks(links: readonly HandLink[], studyInstanceUid: string): void {
  const { linking } = getState();
  const isMade = ({ axis, places }: HandLink) =>
    linking.byHand.some((one) => isSameAxis(one.axis, axis) && places.some((place) => isLinked(one, place)));
  const back = links.filter((link) => !isMade(link)).map((link) => ({ ...link, studyInstanceUid, isRestored: true }));
  if (back.length > 0) setState({ linking: { ...linking, byHand: [...linking.byHand, ...back].slice(-MOST_LINKS) } });
}

/** Links that were made while a study was open, as they are kept with it. */
export function linksOf(studyInstanceUid: string | undefined): Pick<HandLink, "axis" | "places">[] {
  const own = getState().linking.byHand.filter((link) => link.studyInstanceUid === studyInstanceUid);
  return own.map(({ axis, places }) => ({ axis, places }));
}

/** Unties a series and its space from all that they were linked with by hand; undefined: everything. */
export function unlinkByHand(place?: LinkedPlace): void {
  const { linking } = getState();
  const byHand = linking.byHand.filter((link) => place !== undefined && !isLinked(link, place));
  setState({ linking: { ...linking, byHand } });
}

/** Whether a cell takes the window of another: both are in, and show values of one modality and unit. */
export function sharesWindow(origin: Cell, cell: Cell): boolean {
  if (!getState().linking.window || origin.isApart || cell.isApart) return false;
  const [own, other] = [valuesOf(origin), valuesOf(cell)];
  return own !== undefined && own === other;
}

/** Gives a window that was chosen elsewhere to all cells that are in and show values of its kind (`valuesOf`). */
export function takeWindow(values: string, window: NonNullable<Cell["window"]>): void {
  const { linking, cells } = getState();
  if (!linking.window) return;
  const takes = (cell: Cell) => !cell.isApart && valuesOf(cell) === values;
  setState({ cells: cells.map((cell) => (takes(cell) ? { ...cell, window, voiIndex: undefined } : cell)) });
}

/** The kind of values that a cell shows, modality and unit; undefined where it shows no greys, or is not known yet. */
export function valuesOf({ content }: Cell): string | undefined {
  if (content.kind !== "stack" && content.kind !== "mpr") return undefined;
  const detail = knownSeries(useSeriesStore.getState().details, content.seriesInstanceUid, content.split);
  const first = detail?.frames[0];
  return first === undefined || first.samplesPerPixel === 3 ? undefined : `${detail?.modality} ${first.unit}`;
}
