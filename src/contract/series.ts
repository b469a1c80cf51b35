import { z } from "zod";
import { uidSchema, vec3Schema } from "./common.ts";
import { lengthShape } from "./length.ts";
import { framePresentationShape, supplementalPaletteSchema, voiLookupTableSchema, voiSchema } from "./presentation.ts";

export const valueTypeSchema = z.enum(["uint8", "int16", "uint16", "float32"]);
export type ValueType = z.infer<typeof valueTypeSchema>;

export const planeSchema = z.object({
  imagePositionPatient: vec3Schema,
  rowDirection: vec3Schema,
  columnDirection: vec3Schema,
  pixelSpacing: z.tuple([z.number(), z.number()]).readonly(),
  rows: z.number().int(),
  columns: z.number().int(),
});

/**
 * One frame, in display order. Its bytes: GET /api/frames/:sopInstanceUid/:frameNumber, `rows * columns * samplesPerPixel` values
 * of `valueType`, little endian, rows top to bottom, samples interleaved, after the Modality LUT (CT: Hounsfield units); colour is RGB.
 */
export const frameSchema = z.object({
  sopClassUid: z.string(),
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().min(1),
  instanceNumber: z.number().nullable(),
  rows: z.number().int().min(1),
  columns: z.number().int().min(1),
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  valueType: valueTypeSchema,
  /** MONOCHROME1 is drawn inverted, unless `presentationLutShape` says otherwise. */
  photometricInterpretation: z.enum(["MONOCHROME1", "MONOCHROME2", "RGB"]),
  /** Absent: no place in the patient (radiograph, capture); lengths then need `pixelSpacingMm`. */
  plane: planeSchema.optional(),
  /** [between rows, between columns] where only that is known: Imager Pixel Spacing or Pixel Spacing of a projection. */
  pixelSpacingMm: z.tuple([z.number(), z.number()]).readonly().optional(),
  /** Where that spacing comes from: at the detector means magnification is not corrected; `corrected`, by an estimated factor. */
  pixelSpacingSource: z.enum(["patient", "calibrated", "reader", "corrected", "detector", "none"]),
  ...lengthShape,
  sliceLocationMm: z.number().optional(),
  sliceThicknessMm: z.number().optional(),
  voi: z.array(voiSchema),
  /** Lossy Image Compression Ratio; 1 where unknown but lossy; absent where lossless. */
  lossyRatio: z.number().optional(),
  /** Padding values (after the Modality LUT), shown black and left out of statistics. */
  paddingRange: z.tuple([z.number(), z.number()]).optional(),
  /** UCUM unit of the values: "[hnsf'U]", "{SUVbw}g/ml", or "1". */
  unit: z.string(),
  /** Of the file; asked for with its pixels, so that no header ever speaks for the pixels of another version (409 `host/changed`). */
  version: z.string().optional(),
  ...framePresentationShape,
});
export type Frame = z.infer<typeof frameSchema>;

