import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { ViewportText } from "../text.ts";
import type { Note } from "./Notes.tsx";

/** Tolerances that say how the pixels were read, and so what the picture could look like otherwise; all others stand with the series. */
const ofPixels: ReadonlySet<string> = new Set([
  "big-endian-undeclared",
  "samples-per-pixel-missing",
  "photometric-unknown",
  "photometric-not-of-samples",
  "photometric-of-compression",
  "chrominance-not-shared",
  "planar-configuration-wrong",
  "bits-allocated-wrong",
  "bits-stored-wrong",
  "high-bit-wrong",
  "pixel-representation-wrong",
  "pixel-data-short",
  "lookup-table-missing",
  "lookup-length-wrong",
  "lookup-bits-wrong",
  "palette-starts-differ",
  "rescale-wrong",
  "codestream-other-colour",
  "codestream-other-bits",
  "codestream-other-sign",
  "frames-beyond-number",
  "frames-missing",
]);

/** What about the pixels had to be assumed because the files contradict themselves. */
export function repairNotes({ repairs = [] }: SeriesDetail, text: ViewportText, wordsOf: (code: string) => string): Note[] {
  const reasons = repairs.filter(({ code }) => ofPixels.has(code)).map(({ code }) => wordsOf(code));
  if (reasons.length === 0) return [];
  return [{ id: "repairs", text: text("note.repairs", { reason: reasons.join(text("reasonSeparator")) }), tone: "quiet" }];
}
