import { z } from "zod";
import { codedSchema } from "../code.ts";
import { instanceReferenceSchema, seriesReferenceSchema } from "../reference.ts";

const pair = z.tuple([z.number(), z.number()]);
/** sRGB, 0 to 255. */
const rgb = z.tuple([z.number(), z.number(), z.number()]);
/** PIXEL: column, row of the image, the top left corner of its first pixel 0, 0. DISPLAY: fractions of the displayed area. MATRIX: of the total pixel matrix. */
const unitsSchema = z.enum(["PIXEL", "DISPLAY", "MATRIX"]);

/** Which images something holds for; empty for all of the state. */
const forImages = { images: z.array(instanceReferenceSchema) };

const displayedAreaSchema = z.object({
  ...forImages,
  topLeft: pair,
  bottomRight: pair,
  sizeMode: z.string(),
  /** Millimetres between rows and columns, where given. */
  spacingMm: pair.optional(),
  aspectRatio: pair.optional(),
  magnification: z.number().optional(),
});

const softcopyVoiSchema = z.object({
  ...forImages,
  windows: z.array(z.object({ center: z.number(), width: z.number(), explanation: z.string(), voiFunction: z.string() })),
  /** Lookup tables: how many entries of how many bits, from which value on. */
  tables: z.array(z.object({ entries: z.number(), firstValue: z.number(), bits: z.number(), explanation: z.string() })),
});

/** PS3.3 C.7.6.11, C.7.6.15; positions from 1 in pixels. */
const shutterSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rectangular"), left: z.number(), right: z.number(), upper: z.number(), lower: z.number() }),
  z.object({ kind: z.literal("circular"), centre: pair, radius: z.number() }),
  z.object({ kind: z.literal("polygonal"), vertices: z.array(pair) }),
  z.object({ kind: z.literal("bitmap"), overlayGroup: z.number() }),
]);

const graphicSchema = z.object({
  type: z.enum(["POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"]),
  units: unitsSchema,
  points: z.array(pair),
  filled: z.boolean(),
});
const textObjectSchema = z.object({
  text: z.string(),
  box: z.object({ units: unitsSchema, topLeft: pair, bottomRight: pair, justification: z.string() }).optional(),
  anchor: z.object({ units: unitsSchema, point: pair, visible: z.boolean() }).optional(),
});
const annotationSchema = z.object({
  ...forImages,
  layer: z.string(),
  graphics: z.array(graphicSchema),
  texts: z.array(textObjectSchema),
});
export type PresentationAnnotation = z.infer<typeof annotationSchema>;

/** A presentation state (PS3.3 A.33): how somebody wished images to be seen. Grayscale and color softcopy are read in full. */
export const presentationDocumentSchema = z.object({
  kind: z.literal("presentation"),
  label: z.string(),
  description: z.string(),
  creator: z.string(),
  createdDate: z.string(),
  createdTime: z.string(),
  series: z.array(seriesReferenceSchema),
  displayedAreas: z.array(displayedAreaSchema),
  voi: z.array(softcopyVoiSchema),
  /** IDENTITY, INVERSE, or TABLE for a Presentation LUT; "" where it says nothing. */
  presentationLut: z.string(),
  hasModalityLut: z.boolean(),
  shutters: z.array(shutterSchema),
  layers: z.array(z.object({ name: z.string(), order: z.number(), description: z.string(), color: rgb.optional() })),
  annotations: z.array(annotationSchema),
  /** Clockwise, before the flip (PS3.3 C.10.6). */
  rotationDegrees: z.number(),
  flippedHorizontally: z.boolean(),
  /** Groups 60xx that hold an overlay of their own. */
  overlays: z.array(z.object({ group: z.number(), rows: z.number(), columns: z.number(), description: z.string() })),
  purpose: codedSchema.optional(),
});
export type PresentationDocument = z.infer<typeof presentationDocumentSchema>;
