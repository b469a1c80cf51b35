import { patientMmToPixel } from "../../../src/geometry/index.ts";
import type { PlaneName } from "../../stores/viewport/viewport-store.ts";
import { linear, type Point2, transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

/** Which planes are seen edge-on: as a line across the screen, and down it. */
const crossing: Readonly<Record<PlaneName, { readonly across: PlaneName; readonly down: PlaneName }>> = {
  AXIAL: { across: "CORONAL", down: "SAGITTAL" },
  SAGITTAL: { across: "AXIAL", down: "CORONAL" },
  CORONAL: { across: "AXIAL", down: "SAGITTAL" },
};

const GAP = 14;

/** Lines where the other two planes cut this one, in their colours, open around the point itself. */
export function CrosshairLayer({ facts, plane }: { readonly facts: PlaneFacts; readonly plane: PlaneName }) {
  const { slice, crosshair, viewFromPixel, size } = facts;
  if (slice?.plane === undefined || crosshair === undefined) return null;
  const centre = transform(viewFromPixel, patientMmToPixel(slice.plane, crosshair));
  const reach = size.width + size.height;
  const direction = (axis: Point2): Point2 => {
    const [x, y] = transform(linear(viewFromPixel), axis);
    const length = Math.hypot(x, y) || 1;
    return [x / length, y / length];
  };
  const line = ([x, y]: Point2) =>
    [1, -1]
      .map(
        (way) =>
          `M${centre[0] + x * GAP * way},${centre[1] + y * GAP * way}L${centre[0] + x * reach * way},${centre[1] + y * reach * way}`,
      )
      .join("");
  const { across, down } = crossing[plane];
  return (
    <g className="crosshair">
      <path data-plane={across} d={line(direction([1, 0]))} />
      <path data-plane={down} d={line(direction([0, 1]))} />
    </g>
  );
}
