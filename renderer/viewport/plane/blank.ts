import type { PlaneAxes, SignedAxis } from "./axes.ts";
import type { SlabVolume } from "./slab.ts";

/** Planes of a slab, and the one in their middle; of a single plane all three are the same. */
interface Planes {
  readonly first: number;
  readonly last: number;
  readonly middle: number;
}

/**
 * Tells whether a pixel of a plane, or of a slab, holds no value: its slice is missing in the series or has not come, no frame of a tilted
 * gantry reaches it, or all there is along its line of sight is padding. What is drawn there is no value of the patient.
 *
 * Asked for few pixels, when something is measured; nothing is kept while planes move.
 */
export function blankOf(
  volume: SlabVolume,
  { right, down, through }: PlaneAxes,
  planes: Planes,
): (column: number, row: number) => boolean {
  const { values, grid, shifts, padding, isLoaded } = volume;
  const [low, high] = padding ?? [1, 0];
  const [columns, rows] = volume.frameSize ?? [grid.dimensions[0], grid.dimensions[1]];
  const shiftOf = (slice: number): readonly [number, number] => {
    const [i, j] = shifts?.[slice] ?? [0, 0];
    const [middleI, middleJ] = (through.axis === 2 ? shifts?.[planes.middle] : undefined) ?? [0, 0];
    return [i - middleI, j - middleJ];
  };
  const isKnown = ([i, j, k]: readonly [number, number, number]): boolean => {
    if (!isLoaded(k)) return false;
    const [shiftI, shiftJ] = shiftOf(k);
    const [x, y] = [i - shiftI, j - shiftJ];
    if (x < -0.5 || y < -0.5 || x > columns - 0.5 || y > rows - 0.5) return false;
    if (padding === undefined && !(values instanceof Float32Array)) return true;
    const [column, row] = [nearest(x, columns), nearest(y, rows)];
    const value = values[column + columns * (row + rows * k)] as number;
    return !Number.isNaN(value) && !(value >= low && value <= high);
  };
  const along = ({ axis, sign }: SignedAxis, at: number) => (sign === 1 ? at : grid.dimensions[axis] - 1 - at);
  return (column, row) => {
    const voxel: [number, number, number] = [0, 0, 0];
    voxel[right.axis] = along(right, column);
    voxel[down.axis] = along(down, row);
    for (let plane = planes.first; plane <= planes.last; plane++) {
      voxel[through.axis] = plane;
      if (isKnown(voxel)) return false;
    }
    return true;
  };
}

function nearest(at: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.round(at)));
}
