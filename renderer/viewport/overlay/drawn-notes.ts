import type { SeriesDetail } from "../../../src/contract/index.ts";
import { drawnOn, useDrawnStore } from "../../stores/index.ts";
import { useViewportText, type ViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";
import type { Drawn } from "./use-drawn.ts";

/**
 * What the reader must know of what is drawn over the image, or is not.
 *
 * @param place `isPlane`: a plane through a volume, or the volume, where nothing is drawn; `isWanted`: the reader has not put it away
 */
export function useDrawnNotes(
  detail: SeriesDetail,
  drawn: readonly Drawn[],
  place: { isPlane: boolean; isWanted: boolean },
): Note[] {
  const text = useViewportText();
  const isAny = useDrawnStore(({ objects }) => drawnOn(objects, detail).length > 0);
  if (!isAny) return [];
  if (place.isPlane) return [note("drawn-planes", text("drawn.onStacksOnly"), "quiet")];
  if (!place.isWanted) return [note("drawn-hidden", text("drawn.hidden"), "quiet")];
  return drawn.flatMap((one) => objectNotes(one, text));
}

function objectNotes({ object: { sopInstanceUid, name, hidden, notApplied }, paths }: Drawn, text: ViewportText): Note[] {
  if (paths === undefined) return [];
  if (paths === "failed") return [objectNote("drawn-failed", sopInstanceUid, text("drawn.failed", { name }), "warning")];
  const listed = notApplied.map((key) => text(`drawn.notApplied.${key}`)).join(text("listComma"));
  const isSeen = [...paths.parts].some((part) => !hidden.has(part));
  return [
    ...(paths.unplaced > 0
      ? [objectNote("drawn-unplaced", sopInstanceUid, text("drawn.unplaced", { name, count: paths.unplaced }), "warning")]
      : []),
    ...(paths.omitted > 0
      ? [objectNote("drawn-omitted", sopInstanceUid, text("drawn.omitted", { name, count: paths.omitted }), "warning")]
      : []),
    ...(isSeen && notApplied.length > 0
      ? [objectNote("drawn-not-applied", sopInstanceUid, text("drawn.notAppliedNote", { name, list: listed }), "quiet")]
      : []),
  ];
}

/** One of each kind for each object; in a small cell they share a tag. */
function objectNote(tag: string, sopInstanceUid: string, words: string, tone: Note["tone"]): Note {
  return { ...note(`${tag} ${sopInstanceUid}`, words, tone), tag };
}
