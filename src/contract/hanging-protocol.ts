import { z } from "zod";

/** The form's version: what is exported says it, so that a later edition knows what it reads. */
export const HANGING_PROTOCOL_VERSION = 1;

const CELLS_MOST = 16;
export const OWN_PROTOCOLS_MOST = 64;

/** A sentence for people: in one language, or in each of the screen's. */
export const localTextSchema = z.union([
  z.string().trim().min(1).max(80),
  z.object({ en: z.string().min(1).max(80), "zh-CN": z.string().min(1).max(80) }),
]);
export type LocalText = z.infer<typeof localTextSchema>;

/**
 * Words that must all stand in a text, in any order: "t2* sag*". A word stands by itself; "*" at its ends lets it be part of another;
 * Chinese words may stand anywhere. No regular expressions: a pattern from elsewhere can be neither wrong nor slow.
 */
const patternSchema = z.string().trim().min(1).max(64);
const patternsSchema = z.array(patternSchema).min(1).max(96);
/** Values of a coded attribute, any of them. */
const codesSchema = z.array(z.string().trim().min(1).max(16)).min(1).max(24);

export const orientationSchema = z.enum(["AXIAL", "SAGITTAL", "CORONAL"]);

/** What must hold of a series (or of one projection image in it); every member that is given must. */
const seriesRuleSchema = z.strictObject({
  modality: codesSchema.optional(),
  /** Body Part Examined; any of the patterns. */
  bodyPart: patternsSchema.optional(),
  /** Series Description or Protocol Name; any of the patterns. */
  description: patternsSchema.optional(),
  /** None of the patterns may fit Series Description. */
  without: patternsSchema.optional(),
  /** Convolution Kernel; any of the patterns. */
  kernel: patternsSchema.optional(),
  /** View Position of a projection image. */
  view: codesSchema.optional(),
  laterality: z.enum(["L", "R", "B"]).optional(),
  orientation: orientationSchema.optional(),
  contrast: z.boolean().optional(),
  /** Number of frames. */
  framesLeast: z.number().int().min(1).max(100_000).optional(),
  framesMost: z.number().int().min(1).max(100_000).optional(),
  /** Not what an earlier cell of the same screen shows. */
  another: z.literal(true).optional(),
});
export type SeriesRule = z.infer<typeof seriesRuleSchema>;

const windowSchema = z.union([
  z.object({ preset: z.string().min(1).max(32) }),
  z.object({ center: z.number(), width: z.number().positive() }),
]);

const slabSchema = z.object({ mode: z.enum(["MIP", "MINIP", "MEAN"]), thicknessMm: z.number().min(0).max(100) });

const contentSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("stack"), slab: slabSchema.optional() }),
  z.object({ kind: z.literal("mpr"), plane: orientationSchema, slab: slabSchema.optional() }),
  z.object({ kind: z.literal("volume3d"), preset: z.string().min(1).max(32) }),
]);

/** Phases of an examination with a contrast agent. */
const contrastPhaseSchema = z.enum(["unenhanced", "arterial", "portal-venous", "delayed"]);
export type ContrastPhase = z.infer<typeof contrastPhaseSchema>;

/**
 * Which stack of a series that holds several (phases, b-values, echoes). `by` is what stacks are told apart by, the `code` of a label's part
 * (`SeriesSplit`); `pick` is a value there, or the lowest or highest of all, or the n-th in the order of their values, from 1. A series
 * whose stacks are not told apart so opens as it always does. A `phase` is found by the seconds since the injection, whatever the stacks are
 * told apart by; where nothing says when that was it is guessed from the order of acquisition, and said to be a guess.
 */
const stackRuleSchema = z.strictObject({
  by: z.string().regex(/^[a-z][a-z-]{0,31}$/),
  pick: z.union([
    z.enum(["lowest", "highest"]),
    z.object({ nth: z.number().int().min(1).max(1000) }),
    z.object({ value: z.union([z.string().min(1).max(64), z.number()]) }),
    z.object({ phase: contrastPhaseSchema }),
  ]),
});
export type StackRule = z.infer<typeof stackRuleSchema>;

/** Which series is meant. */
const seriesChoiceSchema = z.object({
  /** What it is to a reader: said where it is missing. */
  name: localTextSchema,
  /** The first rule that any series of a study satisfies decides; of those that satisfy it the one with most frames, then the first. */
  anyOf: z.array(seriesRuleSchema).min(1).max(12),
  stack: stackRuleSchema.optional(),
});
export type SeriesChoice = z.infer<typeof seriesChoiceSchema>;

const keySchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

const hangingCellSchema = z.object({
  /** Which of the protocol's `series`. */
  series: keySchema,
  /** 0: the study that is read; n: the n-th newest of the earlier studies that the protocol fits too. */
  study: z.number().int().min(0).max(8),
  show: contentSchema,
  window: windowSchema.optional(),
  /** Where a stack opens; absent: in the middle. */
  place: z.enum(["first", "middle", "last"]).optional(),
  /** The side of the cell that the picture lies against, and the chest wall of a mammogram. */
  align: z.enum(["left", "right"]).optional(),
  inverted: z.boolean().optional(),
  rotationDegrees: z.number().min(0).max(360).optional(),
  flippedHorizontally: z.boolean().optional(),
  flippedVertically: z.boolean().optional(),
});
export type HangingCell = z.infer<typeof hangingCellSchema>;

/**
 * How a screen is parted: a grid, or one large cell and smaller ones beside it. Meant for a screen that is wider than high; on one that is
 * higher it is transposed.
 */
export const layoutShapeSchema = z.enum(["grid", "one-and-two", "one-and-three", "two-and-one"]);
export type LayoutShape = z.infer<typeof layoutShapeSchema>;

const screenSchema = z
  .object({
    shape: layoutShapeSchema.default("grid"),
    rows: z.number().int().min(1).max(4),
    columns: z.number().int().min(1).max(4),
    cells: z.array(hangingCellSchema).min(1).max(CELLS_MOST),
  })
  .refine(({ shape, rows, columns, cells }) => cells.length <= cellCount(shape, rows, columns));
export type HangingScreen = z.infer<typeof screenSchema>;

/** How many cells a layout has. */
export function cellCount(shape: LayoutShape, rows: number, columns: number): number {
  if (shape === "grid") return rows * columns;
  return shape === "one-and-three" ? 4 : 3;
}

const hangingStageSchema = z.object({
  name: localTextSchema,
  screen: screenSchema,
  /** What a second window shows meanwhile; absent: it stays as it is. */
  secondScreen: screenSchema.optional(),
  /** Whether stacks of one patient space scroll together. */
  linked: z.boolean(),
  /** Offered only where every cell of the first screen has its series. */
  complete: z.boolean().optional(),
});
export type HangingStage = z.infer<typeof hangingStageSchema>;

export const hangingProtocolSchema = z
  .object({
    id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/),
    name: localTextSchema,
    /** Which studies it fits: every member that is given must hold. */
    fits: z.strictObject({
      /** Some image series of the study is of one of these. */
      modality: codesSchema,
      /** Body Part Examined, else a description of study, series or protocol; any of the patterns. */
      bodyPart: patternsSchema.optional(),
      /** Study Description; any of the patterns. */
      description: patternsSchema.optional(),
      /** None of the patterns may fit Study Description or Body Part Examined. */
      without: patternsSchema.optional(),
      /** For each of these rules there is a series. */
      series: z.array(seriesRuleSchema).max(8).optional(),
      /** Earlier studies that fit, at least and at most. */
      priorsLeast: z.number().int().min(0).max(8).optional(),
      priorsMost: z.number().int().min(0).max(8).optional(),
    }),
    /** Added to the score of a protocol that fits: tells a special one from a general one. */
    rank: z.number().int().min(-20).max(20).default(0),
    /** The series that its cells show, by names of its own. */
    series: z.record(keySchema, seriesChoiceSchema).refine((series) => Object.keys(series).length <= 64),
    stages: z.array(hangingStageSchema).min(1).max(12),
  })
  .refine(({ series, stages }) =>
    stages.every(({ screen, secondScreen }) =>
      [...screen.cells, ...(secondScreen?.cells ?? [])].every((cell) => Object.hasOwn(series, cell.series)),
    ),
  );
export type HangingProtocol = z.infer<typeof hangingProtocolSchema>;

/** What a reader made, and whether protocols are applied when a study is opened. */
export const hangingPreferenceSchema = z
  .object({
    automatic: z.boolean(),
    own: z.array(hangingProtocolSchema).max(OWN_PROTOCOLS_MOST),
  })
  .default({ automatic: true, own: [] });

/** A file that protocols are exchanged in. */
export const hangingFileSchema = z.object({
  hounsfieldHangingProtocols: z.literal(HANGING_PROTOCOL_VERSION),
  protocols: z.array(hangingProtocolSchema).max(OWN_PROTOCOLS_MOST),
});
