import { z } from "zod";
import {
  caveatsSchema,
  codeSchema,
  findingSchema,
  frameReferenceSchema,
  geometrySchema,
  measurementSchema,
  segmentSchema,
} from "../findings/index.ts";

/** Letters of a mask's bits at most: a box of 128 million voxels. */
const LARGEST_MASK_TEXT = Math.ceil(2 ** 27 / 6) + 4;

/** GET /api/studies/:studyInstanceUid/findings (all statuses, in order of making). */
export const findingListSchema = z.object({ findings: z.array(findingSchema) });

/** POST /api/findings: a person's own finding or measurement; id, UIDs of tracking, status and history are made by the host. */
export const findingCreateSchema = findingSchema
  .pick({
    studyInstanceUid: true,
    seriesInstanceUid: true,
    frameOfReferenceUid: true,
    code: true,
    site: true,
    laterality: true,
    geometry: true,
    reference: true,
    measurements: true,
  })
  .extend({
    comment: z.string().max(4000).optional(),
    caveats: caveatsSchema.optional(),
    by: z.string().min(1).max(64),
  });
export type FindingCreate = z.infer<typeof findingCreateSchema>;

/** POST /api/findings/:id/decision: accept or reject a proposal, or take it back to proposed (undo). */
export const findingDecisionSchema = z.object({
  decision: z.enum(["accepted", "rejected", "proposed"]),
  by: z.string().min(1).max(64),
});
export type FindingDecision = z.infer<typeof findingDecisionSchema>;

/**
 * PATCH /api/findings/:id: edit; what is replaced stays in the history. DELETE /api/findings/:id removes a person's own one that no signed
 * report holds; POST /api/findings/:id/restore brings it back as it was, while the workstation runs.
 */
export const findingEditSchema = z.object({
  geometry: geometrySchema.optional(),
  measurements: z.array(measurementSchema).optional(),
  /** The boundary of the new geometry, voxel by voxel: absent, it has none. */
  segment: segmentSchema.refine(({ bitsBase64 }) => bitsBase64.length <= LARGEST_MASK_TEXT, "too many voxels").optional(),
  /** Of the new geometry: absent, they stay as they were. */
  reference: frameReferenceSchema.optional(),
  caveats: caveatsSchema.optional(),
  comment: z.string().max(4000).optional(),
  trackingId: z.string().min(1).max(64).optional(),
  site: codeSchema.optional(),
  by: z.string().min(1).max(64),
});
export type FindingEdit = z.infer<typeof findingEditSchema>;

/**
 * ?changes=N beside a decision, an edit, a removal and a lesion: how many changes the history of the finding holds as it is known. Where it
 * holds others by now nothing is done (409 `host/finding-changed`).
 */
export const findingVersionSchema = z.object({ changes: z.coerce.number().int().min(0).max(1_000_000).optional() });

/**
 * POST /api/findings/:id/lesion: the finding is the same lesion as one of an earlier or later study of the patient (its id), and takes its
 * tracking UID; null: it is a lesion of its own again.
 */
export const findingLesionSchema = z.object({ sameAs: z.uuid().nullable(), by: z.string().min(1).max(64) });
export type FindingLesion = z.infer<typeof findingLesionSchema>;
