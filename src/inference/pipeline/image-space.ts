import type { Vec3, VolumeGrid } from "../../geometry/index.ts";
import type { FrameHeader } from "../../volume/index.ts";
import type { Found } from "../decode/found.ts";
import type { PixelRect } from "../recipe/field-borders.ts";
import type { ImageFit } from "../recipe/image-fit.ts";

/**
 * Single images have no patient space of their own. What is found in them is kept in image space instead: x along columns, y along rows
 * from the centre of the first pixel, z = 0, in millimetres of the image; where no spacing is known, in pixels. So all that is made for
 * volumes works on an image as one slice.
 */
export type ImageSpacing = readonly [x: number, y: number];

const directions: VolumeGrid["directions"] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Millimetres from column to column and row to row; null where the image does not say. */
export function spacingOf({ pixelSpacingMm }: Pick<FrameHeader, "pixelSpacingMm">): ImageSpacing | null {
  return pixelSpacingMm ? [pixelSpacingMm[1], pixelSpacingMm[0]] : null;
}

/** The pixels of an image. */
export function imageGrid([columns, rows]: readonly [number, number], [x, y]: ImageSpacing): VolumeGrid {
  return { dimensions: [columns, rows, 1], spacingMm: [x, y, 1], originPatient: [0, 0, 0], directions };
}

/** The pixels of a tensor that an image was fitted into. */
export function tensorGrid({ field, tensor, start, extent }: ImageFit, spacing: ImageSpacing): VolumeGrid {
  const scale = (axis: 0 | 1) => field.size[axis] / extent[axis];
  // The centre of tensor pixel 0 is at 0.5 from edge to edge, the first pixel of the image has its centre at 0.5 as well.
  const origin = (axis: 0 | 1) => (field.min[axis] + (0.5 - start[axis]) * scale(axis) - 0.5) * spacing[axis];
  return {
    dimensions: [tensor[0], tensor[1], 1],
    spacingMm: [scale(0) * spacing[0], scale(1) * spacing[1], 1],
    originPatient: [origin(0), origin(1), 0],
    directions,
  };
}

/** A rectangle in pixels of the image, pixel centres from 0, 0: its edges. */
export interface PixelBox {
  readonly min: readonly [number, number];
  readonly max: readonly [number, number];
}

/** The rectangle that something found reaches over. */
export function pixelBoxOf(
  { centerPatient, extentMm }: Pick<Found, "centerPatient" | "extentMm">,
  spacing: ImageSpacing,
): PixelBox {
  const edge = (axis: 0 | 1, side: -1 | 1) => (centerPatient[axis] + (side * extentMm[axis]) / 2) / spacing[axis];
  return { min: [edge(0, -1), edge(1, -1)], max: [edge(0, 1), edge(1, 1)] };
}

/**
 * Something found, cut to the field that the network saw and at least a pixel wide; null where its middle is not in it, as in what fills a
 * letterbox, or is no number.
 */
export function cutToField(found: Found, field: PixelRect, spacing: ImageSpacing): Found | null {
  const { min, max } = pixelBoxOf(found, spacing);
  const low = [0, 0] as [number, number];
  const high = [0, 0] as [number, number];
  for (const axis of [0, 1] as const) {
    const middle = (min[axis] + max[axis]) / 2;
    const edges = [field.min[axis] - 0.5, field.min[axis] + field.size[axis] - 0.5] as const;
    if (!(middle >= edges[0] && middle <= edges[1])) return null;
    low[axis] = Math.max(edges[0], Math.min(min[axis], middle - 0.5));
    high[axis] = Math.min(edges[1], Math.max(max[axis], middle + 0.5));
  }
  const centre: Vec3 = [((low[0] + high[0]) / 2) * spacing[0], ((low[1] + high[1]) / 2) * spacing[1], 0];
  const extent: Vec3 = [(high[0] - low[0]) * spacing[0], (high[1] - low[1]) * spacing[1], found.extentMm[2]];
  return { ...found, centerPatient: centre, extentMm: extent };
}
