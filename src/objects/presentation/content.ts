import { z } from "zod";
import { codedSchema } from "../code.ts";
import { instanceReferenceSchema, seriesReferenceSchema } from "../reference.ts";
import { stateTableSchema } from "./lookup.ts";

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

/** Tables stand before windows: where both are given a reader gets the table first (PS3.3 C.11.8). */
const softcopyVoiSchema = z.object({
  ...forImages,
  windows: z.array(z.object({ center: z.number(), width: z.number(), explanation: z.string(), voiFunction: z.string() })),
  tables: z.array(stateTableSchema),
});

/** Stored values to those that the windows speak of (PS3.3 C.11.1). A state that says nothing means stored values (PS3.4 N.2.1.1). */
const stateModalitySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("linear"), slope: z.number(), intercept: z.number(), unit: z.string() }),
  z.object({ kind: z.literal("table"), table: stateTableSchema, unit: z.string() }),
]);

/** PS3.3 C.7.6.11, C.7.6.15; positions from 1 in pixels. */
const shutterSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rectangular"), left: z.number(), right: z.number(), upper: z.number(), lower: z.number() }),
  z.object({ kind: z.literal("circular"), centre: pair, radius: z.number() }),
  z.object({ kind: z.literal("polygonal"), vertices: z.array(pair) }),
  z.object({ kind: z.literal("bitmap"), overlayGroup: z.number() }),
]);

/** An overlay of the state itself; `layer` is the graphic layer it is drawn in, "" for one that only a shutter uses. */
const stateOverlaySchema = z.object({
  group: z.number(),
  rows: z.number(),
  columns: z.number(),
  description: z.string(),
  /** Row and column of its first pixel in the image, from 1. */
  origin: pair,
  isRoi: z.boolean(),
  layer: z.string(),
  /** Base64: one bit a pixel, rows after each other, least significant bit first. */
  bits: z.string(),
});

const graphicSchema = z.object({
  type: z.enum(["POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"]),
  units: unitsSchema,
  points: z.array(pair),
  filled: z.boolean(),
  /** Of its own (PS3.3 C.10.5.1.1.2); else that of its layer. */
  color: rgb.optional(),
  /** Of the line, in pixels of the screen; absent where the state does not say. */
  thickness: z.number().optional(),
  /** Lengths drawn and left out by turns, in thicknesses; absent: a solid line. */
  dashes: z.array(z.number()).max(16).optional(),
  fillColor: rgb.optional(),
  /** 0 to 1; absent: the state does not say. */
  fillOpacity: z.number().optional(),
});
const textObjectSchema = z.object({
  text: z.string(),
  color: rgb.optional(),
  box: z.object({ units: unitsSchema, topLeft: pair, bottomRight: pair, justification: z.string() }).optional(),
  anchor: z.object({ units: unitsSchema, point: pair, visible: z.boolean() }).optional(),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  underlined: z.boolean().optional(),
  /** LEFT, CENTER, RIGHT and TOP, CENTER, BOTTOM of its box. */
  horizontal: z.string().optional(),
  vertical: z.string().optional(),
});
const annotationSchema = z.object({
  ...forImages,
  layer: z.string(),
  graphics: z.array(graphicSchema),
  texts: z.array(textObjectSchema),
});
export type PresentationAnnotation = z.infer<typeof annotationSchema>;

/** Which of the softcopy classes: what a state is applied as depends on it. */
const stateClassSchema = z.enum(["grayscale", "color", "pseudo-color", "blending", "angiographic", "other"]);

/** A presentation state (PS3.3 A.33): how somebody wished images to be seen. Grayscale and color softcopy are read in full. */
export const presentationDocumentSchema = z.object({
  kind: z.literal("presentation"),
  stateClass: stateClassSchema,
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
  presentationTable: stateTableSchema.optional(),
  modality: stateModalitySchema,
  shutters: z.array(shutterSchema),
  /** What is behind a shutter. */
  shutterRgb: rgb,
  layers: z.array(z.object({ name: z.string(), order: z.number(), description: z.string(), color: rgb.optional() })),
  annotations: z.array(annotationSchema),
  /** Clockwise, before the flip (PS3.3 C.10.6). */
  rotationDegrees: z.number(),
  flippedHorizontally: z.boolean(),
  /** Overlays of its own (groups 60xx). */
  overlays: z.array(stateOverlaySchema),
  /** Overlay groups of the images that are drawn, and in which layer (PS3.3 C.11.7); the others are not. */
  activations: z.array(z.object({ group: z.number(), layer: z.string() })),
  /** Compound graphics that stand without the plain ones they can be drawn by (PS3.3 C.10.5.1.5). */
  compoundsOmitted: z.number(),
  /** Styles of its drawings that are not drawn as they are written. */
  stylesOmitted: z.array(z.enum(["shadows", "fillPatterns", "fonts", "fills"])),
  purpose: codedSchema.optional(),
});
export type PresentationDocument = z.infer<typeof presentationDocumentSchema>;
