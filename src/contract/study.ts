import { z } from "zod";
import { uidSchema } from "./common.ts";

/** GET /api/studies?text=&patientName=&patientId=&accessionNumber=&modality=&from=&to=&limit=&offset= */
export const studyQuerySchema = z.object({
  /** Matches name, ID, accession or description, anywhere, ignoring case. */
  text: z.string().max(200).optional(),
  patientName: z.string().max(200).optional(),
  patientId: z.string().max(64).optional(),
  accessionNumber: z.string().max(64).optional(),
  modality: z.string().max(16).optional(),
  /** Study Date from and to, YYYYMMDD, inclusive. */
  from: z
    .string()
    .regex(/^\d{8}$/)
    .optional(),
  to: z
    .string()
    .regex(/^\d{8}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  offset: z.coerce.number().int().min(0).default(0),
});
export type StudyQuery = z.input<typeof studyQuerySchema>;

/** A row of the worklist. Strings are as the file has them, "" where absent; dates YYYYMMDD, times HHMMSS. */
export const studySummarySchema = z.object({
  studyInstanceUid: uidSchema,
  patientName: z.string(),
  patientId: z.string(),
  patientBirthDate: z.string(),
  patientSex: z.string(),
  studyDate: z.string(),
  studyTime: z.string(),
  accessionNumber: z.string(),
  studyDescription: z.string(),
  institutionName: z.string(),
  modalities: z.array(z.string()),
  seriesCount: z.number().int(),
  instanceCount: z.number().int(),
  /** Made by this program to teach and test with; said on screen. */
  synthetic: z.boolean(),
  /** The file did not say, or said wrongly, how its text is encoded: what is shown was guessed. */
  textGuessed: z.boolean(),
  /** Never removed by itself to keep the quota. */
  pinned: z.boolean(),
  /** Images of which there are several versions: the same UID, other bytes. */
  conflictCount: z.number().int(),
  reportState: z.enum(["none", "draft", "signed", "delivered"]),
  /** State of AI on this study: proposals waiting for a decision. */
  openProposals: z.number().int(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;

export const studyListSchema = z.object({ total: z.number().int(), studies: z.array(studySummarySchema) });
export type StudyList = z.infer<typeof studyListSchema>;

/** A thumbnail in the series panel; image at GET /api/series/:seriesInstanceUid/thumbnail (PNG). */
export const seriesSummarySchema = z.object({
  seriesInstanceUid: uidSchema,
  studyInstanceUid: uidSchema,
  modality: z.string(),
  seriesNumber: z.number().nullable(),
  seriesDescription: z.string(),
  bodyPartExamined: z.string(),
  laterality: z.string(),
  protocolName: z.string().optional(),
  convolutionKernel: z.string().optional(),
  /** The anatomical plane nearest to that of its first image; absent for projections and where it is not known. */
  orientation: z.enum(["AXIAL", "SAGITTAL", "CORONAL"]).optional(),
  /** Whether the images speak of a contrast agent; absent where they do not say. */
  contrast: z.boolean().optional(),
  /** View, side and Patient Orientation of its projection images; what is not known is "". */
  projections: z
    .array(
      z.object({
        sopInstanceUid: uidSchema,
        viewPosition: z.string(),
        laterality: z.string(),
        patientOrientation: z.string(),
        /** Magnified, spot compressed, rolled ...: not the plain view. */
        isModified: z.boolean(),
      }),
    )
    .optional(),
  instanceCount: z.number().int(),
  /** Frames of all its instances together: more than those where one holds several. */
  frameCount: z.number().int(),
  /** "image" opens as a stack, everything else as a document; "structure" is an RT structure set or plan. */
  kind: z.enum([
    "image",
    "report",
    "key-objects",
    "segmentation",
    "presentation",
    "waveform",
    "structure",
    "document",
    "slide",
    "video",
    "other",
  ]),
});
export type SeriesSummary = z.infer<typeof seriesSummarySchema>;

/** GET /api/studies/:studyInstanceUid — with earlier studies of the same Patient ID, newest first. */
export const studyDetailSchema = z.object({
  study: studySummarySchema,
  series: z.array(seriesSummarySchema),
  priors: z.array(z.object({ study: studySummarySchema, series: z.array(seriesSummarySchema) })),
});
export type StudyDetail = z.infer<typeof studyDetailSchema>;
