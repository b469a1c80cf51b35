import { indexToPatientMm, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { SlicesRecipe } from "../contract/recipe.ts";
import { acquiredSpace, betweenPlanesMm, type SpacingMm, type TensorSpace, tensorSpace } from "./tensor-space.ts";

/** Orientation of slices that name none: as a radiologist looks at them. */
const ORIENTATIONS = { axial: "LPS", coronal: "LIP", sagittal: "PIL" } as const;

/** Where the slices of a recipe lie: a block of `size` [x, y] from `min` in each plane of the space; it may reach outside. */
export interface SlicesLayout {
  readonly space: TensorSpace;
  readonly min: readonly [number, number];
  readonly size: readonly [number, number];
}

/** Lays out the slices of a series: plane, spacing, then size. */
export function slicesLayout(series: VolumeGrid, recipe: SlicesRecipe): SlicesLayout {
  const space = planesOf(series, recipe);
  const [columns, rows] = space.grid.dimensions;
  const { size, fit, multipleOf = 1 } = recipe;
  if (size === "native") {
    const filled = (length: number) => Math.ceil(length / multipleOf) * multipleOf;
    return { space, min: [0, 0], size: [filled(columns), filled(rows)] };
  }
  const [height, width] = size;
  if (fit === "crop" || fit === undefined) {
    const min = [Math.floor((columns - width) / 2), Math.floor((rows - height) / 2)] as const;
    return { space, min, size: [width, height] };
  }
  const [sx, sy] = [columns / width, rows / height];
  const scale: readonly [number, number] = fit === "stretch" ? [sx, sy] : [Math.max(sx, sy), Math.max(sx, sy)];
  return { space: scaledInPlane(space, [width, height], scale), min: [0, 0], size: [width, height] };
}

function planesOf(series: VolumeGrid, { plane, orientation, spacingMm, betweenSlicesMm }: SlicesRecipe): TensorSpace {
  const [x, y] = spacingMm === "native" ? (["native", "native"] as const) : spacingMm;
  if (plane !== "acquired") {
    const spacing: SpacingMm = [x, y, betweenSlicesMm];
    return tensorSpace(series, orientation ?? ORIENTATIONS[plane], spacing);
  }
  const acquired = acquiredSpace(series);
  if (x === "native" && y === "native" && betweenSlicesMm === "native") return acquired;
  const { grid } = acquired;
  // Where the slices lean, the way from one to the next is longer than their distance.
  const along = betweenSlicesMm === "native" ? "native" : (betweenSlicesMm * grid.spacingMm[2]) / betweenPlanesMm(grid);
  const spacing = [x, y, along].map((mm, axis) => (mm === "native" ? (grid.spacingMm[axis] as number) : mm));
  const count = (axis: 0 | 1 | 2) =>
    Math.max(1, Math.floor(((grid.dimensions[axis] - 1) * grid.spacingMm[axis]) / (spacing[axis] as number) + 1e-6) + 1);
  return {
    grid: { ...grid, dimensions: [count(0), count(1), count(2)], spacingMm: spacing as unknown as Vec3 },
    lattice: null,
  };
}

/** The same planes in `size` pixels, each `scale` of the old ones wide and high, the middle where it was. */
function scaledInPlane({ grid }: TensorSpace, size: readonly [number, number], scale: readonly [number, number]): TensorSpace {
  const [columns, rows, slices] = grid.dimensions;
  // From edge to edge: what `size` new pixels cover lies evenly around the old slice.
  const start = (length: number, count: number, by: number) => (length - count * by) / 2 + by / 2 - 0.5;
  return {
    grid: {
      dimensions: [size[0], size[1], slices],
      spacingMm: [grid.spacingMm[0] * scale[0], grid.spacingMm[1] * scale[1], grid.spacingMm[2]],
      originPatient: indexToPatientMm(grid, [start(columns, size[0], scale[0]), start(rows, size[1], scale[1]), 0]),
      directions: grid.directions,
    },
    lattice: null,
  };
}
