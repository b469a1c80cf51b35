import type { Vec3 } from "../../../src/geometry/index.ts";
import { openDocument, openStack } from "./content.ts";
import { setLayout } from "./layout.ts";
import { focusOn, focusOnFrame } from "./movement.ts";
import { type CellContent, useViewportStore } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/**
 * Shows a frame that a document speaks of beside the document: in the viewport that has its series already, else in the next one;
 * a layout of one viewport becomes two. Gives that viewport.
 */
export function openFrameBeside(
  place: { readonly seriesInstanceUid: string; readonly sopInstanceUid: string; readonly frameNumber: number },
  documentCellId: string,
): string {
  const cellId = cellBeside(documentCellId, (content) => isStackOf(content, place.seriesInstanceUid));
  const shown = getState().cells.find(({ id }) => id === cellId)?.content;
  if (shown === undefined || !isStackOf(shown, place.seriesInstanceUid)) openStack(place.seriesInstanceUid, cellId);
  focusOnFrame({ sopInstanceUid: place.sopInstanceUid, frameNumber: place.frameNumber }, cellId);
  return cellId;
}

/** Shows a point in the patient (LPS+ millimetres) on a series beside the document that speaks of it. */
export function openPointBeside(
  place: { readonly seriesInstanceUid: string; readonly pointPatient: Vec3; readonly frameOfReferenceUid: string | undefined },
  documentCellId: string,
): void {
  const shows = (content: CellContent) =>
    content.kind !== "empty" && content.kind !== "document" && content.seriesInstanceUid === place.seriesInstanceUid;
  const cellId = cellBeside(documentCellId, shows);
  const shown = getState().cells.find(({ id }) => id === cellId)?.content;
  if (shown === undefined || !shows(shown)) openStack(place.seriesInstanceUid, cellId);
  focusOn(place.pointPatient, place.frameOfReferenceUid, cellId);
}

/** Shows another document beside the one that speaks of it. */
export function openDocumentBeside(seriesInstanceUid: string, sopInstanceUid: string, documentCellId: string): void {
  openDocument(
    seriesInstanceUid,
    sopInstanceUid,
    cellBeside(documentCellId, () => false),
  );
}

function isStackOf(content: CellContent, seriesInstanceUid: string): boolean {
  return content.kind === "stack" && content.seriesInstanceUid === seriesInstanceUid;
}

/** A cell beside this one: one that shows what is wanted, else an empty one, else the next; made where there is none. */
function cellBeside(cellId: string, shows: (content: CellContent) => boolean): string {
  if (getState().maximisedCellId !== undefined) setState({ maximisedCellId: undefined });
  if (getState().cells.length < 2) setLayout(1, 2);
  const { cells } = getState();
  const at = cells.findIndex(({ id }) => id === cellId);
  const others = [...cells.slice(at + 1), ...cells.slice(0, Math.max(0, at))];
  const chosen =
    others.find(({ content }) => shows(content)) ?? others.find(({ content }) => content.kind === "empty") ?? others[0];
  return chosen?.id ?? cellId;
}
