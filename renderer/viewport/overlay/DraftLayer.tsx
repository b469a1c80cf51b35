import { useSyncExternalStore } from "react";
import { measure } from "../../../src/findings/index.ts";
import type { Drawing } from "../measurement/drawing.ts";
import { labelLines } from "../measurement/label.ts";
import { outline } from "../measurement/measured.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { ellipsePoints, type Mark } from "./finding-marks.ts";
import { MarkShape } from "./Marks.tsx";

/** The measurement that is being drawn, with its size so far. */
export function DraftLayer({ drawing, facts }: { readonly drawing: Drawing; readonly facts: PlaneFacts }) {
  const draft = useSyncExternalStore(drawing.subscribe, drawing.draft);
  const { slice } = facts;
  if (draft === undefined || slice === undefined) return null;
  const shape = outline(draft.tool, [...draft.points, draft.floating]);
  const isAngle = draft.tool === "angle";
  const mark: Mark = isAngle
    ? { kind: "angle", points: shape }
    : {
        kind: "line",
        points: draft.tool === "ellipse" ? ellipsePoints(shape) : shape,
        isClosed: draft.tool !== "length",
      };
  const kind = draft.tool === "rectangle" ? "polygon" : draft.tool === "ellipse" ? "ellipse" : isAngle ? "angle" : "length";
  const isWhole = !isAngle || shape.length === 3;
  const pixelSpacingMm = slice.isCalibrated ? slice.spacing : undefined;
  const pointsPixel = shape.map(([x, y]) => [x, y] as const);
  const measurements = isWhole ? measure({ kind: "image", shape: kind, pointsPixel }, { pixelSpacingMm }) : [];
  return (
    <g className="draft">
      <MarkShape
        mark={mark}
        viewFromPixel={facts.viewFromPixel}
        viewScale={facts.magnification / slice.spacing[1]}
        lines={labelLines({ measurements })}
      />
    </g>
  );
}
