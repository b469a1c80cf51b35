import type { SeriesDetail } from "../../../src/contract/index.ts";
import { drawnOn, useDrawnStore } from "../../stores/index.ts";
import { useViewportText, type ViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";
import type { Drawn } from "./use-drawn.ts";

/**
 * What the reader must know of what is drawn over the image, or is not.
 *
 * @param place `isPlane`: a plane through a volume, which cuts what is drawn; `isVolume`: a rendering, where nothing is; `isWanted`: the reader has not put it away
 */
export function useDrawnNotes(
  detail: SeriesDetail,
  drawn: readonly Drawn[],
  place: { isPlane: boolean; isWanted: boolean; isVolume?: boolean },
): Note[] {
  const text = useViewportText();
  const isAny = useDrawnStore(({ objects }) => drawnOn(objects, detail).length > 0);
  if (!isAny && drawn.length === 0) return [];
  if (place.isVolume === true) return [note("drawn-volume", text("drawn.onStacksOnly"), "quiet")];
  if (!place.isWanted) return [note("drawn-hidden", text("drawn.hidden"), "quiet")];
  const notes = drawn.flatMap((one) => objectNotes(one, text));
  const isCut = place.isPlane && drawn.some(({ paths }) => typeof paths === "object" && paths.parts.size > 0);
  const elsewhere = place.isPlane
    ? drawn.filter(({ object }) => !object.frameOfReferenceUids.has(detail.frameOfReferenceUid ?? ""))
    : [];
  return [
    ...(isCut ? [note("drawn-planes", text("drawn.cut"), "quiet")] : []),
    ...elsewhere.map(({ object: { sopInstanceUid, name } }) =>
      objectNote("drawn-other-space", sopInstanceUid, text("drawn.otherSpace", { name }), "warning"),
    ),
    ...notes,
  ];
}

/** What is not shown of states that are no grayscale ones. */
const ofClass: ReadonlySet<string> = new Set(["color", "pseudo-color", "blending", "angiographic", "other"]);

function objectNotes({ object: { sopInstanceUid, name, hidden, notApplied }, paths }: Drawn, text: ViewportText): Note[] {
  if (paths === undefined) return [];
  if (paths === "failed") return [objectNote("drawn-failed", sopInstanceUid, text("drawn.failed", { name }), "warning")];
  const listed = notApplied.map((key) => text(`drawn.notApplied.${key}`)).join(text("listComma"));
  // Of other classes nothing but the drawings is shown; of a grayscale state some of them look otherwise.
  const words = notApplied.some((key) => ofClass.has(key)) ? "drawn.notAppliedNote" : "drawn.otherwiseNote";
  const isSeen = [...paths.parts].some((part) => !hidden.has(part));
  return [
    ...(paths.unplaced > 0
      ? [objectNote("drawn-unplaced", sopInstanceUid, text("drawn.unplaced", { name, count: paths.unplaced }), "warning")]
      : []),
    ...(paths.omitted > 0
      ? [objectNote("drawn-omitted", sopInstanceUid, text("drawn.omitted", { name, count: paths.omitted }), "warning")]
      : []),
    ...(isSeen && notApplied.length > 0
      ? [objectNote("drawn-not-applied", sopInstanceUid, text(words, { name, list: listed }), "quiet")]
      : []),
  ];
}

/** One of each kind for each object; in a small cell they share a tag. */
function objectNote(tag: string, sopInstanceUid: string, words: string, tone: Note["tone"]): Note {
  return { ...note(`${tag} ${sopInstanceUid}`, words, tone), tag };
}
