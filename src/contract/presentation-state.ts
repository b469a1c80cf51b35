import { z } from "zod";
import { uidSchema } from "./common.ts";
import { shutterSchema } from "./presentation.ts";
import type { Frame } from "./series.ts";

/** A presentation state that names images of a series, as it is offered; strings as in the file, "" where absent. */
export const presentationSummarySchema = z.object({
  sopInstanceUid: uidSchema,
  seriesInstanceUid: uidSchema,
  label: z.string(),
  description: z.string(),
  creator: z.string(),
  createdDate: z.string(),
  createdTime: z.string(),
  stateClass: z.enum(["grayscale", "color", "pseudo-color", "blending", "angiographic", "other"]),
});
export type PresentationSummary = z.infer<typeof presentationSummarySchema>;

/** GET /api/series/:seriesInstanceUid/presentations: those of its study that name images of it, the newest first. */
export const presentationListSchema = z.object({ presentations: z.array(presentationSummarySchema) });

const pixelPair = z.tuple([z.number().min(-1e6).max(1e6), z.number().min(-1e6).max(1e6)]);
const layerName = z.string().regex(/^[A-Z0-9_ ]{1,16}$/);

const savedLayerSchema = z.object({ name: layerName, description: z.string().max(64) });

const savedAnnotationSchema = z.object({
  /** The frame it lies on. */
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().min(1),
  layer: layerName,
  /** Column, row; the top left corner of the first pixel is 0, 0 (PS3.3 C.10.5.1.2). */
  graphics: z
    .array(
      z.object({
        type: z.enum(["POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"]),
        points: z.array(pixelPair).min(1).max(5000),
        filled: z.boolean(),
      }),
    )
    .max(500),
  texts: z.array(z.object({ text: z.string().min(1).max(1000), anchor: pixelPair })).max(500),
});

type Presented = Pick<
  Frame,
  "modalityTransform" | "rows" | "columns" | "sopInstanceUid" | "plane" | "pixelSpacingMm" | "pixelAspectRatio"
>;

/**
 * Whether one presentation state can be for both frames: it has one Modality LUT, one displayed area and one pixel spacing. A frame's own Modality
 * LUT that is a table is that of its image alone.
 */
export function isPresentedAlike(a: Presented, b: Presented): boolean {
  if (a.rows !== b.rows || a.columns !== b.columns || !hasSamePixels(a, b)) return false;
  if (a.modalityTransform?.kind === "table") return a.sopInstanceUid === b.sopInstanceUid;
  return JSON.stringify(a.modalityTransform) === JSON.stringify(b.modalityTransform);
}

/** The same spacing, or ratio where there is none; a thousandth, as of rounding, aside. */
function hasSamePixels(a: Presented, b: Presented): boolean {
  const [one, other] = [a, b].map((frame) => frame.plane?.pixelSpacing ?? frame.pixelSpacingMm);
  if ((one === undefined) !== (other === undefined)) return false;
  const [size, otherSize] = [one ?? a.pixelAspectRatio ?? [1, 1], other ?? b.pixelAspectRatio ?? [1, 1]];
  return size.every((value, at) => Math.abs(value / (otherSize[at] ?? 0) - 1) < 1e-3);
}

/** What is on the screen, to be kept as a Grayscale Softcopy Presentation State (PS3.3 A.33.1). */
export const presentationSaveSchema = z.object({
  label: z.string().min(1).max(16),
  description: z.string().max(64),
  by: z.string().max(200),
  seriesInstanceUid: uidSchema,
  /** Frames it is for, all of one series. */
  images: z
    .array(z.object({ sopInstanceUid: uidSchema, frameNumber: z.number().int().min(1) }))
    .min(1)
    .max(20_000),
  /** In the unit of the frames' values; absent: the images' own windows stay. */
  window: z
    .object({
      center: z.number().min(-1e9).max(1e9),
      width: z.number().gt(0).max(1e9),
      function: z.enum(["LINEAR", "LINEAR_EXACT", "SIGMOID"]).optional(),
    })
    .optional(),
  /** Each image has its own window or table of this place (windows before tables) where it has one; `window` is for the others. */
  ownVoi: z.number().int().min(0).max(200).optional(),
  inverted: z.boolean(),
  /** Clockwise, before the flip (PS3.3 C.10.6). */
  rotationDegrees: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  flippedHorizontally: z.boolean(),
  /** Corners in pixels from 1, as they stand after the turn (PS3.3 C.10.4). */
  displayedArea: z.object({ topLeft: pixelPair, bottomRight: pixelPair }),
  /** The images' own that hides part of them; a shutter of overlay bits is not among what is kept. */
  shutter: shutterSchema.omit({ overlayGroup: true }).optional(),
  /** Groups of overlay planes of the images that are drawn. */
  overlayGroups: z.array(z.number().int().min(0x6000).max(0x601e)).max(16).optional(),
  /** The state that the images are shown by: its shutter, overlays and drawings are taken over as they stand, greys where they are its. */
  base: z
    .object({
      sopInstanceUid: uidSchema,
      keepsGreys: z.boolean(),
      keepsShutter: z.boolean(),
      keepsOverlays: z.boolean(),
      /** The reader has moved and turned nothing: its displayed areas, which may be others for each image, stand. */
      keepsArea: z.boolean(),
      /** Names of its layers that are not taken over. */
      leftLayers: z.array(z.string().max(64)).max(200),
      /** Layers that are written anew: those of a state that was kept here are not taken over, those of others stay under their names. */
      renewedLayers: z.array(savedLayerSchema).max(20),
    })
    .optional(),
  /** In the order they are drawn. */
  layers: z.array(savedLayerSchema).max(20),
  annotations: z.array(savedAnnotationSchema).max(2000),
});
export type PresentationSave = z.infer<typeof presentationSaveSchema>;

/** POST /api/presentations (kept in the archive), POST /api/presentations/:sopInstanceUid/send (queued in the outbox). */
export const presentationSavedSchema = z.object({ sopInstanceUid: uidSchema, seriesInstanceUid: uidSchema });
