import { z } from "zod";
import { uidSchema, vec3Schema } from "./common.ts";
import { layoutShapeSchema, orientationSchema } from "./hanging-protocol.ts";

const images = { seriesInstanceUid: uidSchema, split: z.number().int().min(0).max(10_000).optional() };

const contentSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("empty") }),
  z.object({ kind: z.literal("stack"), ...images }),
  z.object({ kind: z.literal("mpr"), plane: orientationSchema, ...images }),
  z.object({ kind: z.literal("volume3d"), preset: z.string().min(1).max(32), ...images }),
  z.object({ kind: z.literal("document"), seriesInstanceUid: uidSchema, sopInstanceUid: uidSchema.optional() }),
]);

const finite = z.number().min(-1e9).max(1e9);

/** Where a reader was in a series: the slice, and the part of it in sight. */
export const viewPlaceSchema = z.object({
  index: z.number().int().min(0).max(1_000_000),
  count: z.number().int().min(1).max(1_000_000),
  /** Middle of the slice, LPS+ millimetres; absent where it has no place in the patient. */
  pointPatient: vec3Schema.optional(),
  zoom: z.number().min(0.01).max(1000),
  /** As the camera's: offset of the middle of the view from that of the slice, in its units. */
  pan: z.tuple([finite, finite]).readonly(),
});
export type ViewPlace = z.infer<typeof viewPlaceSchema>;

const cellSchema = z.object({
  content: contentSchema,
  /** Middle and width in modality units. */
  window: z
    .object({ center: finite, width: finite, function: z.enum(["LINEAR", "LINEAR_EXACT", "SIGMOID"]).optional() })
    .optional(),
  voiIndex: z.number().int().min(0).max(1000).optional(),
  showsOverlays: z.boolean(),
  showsShutter: z.boolean(),
  showsDrawn: z.boolean(),
  inverted: z.boolean(),
  rotationDegrees: z.number().min(0).max(360),
  flippedHorizontally: z.boolean(),
  flippedVertically: z.boolean(),
  slab: z.object({ mode: z.enum(["MIP", "MINIP", "MEAN"]), thicknessMm: z.number().min(0).max(1000) }).optional(),
  align: z.enum(["left", "right"]).optional(),
  place: viewPlaceSchema.optional(),
});

/**
 * GET and PUT /api/studies/:studyInstanceUid/view-state?screen=1: how a reader left a study on a screen (GET: null where nothing is kept).
 * Removed with the study.
 */
export const viewStateSchema = z
  .object({
    shape: layoutShapeSchema,
    rows: z.number().int().min(1).max(4),
    columns: z.number().int().min(1).max(4),
    meantFor: z.enum(["landscape", "portrait"]),
    cells: z.array(cellSchema).min(1).max(16),
    activeCell: z.number().int().min(0).max(15),
    scrollSync: z.boolean(),
    /** Which hanging protocol's stage this was made from. */
    protocol: z.object({ id: z.string().max(64), stage: z.number().int().min(0).max(11) }).optional(),
  })
  .strict();
export type ViewState = z.infer<typeof viewStateSchema>;

export const viewStateAnswerSchema = z.object({ state: viewStateSchema.nullable() });

export const viewStateQuerySchema = z.object({ screen: z.coerce.number().int().min(1).max(4).default(1) });

export const LARGEST_VIEW_STATE_BYTES = 64 * 1024;
