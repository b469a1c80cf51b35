import { z } from "zod";

const pairSchema = z.tuple([z.number(), z.number()]).readonly();

/** A window of a frame; without a function it is LINEAR (PS3.3 C.11.2.1.3). */
export const voiSchema = z.object({
  windowCenter: z.number(),
  windowWidth: z.number(),
  explanation: z.string(),
  function: z.enum(["LINEAR", "LINEAR_EXACT", "SIGMOID"]).optional(),
});

/** A VOI LUT: entry n is the grey, 0 to 2^bits - 1, of the value `first + n`; the ends hold outside. */
export const voiLookupTableSchema = z.object({
  first: z.number().int(),
  bits: z.number().int().min(1).max(16),
  explanation: z.string(),
  /** Base64 of 16-bit words, little endian. */
  entries: z.string().max(200_000),
});
export type VoiLookupTable = z.infer<typeof voiLookupTableSchema>;

/** Colours of the values from `first` on; values below stay grey, values above hold the last entry. */
export const supplementalPaletteSchema = z.object({
  first: z.number().int(),
  /** Base64 of red, green, blue of every entry. */
  colours: z.string().max(300_000),
});
export type SupplementalPalette = z.infer<typeof supplementalPaletteSchema>;

/**
 * An overlay plane on a frame. Its bits: GET /api/frames/:sopInstanceUid/:frameNumber/overlays/:group (decimal), one bit a pixel,
 * rows top to bottom, least significant bit first, without padding between rows.
 */
export const overlayPlaneSchema = z.object({
  group: z.number().int().min(0x6000).max(0x601e),
  rows: z.number().int().min(1),
  columns: z.number().int().min(1),
  /** Row and column of its first pixel in the image, from 1; may be negative. */
  origin: pairSchema,
  overlayType: z.enum(["GRAPHICS", "ROI"]),
  label: z.string(),
  description: z.string(),
});
export type OverlayPlane = z.infer<typeof overlayPlaneSchema>;

/** Rows and columns from 1; a pixel is seen only within every shape that is given and off the overlay's set bits. */
export const shutterSchema = z.object({
  rectangle: z.object({ left: z.number(), right: z.number(), upper: z.number(), lower: z.number() }).optional(),
  /** Radius in pixels along the row direction. */
  circle: z.object({ row: z.number(), column: z.number(), radius: z.number() }).optional(),
  polygon: z.array(pairSchema).readonly().optional(),
  overlayGroup: z.number().int().optional(),
  fillRgb: z.tuple([z.number(), z.number(), z.number()]).readonly(),
});
export type Shutter = z.infer<typeof shutterSchema>;

/** Factors from a PET's values to standardized uptake values; `missing` names the attributes that one or another would need. */
export const suvSchema = z.object({
  bodyWeight: z.number().optional(),
  bodySurfaceArea: z.number().optional(),
  leanBodyMass: z.number().optional(),
  leanBodyMassJanmahasatian: z.number().optional(),
  missing: z.array(z.string()).readonly(),
});

/** `value * slope + intercept` in `unit` for values of `range`; with a table, the meaning of `range[0] + n * step`. */
export const realWorldValueSchema = z.object({
  label: z.string(),
  unit: z.string(),
  range: pairSchema,
  slope: z.number(),
  intercept: z.number(),
  table: z.object({ step: z.number(), values: z.array(z.number()).readonly() }).optional(),
});
export type RealWorldValue = z.infer<typeof realWorldValueSchema>;

/** What decides how a frame's values are seen, beside its windows. */
export const framePresentationShape = {
  /** How stored values became those of the frame (Modality LUT); absent where they are the same. */
  modalityTransform: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("linear"), slope: z.number(), intercept: z.number() }),
      z.object({ kind: z.literal("table") }),
    ])
    .optional(),
  /** Indices into the series' `voiLookupTables`. */
  voiLookupTables: z.array(z.number().int().min(0)).readonly().optional(),
  /** Where given, it says whether low values are drawn bright; else the photometric interpretation does. Never both. */
  presentationLutShape: z.enum(["IDENTITY", "INVERSE"]).optional(),
  overlays: z.array(overlayPlaneSchema).readonly().optional(),
  shutter: shutterSchema.optional(),
  suv: suvSchema.optional(),
  realWorldValues: z.array(realWorldValueSchema).readonly().optional(),
  /** Index into the series' `supplementalPalettes`. */
  supplementalPalette: z.number().int().min(0).optional(),
  /** Colour by an ICC profile other than sRGB is drawn as if it were sRGB; the viewer says so. */
  ignoredIccProfile: z.literal(true).optional(),
  frameContent: z
    .object({
      frameLabel: z.string().optional(),
      frameComments: z.string().optional(),
      temporalPositionIndex: z.number().optional(),
    })
    .optional(),
};
