import type { GeometryVerdict, SeriesDetail } from "../../../src/contract/index.ts";
import { withoutRemarks } from "../../stores/index.ts";
import type { useGeometryText, ViewportText } from "../text.ts";
import type { Note } from "./Notes.tsx";

type Issue = GeometryVerdict["issues"][number];
type GeometryText = ReturnType<typeof useGeometryText>;

/**
 * What the verdict on a series' geometry means for what is on screen: a stack of frames, or planes and volumes made of them
 * (`isVolume`), of which those along the slices are frames as acquired too (`isAcquired`).
 */
export function geometryNotes(
  { geometry }: SeriesDetail,
  { isVolume, isAcquired }: { readonly isVolume: boolean; readonly isAcquired: boolean },
  text: ViewportText,
  geometryText: GeometryText,
): Note[] {
  const find = (code: Issue["code"]) => geometry.issues.find((issue) => issue.code === code);
  const [conflict, duplicates, gaps, tilt] = [
    find("laterality-conflict"),
    find("duplicates"),
    find("gaps"),
    find("tilt"),
  ] as const;
  return [
    ...(conflict === undefined
      ? []
      : [{ id: "laterality-conflict", text: conflictText(conflict, text), tone: "danger" as const }]),
    ...(isVolume ? markNotes(geometry, text, geometryText) : []),
    ...(tilt === undefined ? [] : [tiltNote(tilt, isAcquired, text)]),
    ...(gaps === undefined || isVolume
      ? []
      : [{ id: "gaps", text: geometryText("gaps", gaps.details), tone: "warning" as const }]),
    ...(duplicates === undefined
      ? []
      : [{ id: "duplicates", text: geometryText("duplicates", duplicates.details), tone: "quiet" as const }]),
  ];
}

/** Lengths in a volume that is only marked as one are to be taken with care; a tilt that was put right is not such a mark. */
function markNotes(geometry: GeometryVerdict, text: ViewportText, geometryText: GeometryText): Note[] {
  const marks = withoutRemarks(geometry.issues).filter(({ code }) => code !== "tilt");
  if (geometry.kind !== "marked" || marks.length === 0) return [];
  const reason = marks.map(({ code, details }) => geometryText(code, details)).join(text("reasonSeparator"));
  return [{ id: "marked", text: text("marked", { reason }), tone: "warning" }];
}

function tiltNote({ details }: Issue, isAcquired: boolean, text: ViewportText): Note {
  return isAcquired
    ? { id: "tilt", text: text("note.tilt", details), tone: "quiet" }
    : { id: "tilt", text: text("note.tiltPutRight", details), tone: "warning", tag: "tilt-put-right" };
}

function conflictText({ details }: Issue, text: ViewportText): string {
  const { side, source, otherSide, otherSource } = details;
  return text("note.laterality", {
    side: text(`laterality.${side}`),
    source: text(`sideSource.${source}`),
    otherSide: text(`laterality.${otherSide}`),
    otherSource: text(`sideSource.${otherSource}`),
  });
}
