import { z } from "zod";
import { codedSchema } from "../code.ts";
import { seriesReferenceSchema } from "../reference.ts";

/** A segment (PS3.3 C.8.20.4). */
export const segmentSchema = z.object({
  number: z.number(),
  label: z.string(),
  description: z.string(),
  category: codedSchema.optional(),
  type: codedSchema.optional(),
  typeModifiers: z.array(codedSchema),
  sites: z.array(codedSchema),
  algorithmType: z.string(),
  algorithmName: z.string(),
  trackingId: z.string(),
  /** sRGB, 0 to 255, from the recommended CIELab value. */
  color: z.tuple([z.number(), z.number(), z.number()]).optional(),
  /** Frames that show it; absent for a label map, whose frames show many. */
  frameCount: z.number().int().optional(),
});
export type Segment = z.infer<typeof segmentSchema>;

export const segmentationDocumentSchema = z.object({
  kind: z.literal("segmentation"),
  label: z.string(),
  description: z.string(),
  creator: z.string(),
  segmentationType: z.string(),
  fractionalType: z.string(),
  maximumFractionalValue: z.number().optional(),
  rows: z.number(),
  columns: z.number(),
  frameCount: z.number().int(),
  frameOfReferenceUid: z.string(),
  series: z.array(seriesReferenceSchema),
  segments: z.array(segmentSchema),
  omitted: z.number().int(),
});
export type SegmentationDocument = z.infer<typeof segmentationDocumentSchema>;
