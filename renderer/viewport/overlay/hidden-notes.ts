import type { Rendering } from "../../stores/viewport/rendering.ts";
import type { ViewportText } from "../text.ts";
import type { VolumeFacts } from "../volume/volume-facts.ts";
import { type Note, note } from "./Notes.tsx";

/**
 * What a rendering does not show of what was acquired, because a reader wished so, in this sitting or when the view was kept: it must not be
 * taken for something the patient lacks.
 */
export function hiddenNotes(
  { clip, withoutTable }: Rendering,
  body: VolumeFacts["body"] | undefined,
  text: ViewportText,
): Note[] {
  const share = [0, 1, 2].reduce((product, axis) => product * Math.max(0, (clip.high[axis] ?? 1) - (clip.low[axis] ?? 0)), 1);
  const isClipped = clip.isOn && share < 1;
  // Rounded down: what is cut is never all.
  const percent = share < 0.01 ? "< 1" : String(Math.floor(100 * share));
  return [
    ...(isClipped ? [note("clipped", text("note.clipped", { percent }), "warning")] : []),
    ...(withoutTable && body === "found" ? [note("body-only", text("note.bodyOnly"), "quiet")] : []),
  ];
}
