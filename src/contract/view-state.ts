import { z } from "zod";
import { uidSchema, vec3Schema } from "./common.ts";
import { layoutShapeSchema, localTextSchema, orientationSchema } from "./hanging-protocol.ts";

const images = { seriesInstanceUid: uidSchema, split: z.number().int().min(0).max(10_000).optional() };

const contentSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("empty") }),
  z.object({ kind: z.literal("stack"), ...images }),
  z.object({ kind: z.literal("mpr"), plane: orientationSchema, ...images }),
  z.object({ kind: z.literal("volume3d"), preset: z.string().min(1).max(32), ...images }),
  z.object({ kind: z.literal("document"), seriesInstanceUid: uidSchema, sopInstanceUid: uidSchema.optional() }),
]);

const finite = z.number().min(-1e9).max(1e9);
const share = z.number().min(-0.5).max(1.5);
/** The name of a colour map, a background ...: an edition that does not know it takes its own first one. */
const nameSchema = z.string().min(1).max(32);

/** How large a picture is held. */
const sizingSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fit-width") }),
  z.object({ kind: z.literal("fit-together") }),
  z.object({ kind: z.literal("magnification"), times: z.number().min(0.01).max(1000) }),
  z.object({ kind: z.literal("true-size"), devicePixelsPerMm: z.number().min(0.1).max(1000) }),
]);

/** Where a volume rendering is looked at from: unit directions to the right and down on the screen, what is in the middle, and how much is seen. */
const orbitSchema = z.object({
  right: vec3Schema,
  down: vec3Schema,
  centrePatient: vec3Schema,
  /** Millimetres along the smaller side of the view. */
  extentMm: z.number().min(0.1).max(1e6),
});

/** Where a reader was in a series: the slice, and the part of it in sight. */
export const viewPlaceSchema = z.object({
  index: z.number().int().min(0).max(1_000_000),
  count: z.number().int().min(1).max(1_000_000),
  /** Middle of the slice, LPS+ millimetres; absent where it has no place in the patient. */
  pointPatient: vec3Schema.optional(),
  zoom: z.number().min(0.01).max(1000),
  /** As the camera's: offset of the middle of the view from that of the slice, in its units. */
  pan: z.tuple([finite, finite]).readonly(),
  /** What the zoom follows from, where the picture is held at a size. */
  sizing: sizingSchema.optional(),
  /** Of a volume rendering; slice, zoom and pan are then those of nothing. */
  orbit: orbitSchema.optional(),
});
export type ViewPlace = z.infer<typeof viewPlaceSchema>;

/** How a volume rendering departs from its preset; what is not given is as the preset has it. */
const renderingSchema = z.object({
  shift: finite.optional(),
  stretch: z.number().min(0.1).max(8).optional(),
  opacity: z.number().min(0).max(100).optional(),
  hand: z.enum(["turn", "look"]).optional(),
  clip: z
    .object({
      low: z.tuple([share, share, share]).readonly(),
      high: z.tuple([share, share, share]).readonly(),
      isOn: z.boolean(),
    })
    .optional(),
  withoutTable: z.boolean().optional(),
  background: nameSchema.optional(),
});

/** How cine runs when it is started again. */
const cineSchema = z.object({
  framesPerSecond: z.number().min(0.1).max(240).optional(),
  mode: z.enum(["loop", "bounce", "once"]).optional(),
  step: z.number().int().min(1).max(1000).optional(),
  from: z.number().int().min(0).max(1_000_000).optional(),
  to: z.number().int().min(0).max(1_000_000).optional(),
  along: z.enum(["slices", "stacks"]).optional(),
});

/** Middle and width in modality units. */
const windowSchema = z.object({
  center: finite,
  width: finite,
  function: z.enum(["LINEAR", "LINEAR_EXACT", "SIGMOID"]).optional(),
});

const slabSchema = z.object({ mode: z.enum(["MIP", "MINIP", "MEAN"]), thicknessMm: z.number().min(0).max(1000) });

const turnSchema = {
  inverted: z.boolean(),
  rotationDegrees: z.number().min(0).max(360),
  flippedHorizontally: z.boolean(),
  flippedVertically: z.boolean(),
};

const hungSchema = z.object({
  window: windowSchema.optional(),
  ...turnSchema,
  slab: slabSchema.optional(),
  align: z.enum(["left", "right"]).optional(),
});

const cellSchema = z.object({
  content: contentSchema,
  window: windowSchema.optional(),
  voiIndex: z.number().int().min(0).max(1000).optional(),
  showsOverlays: z.boolean(),
  showsShutter: z.boolean(),
  showsDrawn: z.boolean(),
  ...turnSchema,
  slab: slabSchema.optional(),
  align: z.enum(["left", "right"]).optional(),
  colourMap: nameSchema.optional(),
  interpolation: z.enum(["smooth", "nearest"]).optional(),
  suvType: nameSchema.optional(),
  /** Taken out of what viewports do together. */
  isApart: z.boolean().optional(),
  /** The look that a hanging protocol gave the cell: what a reset goes back to. */
  hung: hungSchema.optional(),
  rendering: renderingSchema.optional(),
  cine: cineSchema.optional(),
  place: viewPlaceSchema.optional(),
  /** Frames of the series then: where it has others by now, its stacks and the places in it may be others too. */
  frameCount: z.number().int().min(0).max(10_000_000).optional(),
  guessedPhase: z
    .object({ name: localTextSchema, seriesInstanceUid: uidSchema, split: z.number().int().min(0).max(10_000) })
    .optional(),
});

/** Patient spaces, or series of one, that a reader has put together by hand: where the same anatomy lies along an axis. */
const linkSchema = z.object({
  axis: vec3Schema.refine(([x, y, z]) => Math.abs(Math.hypot(x, y, z) - 1) < 0.01),
  places: z
    .array(z.object({ space: uidSchema, series: uidSchema.optional(), positionMm: finite }))
    .min(2)
    .max(16)
    .readonly(),
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
    links: z.array(linkSchema).max(32).optional(),
    /** Which hanging protocol's stage this was made from. */
    protocol: z.object({ id: z.string().max(64), stage: z.number().int().min(0).max(11) }).optional(),
  })
  .strict();
export type ViewState = z.infer<typeof viewStateSchema>;

export const viewStateAnswerSchema = z.object({ state: viewStateSchema.nullable() });

export const viewStateQuerySchema = z.object({ screen: z.coerce.number().int().min(1).max(4).default(1) });

export const LARGEST_VIEW_STATE_BYTES = 64 * 1024;
