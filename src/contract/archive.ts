import { z } from "zod";
import { errorSchema, uidSchema } from "./common.ts";

/** PUT /api/archive/quota: how much of the disk the archive may fill. Off: as much as there is. */
export const archiveQuotaSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("off") }),
  /** Gigabytes of 10^9 bytes, as disks count. */
  z.object({ kind: z.literal("gigabytes"), value: z.number().min(1).max(1_000_000) }),
  /** Of the disk the archive lies on. */
  z.object({ kind: z.literal("percent"), value: z.number().min(1).max(95) }),
]);
export type ArchiveQuota = z.infer<typeof archiveQuotaSchema>;

/** A long job over the whole archive. DELETE /api/archive/job cancels a verify; a rebuild is not broken off. */
export const archiveJobSchema = z.object({
  kind: z.enum(["verify", "rebuild"]),
  state: z.enum(["running", "done", "cancelled", "failed"]),
  done: z.number().int(),
  total: z.number().int(),
  /** Of a verify that is done: SOP Instance UIDs, and paths inside the archive's folder; the first 500 of each. */
  flipped: z.array(z.string()),
  missing: z.array(z.string()),
  orphans: z.array(z.string()),
  /** Of a rebuild that is done. */
  adopted: z.number().int(),
  quarantined: z.number().int(),
  error: errorSchema.optional(),
});
export type ArchiveJob = z.infer<typeof archiveJobSchema>;

export const archiveRemovalSchema = z.object({
  studyInstanceUid: uidSchema,
  patientName: z.string(),
  patientId: z.string(),
  studyDate: z.string(),
  modalities: z.array(z.string()),
  studyDescription: z.string(),
  instances: z.number().int(),
  bytes: z.number(),
  removedAt: z.string(),
  how: z.enum(["evicted", "removed"]),
  reason: z.string(),
});

/** GET /api/archive: how full it is, of what, and how it fares. Bytes. */
export const archiveStatusSchema = z.object({
  studies: z.number().int(),
  usedBytes: z.number(),
  pinnedBytes: z.number(),
  onlyHereBytes: z.number(),
  onlyHereStudies: z.number().int(),
  evictableBytes: z.number(),
  diskBytes: z.number(),
  diskFreeBytes: z.number(),
  quota: archiveQuotaSchema,
  /** null: no quota. */
  quotaBytes: z.number().nullable(),
  lastVerified: z
    .object({
      at: z.string(),
      checked: z.number().int(),
      flipped: z.number().int(),
      missing: z.number().int(),
      orphans: z.number().int(),
    })
    .nullable(),
  /** The running or latest job of this run. */
  job: archiveJobSchema.nullable(),
  /** What went, the latest first. */
  removals: z.array(archiveRemovalSchema),
});
export type ArchiveStatus = z.infer<typeof archiveStatusSchema>;

/** POST /api/archive/repair: which of the faults that the last verify found are to be set right; each by choice. */
export const archiveRepairSchema = z.object({
  orphans: z.boolean(),
  flipped: z.array(uidSchema).max(10_000),
  missing: z.array(uidSchema).max(10_000),
});
export type ArchiveRepair = z.infer<typeof archiveRepairSchema>;
export const archiveRepairedSchema = z.object({
  adopted: z.number().int(),
  quarantined: z.number().int(),
  dropped: z.number().int(),
});
export type ArchiveRepaired = z.infer<typeof archiveRepairedSchema>;

/** GET /api/archive/studies/:uid/removal: what removing it from this computer would take along, and what stands against it. */
export const removalPreviewSchema = z.object({
  instances: z.number().int(),
  bytes: z.number(),
  /** Images of which no other place is known to hold the same bytes. */
  onlyHere: z.number().int(),
  pinned: z.boolean(),
  findings: z.number().int(),
  signedReports: z.number().int(),
  blockers: z.array(z.enum(["draft", "outbox", "signed-not-delivered"])),
});
export type RemovalPreview = z.infer<typeof removalPreviewSchema>;

/** DELETE /api/archive/studies/:uid. A reason is asked for where some of it lives only here. */
export const removalRequestSchema = z.object({ reason: z.string().max(500) });

export const instanceVersionSchema = z.object({
  sha256: z.string(),
  byteLength: z.number(),
  receivedAt: z.string(),
  isShown: z.boolean(),
});

/** GET /api/archive/studies/:uid/versions: instances of which several versions are kept, the first 200. */
export const studyVersionsSchema = z.object({
  total: z.number().int(),
  instances: z.array(
    z.object({
      sopInstanceUid: uidSchema,
      instanceNumber: z.number().nullable(),
      seriesDescription: z.string(),
      versions: z.array(instanceVersionSchema),
    }),
  ),
});
export type StudyVersions = z.infer<typeof studyVersionsSchema>;

/** GET /api/archive/instances/:sopInstanceUid/versions/:sha256: how that version differs from the one that is shown. */
export const versionDifferenceSchema = z.object({
  sha256: z.string(),
  /** By tag ("GGGGEEEE"), with the attribute's keyword where it is a standard one; the first ones. */
  attributes: z.array(z.object({ tag: z.string(), keyword: z.string(), shown: z.string(), other: z.string() })),
  hasMore: z.boolean(),
  /** null: the files are too large to tell. */
  pixelsDiffer: z.boolean().nullable(),
});
export type VersionDifference = z.infer<typeof versionDifferenceSchema>;

/** PUT /api/archive/instances/:sopInstanceUid/version: which version is shown from now on; none is deleted. */
export const preferVersionSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
