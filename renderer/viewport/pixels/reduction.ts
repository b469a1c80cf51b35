import { type Frame, LARGEST_REDUCTION, type SeriesDetail } from "../../../src/contract/index.ts";
import { add, indexToPatientMm, scale, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";
import { bytesPerValue, slicesOf } from "./uniform.ts";

/** How many voxels along i, j and k are averaged into one. */
export type Factors = readonly [number, number, number];

/** A series as a volume of fewer voxels. */
export interface Reduction {
  readonly factors: Factors;
  /** The series as it is. */
  readonly full: SeriesDetail;
  /** Frames of it that a frame of the reduced one is made of. */
  readonly parts: readonly (readonly Frame[])[];
}

/** Bytes of the volume that a series' frames form; undefined where they form none. */
export function volumeBytesOf({ geometry, frames }: SeriesDetail, factors: Factors = [1, 1, 1]): number | undefined {
  if (geometry.grid === undefined) return undefined;
  return reducedCounts(geometry.grid, factors).reduce(
    (product, count) => product * count,
    bytesPerValue(frames[0]?.valueType ?? "int16"),
  );
}

/**
 * The factors by which a volume fits into so many bytes: those that leave its voxels' longest side as short as can be, rows and columns
 * alike. Undefined where none does, or the frames form no volume.
 */
export function fittingFactors(detail: SeriesDetail, bytes: number): Factors | undefined {
  const { grid } = detail.geometry;
  if (grid === undefined) return undefined;
  let best: { readonly factors: Factors; readonly side: number; readonly size: number } | undefined;
  for (let along = 1; along <= LARGEST_REDUCTION; along++) {
    for (let across = 1; across <= LARGEST_REDUCTION; across++) {
      const factors = [across, across, along] as const;
      const size = volumeBytesOf(detail, factors) as number;
      const side = Math.max(...grid.spacingMm.map((mm, axis) => mm * (factors[axis] as number)));
      const isShorter = best === undefined || side < best.side - 1e-6 || (side < best.side + 1e-6 && size > best.size);
      if (size <= bytes && isShorter) best = { factors, side, size };
    }
  }
  return best?.factors;
}

/**
 * What is known of a series, of the volume of its averaged voxels: a voxel lies in the middle of those that it is the mean of. The last
 * one along an axis whose count is no multiple of its factor is of what there is, and drawn where a whole one would lie.
 *
 * @throws RangeError when the frames form no volume
 */
export function reduceDetail(
  detail: SeriesDetail,
  factors: Factors,
): { readonly detail: SeriesDetail; readonly reduction: Reduction } {
  const { geometry, frames } = detail;
  const { grid } = geometry;
  if (grid === undefined) throw new RangeError("Frames that form no volume cannot be averaged to a smaller one.");
  const slices = slicesOf(detail);
  const groups = Map.groupBy(frames.keys(), (index) => Math.floor((slices[index] as number) / factors[2]));
  const found = [...groups].sort(([a], [b]) => a - b);
  const parts = found.map(([, indices]) => indices.map((index) => frames[index] as Frame));
  const dimensions = reducedCounts(grid, factors);
  const reduced: VolumeGrid = {
    ...grid,
    dimensions,
    spacingMm: grid.spacingMm.map((mm, axis) => mm * (factors[axis] as number)) as unknown as Vec3,
    originPatient: indexToPatientMm(grid, factors.map((factor) => (factor - 1) / 2) as unknown as Vec3),
  };
  const missing = Array.from({ length: dimensions[2] }, (_, slice) => slice).filter((slice) => !groups.has(slice));
  return {
    detail: {
      ...detail,
      frames: parts.map((group) => reducedFrame(group, factors, dimensions)),
      geometry: { ...geometry, grid: reduced, missingSlices: missing.length === 0 ? undefined : missing },
    },
    reduction: { factors, full: detail, parts },
  };
}

function reducedCounts({ dimensions }: VolumeGrid, factors: Factors): Vec3 {
  return dimensions.map((count, axis) => Math.ceil(count / (factors[axis] as number))) as unknown as Vec3;
}

/** The one in the middle stands for those that are averaged, at their mean place. */
function reducedFrame(group: readonly Frame[], [across, down]: Factors, [columns, rows]: Vec3): Frame {
  const middle = group[Math.floor((group.length - 1) / 2)] as Frame;
  const { plane, pixelSpacingMm } = middle;
  const spacing = ([y, x]: readonly [number, number]) => [y * down, x * across] as const;
  const frame = {
    ...middle,
    columns,
    rows,
    ...(pixelSpacingMm === undefined ? {} : { pixelSpacingMm: spacing(pixelSpacingMm) }),
  };
  if (plane === undefined) return frame;
  const places = group.flatMap((part) => (part.plane === undefined ? [] : [part.plane.imagePositionPatient]));
  const mean = scale(places.reduce(add), 1 / places.length);
  const { rowDirection, columnDirection, pixelSpacing } = plane;
  const inside = add(
    scale(rowDirection, ((across - 1) / 2) * pixelSpacing[1]),
    scale(columnDirection, ((down - 1) / 2) * pixelSpacing[0]),
  );
  const own = { ...plane, columns, rows, pixelSpacing: spacing(pixelSpacing), imagePositionPatient: add(mean, inside) };
  return { ...frame, plane: own };
}
