import { z } from "zod";
import { seriesReferenceSchema } from "../reference.ts";

const point = z.tuple([z.number(), z.number(), z.number()]);

/** A region of interest drawn as contours (PS3.3 C.8.8.5, C.8.8.6, C.8.8.8). Points are LPS+ millimetres. */
export const structureSchema = z.object({
  number: z.number(),
  name: z.string(),
  description: z.string(),
  /** RT ROI Interpreted Type: PTV, ORGAN, EXTERNAL ... */
  type: z.string(),
  color: z.tuple([z.number(), z.number(), z.number()]).optional(),
  generationAlgorithm: z.string(),
  contourCount: z.number().int(),
  geometricTypes: z.array(z.string()),
  pointCount: z.number().int(),
  bounds: z.object({ lower: point, upper: point }).optional(),
  /** Of the contours' points. */
  centrePatient: point.optional(),
  /** Area of closed planar contours times the distance of their planes; absent where planes are uneven or there is one only. */
  estimatedVolumeMl: z.number().optional(),
  frameOfReferenceUid: z.string(),
});
export type Structure = z.infer<typeof structureSchema>;

export const structureSetDocumentSchema = z.object({
  kind: z.literal("structure-set"),
  label: z.string(),
  name: z.string(),
  description: z.string(),
  date: z.string(),
  time: z.string(),
  approvalStatus: z.string(),
  series: z.array(seriesReferenceSchema),
  structures: z.array(structureSchema),
});
export type StructureSetDocument = z.infer<typeof structureSetDocumentSchema>;

const beamSchema = z.object({
  number: z.number(),
  name: z.string(),
  description: z.string(),
  type: z.string(),
  radiationType: z.string(),
  deliveryType: z.string(),
  machine: z.string(),
  energy: z.number().optional(),
  controlPoints: z.number().int(),
  /** Of the first and the last control point. */
  gantryDegrees: z.array(z.number()),
  collimatorDegrees: z.number().optional(),
  couchDegrees: z.number().optional(),
  isocentrePatient: point.optional(),
});

/** A treatment plan in short (PS3.3 A.20): for reading, never for treating. */
export const planDocumentSchema = z.object({
  kind: z.literal("plan"),
  label: z.string(),
  name: z.string(),
  description: z.string(),
  date: z.string(),
  time: z.string(),
  intent: z.string(),
  geometry: z.string(),
  approvalStatus: z.string(),
  prescriptions: z.array(
    z.object({ description: z.string(), type: z.string(), structureType: z.string(), targetGy: z.number().optional() }),
  ),
  fractionGroups: z.array(
    z.object({
      number: z.number(),
      fractionsPlanned: z.number().optional(),
      beams: z.array(z.object({ number: z.number(), doseGy: z.number().optional(), meterset: z.number().optional() })),
    }),
  ),
  beams: z.array(beamSchema),
  structureSets: z.array(z.string()),
});
export type PlanDocument = z.infer<typeof planDocumentSchema>;
