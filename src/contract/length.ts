import { z } from "zod";
import { uidSchema } from "./common.ts";

const pairSchema = z.tuple([z.number(), z.number()]).readonly();

/** A part of an ultrasound image with lengths of its own, or with none: pixels from 0, ends included. */
const ultrasoundRegionSchema = z.object({
  left: z.number(),
  top: z.number(),
  right: z.number(),
  bottom: z.number(),
  /** [between rows, between columns]; absent where its pixels are no lengths: times, velocities. */
  spacingMm: pairSchema.optional(),
});

/** What a frame says of its lengths beside its spacing. */
export const lengthShape = {
  /** The magnification that a `corrected` spacing was divided by. */
  pixelSpacingFactor: z.number().optional(),
  /** How a `calibrated` spacing was. */
  pixelSpacingCalibration: z.object({ type: z.enum(["GEOMETRY", "FIDUCIAL"]), description: z.string() }).optional(),
  /** Proportions of a pixel, [between rows, between columns], where that is all that is known of its size. */
  pixelAspectRatio: pairSchema.optional(),
  /** Smallest first: the first that holds a point is the one it is measured in, or not measured where that has no lengths. */
  ultrasoundRegions: z.array(ultrasoundRegionSchema).readonly().optional(),
  /** Milliseconds from the frame before it in its clip to this one, where they differ. */
  frameTimeMs: z.number().optional(),
};

/** A frame that a reader calibrated on an object of known length. */
export const calibrationSchema = z.object({
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().min(1),
  /** The line that was drawn, pixels of the frame. */
  pointsPixel: z.tuple([pairSchema, pairSchema]).readonly(),
  knownMm: z.number().positive().max(10_000),
  /** [between rows, between columns] that follows from it. */
  spacingMm: z.tuple([z.number().positive().max(1000), z.number().positive().max(1000)]).readonly(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

export const CALIBRATIONS_MOST = 500;

/**
 * GET /api/studies/:studyInstanceUid/calibrations: those of a study, each frame at most once. One is kept by PUT
 * .../calibrations/:sopInstanceUid/:frameNumber and taken back by DELETE, so that windows that calibrate two frames keep both.
 */
export const calibrationsSchema = z.object({ calibrations: z.array(calibrationSchema).max(CALIBRATIONS_MOST) });