/** Why a series is not a regular volume; each has a sentence in the locale files under `geometry.`. */
export const geometryIssueSchema = z.object({
  code: z.enum([
    "no-geometry",
    "single-frame",
    "mixed-orientation",
    "mixed-size",
    "mixed-frame-of-reference",
    "duplicate-positions",
    "gaps",
    "uneven-spacing",
    "tilt",
    "colour",
    "mixed-spacing",
    "sideways-shift",
    "duplicates",
    "laterality-conflict",
  ]),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A regular grid of voxels in the patient (LPS+ millimetres). */
export const volumeGridSchema = z.object({
  dimensions: vec3Schema,
  spacingMm: vec3Schema,
  originPatient: vec3Schema,
  directions: z.tuple([vec3Schema, vec3Schema, vec3Schema]).readonly(),
});

/**
 * The one verdict on a series' geometry. `stack`: MPR and 3D are refused; `marked`: allowed, with the reason on screen. `duplicates` and
 * `laterality-conflict` are remarks: they are said and change nothing else.
 */
export const geometryVerdictSchema = z.object({
  kind: z.enum(["volume", "marked", "stack"]),
  issues: z.array(geometryIssueSchema),
  /** The sorted volume's grid (frames in order are its k slices, which follow each other aslant in a tilted one); absent for `stack`. */
  grid: volumeGridSchema.optional(),
  /** Slices of the grid that no frame is; the frames are the others, in order. */
  missingSlices: z.array(z.number().int().min(0)).readonly().optional(),
  maxSpacingDeviationMm: z.number().optional(),
});
export type GeometryVerdict = z.infer<typeof geometryVerdictSchema>;

/** One of the stacks that a series is made of: phases, b-values, echoes, scouts, clips. */
export const seriesSplitSchema = z.object({
  index: z.number().int().min(0),
  /** What tells it from the others; "whole" where there is only one. */
  kind: z.string(),
  /** Its name in parts: the sentence of each is `splits.<code>` in the locale files, filled with the value. */
  label: z.array(z.object({ code: z.string(), value: z.union([z.string(), z.number()]) })).readonly(),
  frameCount: z.number().int(),
  verdictKind: z.enum(["volume", "marked", "stack"]),
  /** When its first frame was acquired: local milliseconds, of which only differences mean something. */
  acquiredMs: z.number().optional(),
  /** Seconds from the beginning of the contrast injection to its first frame, below 0 before it. */
  secondsAfterContrast: z.number().optional(),
});
export type SeriesSplit = z.infer<typeof seriesSplitSchema>;

/**
 * GET /api/series/:seriesInstanceUid?split=N, or ?holding=SOP_INSTANCE_UID&frame=N for the stack with that frame (absent: the one that a
 * reader opens) — everything a viewport and its overlay need.
 */
export const seriesDetailSchema = z.object({
  seriesInstanceUid: uidSchema,
  studyInstanceUid: uidSchema,
  frameOfReferenceUid: z.string().optional(),
  modality: z.string(),
  seriesNumber: z.number().nullable(),
  seriesDescription: z.string(),
  frames: z.array(frameSchema),
  geometry: geometryVerdictSchema,
  /** Which of `splits` the frames are. */
  split: z.number().int().optional(),
  /** All stacks of the series. */
  splits: z.array(seriesSplitSchema).optional(),
  overlay: z.object({
    patientName: z.string(),
    patientId: z.string(),
    patientBirthDate: z.string(),
    patientSex: z.string(),
    patientAge: z.string(),
    institutionName: z.string(),
    studyDescription: z.string(),
    studyId: z.string(),
    accessionNumber: z.string(),
    acquisitionDate: z.string(),
    acquisitionTime: z.string(),
    laterality: z.string(),
    contrastBolusAgent: z.string(),
  }),
  synthetic: z.boolean(),
  /** The text encoding was not said rightly: the patient's name was read as the likeliest one. */
  textGuessed: z.boolean().optional(),
  /** Made here from a photo or a NIfTI file: a secondary capture whose patient nobody has confirmed. */
  converted: z.boolean().optional(),
  /** Instances of the series when this was asked: where the archive holds more by now, it is to be asked again. */
  instanceCount: z.number().int().optional(),
  /** Recommended cine rate, frames per second. */
  recommendedFrameRate: z.number().optional(),
  /** Whether text is burnt into the pixels, where the files say it. */
  burnedInAnnotation: z.enum(["YES", "NO"]).optional(),
  /** VOI LUTs and supplemental palettes of all frames, each once. */
  voiLookupTables: z.array(voiLookupTableSchema).readonly().optional(),
  supplementalPalettes: z.array(supplementalPaletteSchema).readonly().optional(),
  /**
   * Tolerances used to show the instances: what was broken (a sentence under `repairs.` in the locale files), the element of the first
   * instance that needed it ("GGGGEEEE"), and how many did.
   */
  repairs: z.array(z.object({ code: z.string(), tag: z.string().optional(), instanceCount: z.number().int().min(1) })).optional(),
  /** Frames that cannot be shown and why. */
  unreadable: z.array(z.object({ sopInstanceUid: z.string(), code: z.string(), message: z.string() })),
});
export type SeriesDetail = z.infer<typeof seriesDetailSchema>;
