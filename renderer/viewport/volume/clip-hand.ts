import { dot, type Vec3 } from "../../../src/geometry/index.ts";
import type { ClipBox } from "../../stores/viewport/rendering.ts";
import type { Point2 } from "../plane/affine.ts";
import type { TextureBox } from "./box.ts";
import type { Orbit } from "./orbit.ts";

/** A face of the clip box: across which axis of the volume, and at which end. */
export interface Face {
  readonly axis: 0 | 1 | 2;
  readonly side: "low" | "high";
}

/** An axis that is seen nearly end-on, over fewer CSS pixels than this, cannot be dragged along. */
const LEAST_PX = 24;

/** CSS pixels of the view that the whole of a texture axis spans. */
export function axisOnView({ edges }: Pick<TextureBox, "edges">, { right, down, viewScale }: Orbit, axis: 0 | 1 | 2): Point2 {
  return [dot(edges[axis], right) * viewScale, dot(edges[axis], down) * viewScale];
}

export function isDraggable(along: Point2): boolean {
  return Math.hypot(...along) >= LEAST_PX;
}

/** The box after one of its faces was dragged by view pixels: only the way along the face's axis counts. */
export function draggedFace(box: ClipBox, { axis, side }: Face, along: Point2, byView: Point2): ClipBox {
  if (!isDraggable(along)) return box;
  const share = (byView[0] * along[0] + byView[1] * along[1]) / (along[0] ** 2 + along[1] ** 2);
  const moved = [...box[side]] as [number, number, number];
  moved[axis] += share;
  return { ...box, [side]: moved as Vec3 };
}
