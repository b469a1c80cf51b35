import { z } from "zod";

/** Columns and rows after each other in pixels of the image: the centre of its first pixel is 0, 0. */
const pixels = z.array(z.number());
const pair = z.tuple([z.number(), z.number()]);
/** sRGB, 0 to 255; where it is absent, that of the layer. */
const rgb = z.tuple([z.number(), z.number(), z.number()]).optional();

/** A contour of a structure on an image (PS3.3 C.8.8.6), seen along the image's normal. */
const contourSchema = z.object({ structure: z.number(), kind: z.enum(["closed", "open", "points"]), points: pixels });

/**
 * A segment on an image: the smallest box of its frame that holds it. `data` is base64: for 1 bit, pixels after each other row by row, least
 * significant bit first; for 8 bits, shares of the maximum from 0 to 255.
 */
const maskSchema = z.object({
  segment: z.number(),
  columns: z.number().int(),
  rows: z.number().int(),
  bits: z.union([z.literal(1), z.literal(8)]),
  data: z.string(),
  /** x = a u + c v + e, y = b u + d v + f from the box (its top left corner 0, 0; its bottom right one columns, rows) to pixels of the image. */
  imageFromBox: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]),
});
export type SegmentMask = z.infer<typeof maskSchema>;

/** A graphic object of a presentation state, curves as lines; `layer` is the place of its layer in the state's list, -1 where it has none. */
const drawingSchema = z.object({
  layer: z.number().int(),
  kind: z.enum(["point", "line"]),
  closed: z.boolean(),
  filled: z.boolean(),
  points: pixels,
  color: rgb,
  /** Pixels of the screen. */
  thickness: z.number().optional(),
  /** Drawn and left out by turns, in thicknesses. */
  dashes: z.array(z.number()).optional(),
  fillColor: rgb,
  fillOpacity: z.number().optional(),
});

const wordsSchema = z.object({
  layer: z.number().int(),
  text: z.string(),
  color: rgb,
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  underlined: z.boolean().optional(),
  /** Left, top, right, bottom: two corners of the box that the text stands in. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  justification: z.string(),
  /** TOP, CENTER or BOTTOM of its box; "" where the state does not say. */
  vertical: z.string().optional(),
  anchor: pair.optional(),
  /** A line goes from the text to its anchor. */
  anchorVisible: z.boolean(),
});

/** What an object draws over one frame of an image. */
export const objectGraphicsSchema = z.object({
  sopInstanceUid: z.string(),
  contours: z.array(contourSchema),
  masks: z.array(maskSchema),
  drawings: z.array(drawingSchema),
  texts: z.array(wordsSchema),
  /** Parts beyond what is drawn at once. */
  omitted: z.number().int(),
  /** Parts that are said to be of this image and do not lie in its plane, or whose place is not known. */
  unplaced: z.number().int(),
});
export type ObjectGraphics = z.infer<typeof objectGraphicsSchema>;

export function noGraphics(sopInstanceUid: string): ObjectGraphics {
  return { sopInstanceUid, contours: [], masks: [], drawings: [], texts: [], omitted: 0, unplaced: 0 };
}
