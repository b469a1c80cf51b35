import { useSyncExternalStore } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { dcm, type Finding, isPointCount } from "../../../src/findings/index.ts";
import type { Draft, Drawing } from "../measurement/drawing.ts";
import { labelLines } from "../measurement/label.ts";
import { boundsOf, placeLabels } from "../measurement/label-places.ts";
import { liveNumbers } from "../measurement/live.ts";
import { outline, plumbOf } from "../measurement/shapes.ts";
import { strokesOf } from "../measurement/strokes.ts";
import { measuringTools } from "../measurement/tools.ts";
import { transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { Label, Strokes } from "./MeasureMark.tsx";

interface DraftLayerProps {
  readonly drawing: Drawing;
  readonly facts: PlaneFacts;
  readonly detail: SeriesDetail;
}

/** The measurement that is being drawn, with its size so far, and what the next point is for where a tool has several kinds of them. */
export function DraftLayer({ drawing, facts, detail }: DraftLayerProps) {
  const text = useViewportText();
  const draft = useSyncExternalStore(drawing.subscribe, drawing.draft);
  const { slice, viewFromPixel, size } = facts;
  if (draft === undefined || slice === undefined) return null;
  const points = pointsSoFar(draft);
  const isStroke = measuringTools[draft.tool].points === "stroke";
  const shape = isStroke ? "polyline" : measuringTools[draft.tool].shape;
  const drawn = outline(draft.tool, points, plumbOf(slice.spacing, viewFromPixel));
  const view = drawn.map((point) => transform(viewFromPixel, point));
  const strokes = strokesOf(shape, view);
  const numbers =
    draft.tool !== "boundary" && isPointCount(shape, drawn.length)
      ? liveNumbers({ shape, code: dcm.imageRegion }, drawn, slice, detail)
      : { measurements: [], caveats: [] };
  const caveatWord = (caveat: Finding["caveats"][number]) => text(`measure.caveat.${caveat}`);
  const hint = stepHints[draft.tool]?.[draft.points.length - 1];
  const lines = [...labelLines(numbers, caveatWord), ...(hint === undefined ? [] : [text(`measure.hint.${hint}`)])];
  const [label] = lines.length === 0 ? [] : placeLabels([{ lines, around: boundsOf({ strokes, view }) }], size);
  return (
    <g className="draft" data-tool={draft.tool} data-points={draft.points.length}>
      <Strokes strokes={strokes} />
      {label !== undefined && <Label label={label} />}
    </g>
  );
}

/** A stroke is where the pointer was; all else reaches to where it is. */
function pointsSoFar({ tool, points, floating }: Draft) {
  return measuringTools[tool].points === "stroke" ? points : [...points, floating];
}

/** What the next click sets, from the second point on. */
const stepHints: Readonly<Partial<Record<Draft["tool"], readonly (string | undefined)[]>>> = {
  bidirectional: [undefined, "short-axis", "short-axis-end"],
  cobb: [undefined, "second-line", undefined],
  cardiothoracic: ["midline-end", "heart-first", "heart-second", "thorax-first", "thorax-second"],
  polygon: [undefined, undefined, "close"],
  polyline: [undefined, "end"],
};
