import { z } from "zod";
import { objectDocumentSchema, objectGraphicsSchema } from "../objects/index.ts";
import { uidSchema } from "./common.ts";

/** An instance of a series that is opened as a document, not as an image. */
export const objectSummarySchema = z.object({
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  instanceNumber: z.number().nullable(),
  byteLength: z.number(),
});

/** GET /api/series/:seriesInstanceUid/objects — the instances of a series, in the order of their numbers. */
export const objectListSchema = z.object({ objects: z.array(objectSummarySchema) });
export type ObjectList = z.infer<typeof objectListSchema>;

/**
 * GET /api/objects/:sopInstanceUid — an object that is no plain image, as a typed document. Its other parts:
 * `/content` the file inside an encapsulated document (a PDF alone is given as one);
 * `/picture` a small PNG of a slide image whose tiles are few enough to be put together;
 * `/waveforms/:group?from=&count=` samples of a multiplex group (from 0), 32 bit floats, little endian, channel after channel, in the
 * unit of each channel, NaN where the file pads; the header `hounsfield-samples` says "from count channels".
 */
export const objectAnswerSchema = z.object({
  document: objectDocumentSchema,
  /** Where the instances that it speaks of lie, as far as the archive holds them. */
  held: z.array(
    z.object({ sopInstanceUid: z.string(), seriesInstanceUid: z.string(), isImage: z.boolean(), number: z.number().nullable() }),
  ),
});
export type ObjectAnswer = z.infer<typeof objectAnswerSchema>;

/** ?from=&count= of a waveform: sample positions of its group, from 0. */
export const waveformQuerySchema = z.object({
  from: z.coerce.number().int().min(0).default(0),
  count: z.coerce.number().int().min(1).max(10_000_000).default(1_000_000),
});

/**
 * GET /api/objects/:sopInstanceUid/graphics?image=SOP_INSTANCE_UID&frame=N — what a structure set, a segmentation or a presentation state
 * draws over a frame of an image (from 1), in pixels of it; empty where it draws nothing there.
 */
export const graphicsQuerySchema = z.object({ image: uidSchema, frame: z.coerce.number().int().min(1).default(1) });

/**
 * GET /api/objects/:sopInstanceUid/cut?space=FRAME_OF_REFERENCE_UID&plane=... — what a plane through a volume cuts out of a structure set or
 * a segmentation, as masks in pixels of the plane; empty where its frame of reference is another. `plane`: 13 numbers with commas, the
 * patient position of the first pixel, directions of rows and columns (LPS+), spacing between rows and between columns, rows, columns.
 */
export const cutQuerySchema = z.object({
  space: uidSchema,
  plane: z
    .string()
    .max(500)
    .transform((text) => text.split(",").map(Number))
    .refine((numbers) => numbers.length === 13 && numbers.every((number) => Number.isFinite(number) && Math.abs(number) < 1e6))
    .refine(([, , , , , , , , , down = 0, across = 0, rows = 0, columns = 0]) => {
      const isSize = (count: number) => Number.isInteger(count) && count >= 1 && count <= 4096;
      return down > 0 && across > 0 && isSize(rows) && isSize(columns);
    }),
});
export const graphicsAnswerSchema = objectGraphicsSchema;
export type GraphicsAnswer = z.infer<typeof graphicsAnswerSchema>;
