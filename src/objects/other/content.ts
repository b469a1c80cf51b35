import { z } from "zod";
import { codedSchema } from "../code.ts";
import { instanceReferenceSchema } from "../reference.ts";

/** A file in a DICOM object (PS3.3 A.45): a PDF is shown, others are named. */
export const encapsulatedDocumentSchema = z.object({
  kind: z.literal("encapsulated"),
  title: z.string(),
  concept: codedSchema.optional(),
  mimeType: z.string(),
  /** Of the file inside, where it says or can be told. */
  byteLength: z.number(),
  /** PDF by its bytes, whatever it is called: it can be shown. */
  isPdf: z.boolean(),
  sources: z.array(instanceReferenceSchema),
});
export type EncapsulatedDocument = z.infer<typeof encapsulatedDocumentSchema>;

/** A whole slide image (PS3.3 A.32.8): described; its tiles are not put together here. */
export const slideDocumentSchema = z.object({
  kind: z.literal("slide"),
  /** VOLUME, LABEL, OVERVIEW, THUMBNAIL: the third value of Image Type. */
  flavour: z.string(),
  imageType: z.array(z.string()),
  totalColumns: z.number(),
  totalRows: z.number(),
  tileColumns: z.number(),
  tileRows: z.number(),
  frameCount: z.number().int(),
  spacingMm: z.tuple([z.number(), z.number()]).optional(),
  objectivePower: z.number().optional(),
  container: z.string(),
  specimens: z.array(z.string()),
  opticalPaths: z.array(z.string()),
  focalPlanes: z.number(),
  /** All its pixels in one frame: it can be drawn as it is. */
  isSingleFrame: z.boolean(),
});
export type SlideDocument = z.infer<typeof slideDocumentSchema>;

/** A video: the stream itself is asked for elsewhere. */
export const videoDocumentSchema = z.object({
  kind: z.literal("video"),
  transferSyntaxUid: z.string(),
  rows: z.number(),
  columns: z.number(),
  frameCount: z.number().int(),
  framesPerSecond: z.number().optional(),
});
export type VideoDocument = z.infer<typeof videoDocumentSchema>;

/** An object that is named and not shown: what it is, and what it says of itself. */
export const otherDocumentSchema = z.object({
  kind: z.literal("other"),
  /** Why there is no more: a class this program names but does not draw, or one it does not know. */
  reason: z.enum(["audio", "not-drawn", "private", "unknown"]),
  facts: z.array(z.object({ keyword: z.string(), value: z.string() })),
  references: z.array(instanceReferenceSchema),
});
export type OtherDocument = z.infer<typeof otherDocumentSchema>;
