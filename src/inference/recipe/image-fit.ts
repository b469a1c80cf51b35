import type { ImageRecipe } from "../contract/recipe.ts";
import type { PixelRect } from "./field-borders.ts";

/**
 * How an image lies in a tensor: from edge to edge, pixel 0 reaches from 0 to 1, [x, y] (columns first). The first edge of its field falls on
 * `start`, the field's whole extent on `extent` tensor pixels; both are whole, so that what is filled and what is image meet at a pixel's edge.
 */
export interface ImageFit {
  /** The part of the image that the network sees: all of it, or its collimated field. */
  readonly field: PixelRect;
  /** Columns and rows of the tensor. */
  readonly tensor: readonly [number, number];
  readonly start: readonly [number, number];
  readonly extent: readonly [number, number];
}

/** Width and height of a pixel, in any one unit. */
export type PixelShape = readonly [x: number, y: number];

const square: PixelShape = [1, 1];

/**
 * `letterbox`: scaled alike until all fits, rounded to whole pixels, filled on both sides (an odd pixel more at the end); `stretch`: each
 * axis for itself; `crop`: scaled alike until nothing is empty, cut on both sides. Scaled alike is what is shown: oblong pixels become square.
 */
export function fitImage(
  { size, fit }: Pick<ImageRecipe, "size" | "fit">,
  field: PixelRect,
  pixel: PixelShape = square,
): ImageFit {
  const tensor = [size[1], size[0]] as const;
  const shown = [field.size[0] * pixel[0], field.size[1] * pixel[1]] as const;
  const scales = [tensor[0] / shown[0], tensor[1] / shown[1]] as const;
  const scale = fit === "letterbox" ? Math.min(...scales) : Math.max(...scales);
  const extentOf = (axis: 0 | 1) => (fit === "stretch" ? tensor[axis] : Math.max(1, Math.round(shown[axis] * scale)));
  const extent = [extentOf(0), extentOf(1)] as const;
  const startOf = (axis: 0 | 1) => Math.floor((tensor[axis] - extent[axis]) / 2);
  return { field, tensor, start: [startOf(0), startOf(1)], extent };
}

/** A place in the tensor as one in the image, both from edge to edge, [x, y]. */
export function toImage({ field, start, extent }: ImageFit, [x, y]: readonly [number, number]): readonly [number, number] {
  const { min, size } = field;
  return [min[0] + ((x - start[0]) * size[0]) / extent[0], min[1] + ((y - start[1]) * size[1]) / extent[1]];
}

/** The inverse of `toImage`. */
export function toTensor({ field, start, extent }: ImageFit, [x, y]: readonly [number, number]): readonly [number, number] {
  const { min, size } = field;
  return [start[0] + ((x - min[0]) * extent[0]) / size[0], start[1] + ((y - min[1]) * extent[1]) / size[1]];
}
