import { z } from "zod";
import { uidSchema } from "./common.ts";

/** Document titles of PS3.16 CID 7010 that a reader gives, by their DCM code; `keyImage.title.<code>` in the locale files. */
export const keyImageTitles = [
  "113000",
  "113002",
  "113003",
  "113004",
  "113005",
  "113006",
  "113007",
  "113008",
  "113009",
  "113010",
  "113013",
  "113018",
  "113020",
  "113001",
] as const;
export type KeyImageTitle = (typeof keyImageTitles)[number];

/** Titles under which images are withdrawn (PS3.16 CID 7011, IHE IOCM), the gravest first. */
export const rejectionTitles = ["113037", "113038", "113001", "113039"] as const;
export type RejectionTitle = (typeof rejectionTitles)[number];

/** An image that the reader marked. */
export const keyImageSchema = z.object({
  seriesInstanceUid: uidSchema,
  sopClassUid: z.string(),
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().min(1),
  /** Instance Number, for the list. */
  instanceNumber: z.number().nullable(),
  /** The instance has several frames: a reference names this one. */
  isMultiFrame: z.boolean(),
  title: z.enum(keyImageTitles),
  note: z.string().max(1000),
  by: z.string().max(200),
  markedAt: z.string(),
  /** When it was last written into a Key Object Selection as it stands; null: not yet. */
  writtenAt: z.string().nullable(),
});
export type KeyImage = z.infer<typeof keyImageSchema>;

/** A Key Object Selection that others made of the study. */
export const keyObjectsSummarySchema = z.object({
  sopInstanceUid: z.string(),
  seriesInstanceUid: z.string(),
  title: z.object({ value: z.string(), scheme: z.string(), meaning: z.string() }).optional(),
  description: z.array(z.string()),
  observers: z.array(z.string()),
  contentDate: z.string(),
  /** Images that it names and the archive holds, the first of them; frames from 1. */
  images: z.array(
    z.object({
      seriesInstanceUid: z.string(),
      sopInstanceUid: z.string(),
      frameNumber: z.number().int(),
      number: z.number().nullable(),
    }),
  ),
  missing: z.number().int(),
  /** Under a title that rejects: all images that it names and the archive holds, with the frames it names; none named: the whole instance. */
  withdrawn: z.array(z.object({ sopInstanceUid: z.string(), frameNumbers: z.array(z.number().int()) })),
});
export type KeyObjectsSummary = z.infer<typeof keyObjectsSummarySchema>;

/** GET /api/studies/:studyInstanceUid/key-images — what the reader marked, in order of marking, and what others have. */
export const keyImagesAnswerSchema = z.object({
  keyImages: z.array(keyImageSchema),
  foreign: z.array(keyObjectsSummarySchema),
});
export type KeyImagesAnswer = z.infer<typeof keyImagesAnswerSchema>;

/** PUT /api/studies/:uid/key-images/:sopInstanceUid/:frameNumber — marks a frame or changes its mark; DELETE takes it off. */
export const keyImageMarkSchema = z.object({
  title: z.enum(keyImageTitles),
  note: z.string().max(1000),
  by: z.string().max(200),
});
export type KeyImageMark = z.infer<typeof keyImageMarkSchema>;

/** POST /api/studies/:uid/key-objects — writes marked images as Key Object Selections, one a title, and queues them. */
export const keyObjectsWriteSchema = z.object({ by: z.string().trim().min(1).max(200), language: z.enum(["en", "zh-CN"]) });
export const keyObjectsWrittenSchema = z.object({ sopInstanceUids: z.array(z.string()) });
