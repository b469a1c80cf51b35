import { useSyncExternalStore } from "react";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import type { Drawing } from "../measurement/drawing.ts";
import { useViewportText } from "../text.ts";

/** What each point of a tool is, asked for before it is set. */
const steps = {
  cardiothoracic: ["midline-start", "midline-end", "heart-first", "heart-second", "thorax-first", "thorax-second"],
  cobb: ["first-line", "first-line-end", "second-line", "second-line-end"],
} as const;

/** Asks in words for the next point of a measurement that has several kinds of them, from the first one on. */
export function DrawingGuide({ cellId, drawing }: { readonly cellId: string; readonly drawing: Drawing }) {
  const text = useViewportText();
  const draft = useSyncExternalStore(drawing.subscribe, drawing.draft);
  const tool = useViewportStore((state) => (state.activeCellId === cellId ? state.tool : undefined));
  if (tool !== "cardiothoracic" && tool !== "cobb") return null;
  const list = steps[tool];
  const at = draft?.tool === tool ? draft.points.length : 0;
  const step = list[at];
  if (step === undefined) return null;
  return (
    <p className="drawing-guide" role="status" data-testid="drawing-guide" data-step={at + 1}>
      <b>{text("measure.guideStep", { step: at + 1, of: list.length })}</b> {text(`measure.guide.${step}`)}
    </p>
  );
}
