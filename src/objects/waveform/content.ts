import { z } from "zod";
import { codedSchema } from "../code.ts";

/** A channel (PS3.3 C.10.9.1.4). Values of its samples are in `unit`, after sensitivity, correction and baseline. */
export const waveformChannelSchema = z.object({
  label: z.string(),
  source: codedSchema.optional(),
  sensitivity: z.number().optional(),
  sensitivityCorrection: z.number().optional(),
  baseline: z.number().optional(),
  unit: codedSchema.optional(),
  filterLowHz: z.number().optional(),
  filterHighHz: z.number().optional(),
  notchHz: z.number().optional(),
  timeSkewSeconds: z.number().optional(),
  bitsStored: z.number().int(),
  status: z.array(z.string()),
});
export type WaveformChannel = z.infer<typeof waveformChannelSchema>;

/** A multiplex group: channels that were sampled together. Samples: GET /api/objects/:sopInstanceUid/waveforms/:group. */
export const waveformGroupSchema = z.object({
  label: z.string(),
  originality: z.string(),
  timeOffsetSeconds: z.number(),
  samplingFrequencyHz: z.number(),
  sampleCount: z.number().int(),
  bitsAllocated: z.number().int(),
  sampleInterpretation: z.string(),
  channels: z.array(waveformChannelSchema),
  /** Why its samples cannot be shown; absent where they can. */
  refusal: z.enum(["audio", "unsupported-samples", "damaged"]).optional(),
});
export type WaveformGroup = z.infer<typeof waveformGroupSchema>;

/** What was measured or written about a waveform (PS3.3 C.10.10). */
export const waveformAnnotationSchema = z.object({
  group: z.number(),
  /** Multiplex group and channel, from 1, by twos. */
  channels: z.array(z.tuple([z.number(), z.number()])),
  text: z.string(),
  concept: codedSchema.optional(),
  value: z.number().optional(),
  unit: codedSchema.optional(),
  code: codedSchema.optional(),
  /** Sample positions, from 1, within the group of the first channel. */
  samplePositions: z.array(z.number()),
  timeOffsetsMs: z.array(z.number()),
});
export type WaveformAnnotation = z.infer<typeof waveformAnnotationSchema>;

/** ECG and other waveforms (PS3.3 A.34). */
export const waveformDocumentSchema = z.object({
  kind: z.literal("waveform"),
  /** An electrocardiogram is drawn on its own paper. */
  isEcg: z.boolean(),
  acquisitionDateTime: z.string(),
  groups: z.array(waveformGroupSchema),
  annotations: z.array(waveformAnnotationSchema),
  acquisitionContext: z.array(z.object({ concept: codedSchema.optional(), value: z.string() })),
});
export type WaveformDocument = z.infer<typeof waveformDocumentSchema>;
