import { dot, scale, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";
import type { PlaneName } from "../../stores/viewport/viewport-store.ts";

type Axis = 0 | 1 | 2;

/** An axis of the voxel grid and the way along it. */
export interface SignedAxis {
  readonly axis: Axis;
  readonly sign: 1 | -1;
}

/** How a plane lies on the voxel grid: which axis goes right on the screen, which down, and which the planes follow each other along. */
export interface PlaneAxes {
  readonly right: SignedAxis;
  readonly down: SignedAxis;
  readonly through: SignedAxis;
}

/** Radiological convention: patient's left on the right of the screen; sagittal with the face to the left; head up. LPS+. */
const conventions: Readonly<Record<PlaneName, { readonly right: Vec3; readonly down: Vec3 }>> = {
  AXIAL: { right: [1, 0, 0], down: [0, 1, 0] },
  CORONAL: { right: [1, 0, 0], down: [0, 0, -1] },
  SAGITTAL: { right: [0, 1, 0], down: [0, 0, -1] },
};

const permutations: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** Grid axes that lie nearest to the patient's x, y and z, each used once. */
export function nearestAxes(directions: readonly [Vec3, Vec3, Vec3]): readonly [Axis, Axis, Axis] {
  const nearness = (order: readonly Axis[]) =>
    order.reduce<number>((sum, axis, patient) => sum + Math.abs(directions[axis][patient] as number), 0);
  return permutations.reduce((best, order) => (nearness(order) > nearness(best) + 1e-9 ? order : best));
}

/**
 * Planes run along the voxel grid, so that what is on screen are measured values; they are named after the anatomical plane they are
 * nearest to and turned as that plane is read. An oblique acquisition says so by its secondary orientation letters.
 */
export function planeAxes(grid: Pick<VolumeGrid, "directions">, plane: PlaneName): PlaneAxes {
  const order = nearestAxes(grid.directions);
  const signed = (wanted: Vec3): SignedAxis => {
    const patient = wanted.findIndex((part) => part !== 0);
    const axis = order[patient] as Axis;
    return { axis, sign: dot(grid.directions[axis], wanted) >= 0 ? 1 : -1 };
  };
  const right = signed(conventions[plane].right);
  const down = signed(conventions[plane].down);
  const axis = ([0, 1, 2] as const).find((candidate) => candidate !== right.axis && candidate !== down.axis) as Axis;
  return { right, down, through: { axis, sign: 1 } };
}

/** Patient direction of a signed axis. */
export function axisDirection(grid: Pick<VolumeGrid, "directions">, { axis, sign }: SignedAxis): Vec3 {
  return scale(grid.directions[axis], sign);
}
