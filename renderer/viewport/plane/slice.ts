import type { Frame, SeriesDetail } from "../../../src/contract/index.ts";
import { dot, type ImagePlane, pixelToPatientMm, planeNormal, sliceSpacingMm, type Vec3 } from "../../../src/geometry/index.ts";
import type { SuvType } from "../../stores/viewport/display.ts";
import type { Slab } from "../../stores/viewport/viewport-store.ts";
import type { Factors } from "../pixels/reduction.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";

/** A picture to be drawn: a frame, or a plane through the volume. */
export interface Slice {
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: 1 | 3;
  /** `values[column + columns * row]`, samples interleaved, after the Modality LUT. */
  readonly values: PixelValues;
  /** [between rows, between columns]: millimetres where known, else the pixel's own proportions. */
  readonly spacing: readonly [number, number];
  readonly isCalibrated: boolean;
  /** Where it is in the patient. */
  readonly plane: ImagePlane | undefined;
  /** The frame itself, or the one nearest to the middle of the plane. */
  readonly frame: Frame;
  /** What uptake is divided by where a reader chose; undefined: body weight. */
  readonly suvType?: SuvType | undefined;
  /** How many voxels along i, j and k were averaged into one; undefined: none. */
  readonly reducedBy?: Factors | undefined;
  /** Whether this is a frame as acquired. */
  readonly isAcquired: boolean;
  /** Whether some of its pixels, or of the slices that it was made of, have not come or are cut off. */
  readonly isIncomplete?: boolean | undefined;
  /** Whether a pixel holds no value of the patient: missing slices, beside a tilted gantry's frames; absent where all hold one. */
  readonly isBlank?: ((column: number, row: number) => boolean) | undefined;
  /** What was thrown together about the plane, and of how many planes it is. */
  readonly slab?: (Slab & { readonly planes: number }) | undefined;
}

/** A frame of a series as a slice. */
export function frameSlice(frame: Frame, values: PixelValues): Slice {
  const spacing = frame.plane?.pixelSpacing ?? frame.pixelSpacingMm;
  return {
    columns: frame.columns,
    rows: frame.rows,
    samplesPerPixel: frame.samplesPerPixel,
    values,
    spacing: spacing ?? frame.pixelAspectRatio ?? [1, 1],
    isCalibrated: spacing !== undefined && frame.pixelSpacingSource !== "none",
    plane: frame.plane,
    frame,
    isAcquired: true,
  };
}

/** Millimetres from one frame's plane to the next, where the series has an order in space. */
export function frameSpacingMm(detail: SeriesDetail): number | undefined {
  return detail.geometry.grid === undefined ? undefined : sliceSpacingMm(detail.geometry.grid);
}

/** Millimetres from a slice to the next one in its own direction: of a plane cut across the frames, from voxel to voxel. */
export function planeSpacingMm(detail: SeriesDetail, slice: Slice | undefined): number | undefined {
  const { grid } = detail.geometry;
  if (slice?.plane === undefined || grid === undefined) return frameSpacingMm(detail);
  const normal = planeNormal(slice.plane);
  const [alongRows, alongColumns] = grid.directions.map((direction) => Math.abs(dot(direction, normal))) as [number, number];
  const [axis, along] = alongRows > alongColumns ? [0 as const, alongRows] : [1 as const, alongColumns];
  const factors = slice.reducedBy ?? ([1, 1, 1] as const);
  return along > Math.SQRT1_2 ? grid.spacingMm[axis] * factors[axis] : sliceSpacingMm(grid) * factors[2];
}

/** Middle of a slice, LPS+ millimetres. */
export function sliceCentre(plane: ImagePlane): Vec3 {
  return pixelToPatientMm(plane, (plane.columns - 1) / 2, (plane.rows - 1) / 2);
}
