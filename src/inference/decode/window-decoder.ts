import type { Vec3 } from "../../geometry/index.ts";
import type { ScoredBox } from "./suppress.ts";
import type { Outputs } from "./tensor-view.ts";

/** Reads what a network says of one window after another; windows come ascending in z. */
export interface WindowDecoder<T> {
  /** The outputs of item `item` of a batch, whose window begins at voxel `min` of the plan's grid. */
  readonly take: (min: Vec3, outputs: Outputs, item: number) => void;
  readonly finish: () => T;
}

/** Boxes in voxels of the plan's grid, from edge to edge, [x, y, z]; best first. */
export type BoxDecoder = WindowDecoder<readonly ScoredBox[]>;
