import { z } from "zod";
import { vec3Schema } from "./common.ts";

/** What the left button may do. */
export const toolNameSchema = z.enum([
  "window-level",
  "pan",
  "zoom",
  "scroll",
  "crosshair",
  "cursor-3d",
  "rotate",
  "window-region",
  "magnifier",
  "calibrate",
  "length",
  "bidirectional",
  "angle",
  "cobb",
  "polyline",
  "freehand",
  "boundary",
  "ellipse",
  "rectangle",
  "circle",
  "polygon",
  "probe",
  "arrow",
  "text",
  "cardiothoracic",
  "spine",
]);

const coordinate = z.number().min(-1e7).max(1e7);
const pointSchema = z.tuple([coordinate, coordinate, coordinate]).readonly();
const directionSchema = vec3Schema.refine((axis) => Math.abs(Math.hypot(...axis) - 1) < 0.01);
const uid = z.string().regex(/^[0-9.]{1,64}$/);
/** A frame of reference or a series; files write more than UIDs there. */
const space = z.string().min(1).max(128);
/** A scene: the UUID of its window, and its number there. */
const from = z.string().regex(/^[0-9a-f-]{36}\/\d{1,9}$/);
const pixelsPerMm = z.number().min(1e-6).max(1e6);
const pixels = z.number().int().min(1).max(65_535);
const spacing = z.number().min(1e-6).max(1e5);

const planeSchema = z.object({
  imagePositionPatient: pointSchema,
  rowDirection: directionSchema,
  columnDirection: directionSchema,
  pixelSpacing: z.tuple([spacing, spacing]).readonly(),
  rows: pixels,
  columns: pixels,
});

const windowSchema = z.object({
  center: z.number().min(-1e12).max(1e12),
  width: z.number().min(-1e12).max(1e12),
  function: z.enum(["LINEAR", "LINEAR_EXACT", "SIGMOID"]).optional(),
});

/** What scenes of one study tell each other from window to window. */
export const sceneEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("crosshair"), space, pointPatient: pointSchema, from }),
  z.object({ kind: z.literal("scrolled"), space, series: space, plane: planeSchema, hasCrosshair: z.boolean(), from }),
  z.object({ kind: z.literal("pointed"), space, pointPatient: pointSchema.or(z.undefined()), from }),
  z.object({
    kind: z.literal("viewed"),
    space,
    plane: planeSchema.or(z.undefined()),
    pixelsPerMm,
    centrePatient: pointSchema.or(z.undefined()),
    movedMm: z.tuple([coordinate, coordinate]).readonly(),
    from,
  }),
  z.object({
    kind: z.literal("shown"),
    space,
    series: space,
    plane: planeSchema.or(z.undefined()),
    range: z.tuple([planeSchema, planeSchema]).readonly().or(z.undefined()),
    isActive: z.boolean(),
    isApart: z.boolean(),
    hasCrosshair: z.boolean(),
    from,
  }),
  z.object({ kind: z.literal("windowed"), values: z.string().min(1).max(128), window: windowSchema, from }),
  z.object({ kind: z.literal("fits"), pixelsPerMm: pixelsPerMm.or(z.undefined()), from }),
  z.object({ kind: z.literal("gone"), from }),
]);

/** On the channel of a study's scenes; whatever is not of this form is not heard. */
export const sceneMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hello") }),
  z.object({ kind: z.literal("event"), event: sceneEventSchema }),
]);
export type SceneMessage = z.infer<typeof sceneMessageSchema>;

const handLinkSchema = z.object({
  axis: directionSchema,
  places: z
    .array(z.object({ space, series: space.optional(), positionMm: coordinate }))
    .min(2)
    .max(16)
    .readonly(),
  studyInstanceUid: uid.optional(),
  isRestored: z.boolean().optional(),
});

const referenceSchema = z.object({ sopInstanceUid: uid, frameNumber: z.number().int().min(1).max(1_000_000) });

/** On the channel of a study's windows: stage, tool, links, texts, and where a finding was chosen. */
export const screenMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hello") }),
  z.object({
    kind: z.literal("shared"),
    shared: z.object({
      scrollSync: z.boolean(),
      linking: z.object({
        zoom: z.boolean(),
        pan: z.boolean(),
        window: z.boolean(),
        referenceLines: z.boolean(),
        referenceRange: z.boolean(),
        byHand: z.array(handLinkSchema).max(32).readonly(),
      }),
      overlayLevel: z.literal([0, 1, 2]),
      tool: toolNameSchema,
    }),
  }),
  z.object({
    kind: z.literal("stage"),
    protocolId: z.string().min(1).max(64),
    stage: z.number().int().min(0).max(11),
  }),
  z.object({
    kind: z.literal("focus"),
    focus: z.object({
      pointPatient: pointSchema.or(z.undefined()),
      frameOfReferenceUid: space.or(z.undefined()),
      reference: referenceSchema.optional(),
      beside: z
        .object({
          studyInstanceUid: uid,
          pointPatient: pointSchema.or(z.undefined()),
          frameOfReferenceUid: space.or(z.undefined()),
          reference: referenceSchema,
        })
        .optional(),
    }),
  }),
]);
export type ScreenMessage = z.infer<typeof screenMessageSchema>;
