import { z } from "zod";

const milliseconds = z.number().min(0).max(60_000);
/** Of the CPU and of the graphics card; null where it cannot. */
const pairMs = z.object({ cpu: milliseconds, gpu: milliseconds.nullable() });

/** What one computer, in the browser it is used with, was measured to do. */
const deviceMeasurementSchema = z.object({
  /** Graphics card, driver and browser: another one is measured anew. */
  signature: z.string().max(400),
  measuredAt: z.iso.datetime(),
  hasWebgl2: z.boolean(),
  /** As the driver names itself; empty where there is none. */
  renderer: z.string().max(200),
  /** Texels of a side. */
  largestTexture: z.number().int().min(0).max(1_000_000),
  largestVolumeTexture: z.number().int().min(0).max(1_000_000),
  hasNorm16: z.boolean(),
  hasFloatLinear: z.boolean(),
  /** A slice of 512 x 512 and of 2048 x 2048, coloured anew and on the canvas. */
  sliceMs: pairMs,
  largeSliceMs: pairMs,
  /** A volume rendering of 256 x 256 pixels. */
  volumeMs: milliseconds.nullable(),
  /** As the browser says, which it does roughly and never above 8. */
  memoryGib: z.number().min(0).max(4096).nullable(),
  /** As much as was given in one piece when it was asked for. */
  allocatableBytes: z
    .number()
    .int()
    .min(0)
    .max(2 ** 33),
  cores: z.number().int().min(1).max(4096),
  pixelRatio: z.number().min(0.1).max(16),
});
export type DeviceMeasurement = z.infer<typeof deviceMeasurementSchema>;

/** What draws slices; the sides of volume textures may be held below what the driver says; the computers measured, latest first. */
export const deviceProfilePreference = z
  .object({
    backend: z.enum(["auto", "cpu", "gpu"]),
    largestVolumeTexture: z.number().int().min(16).max(16_384).nullable(),
    /** Of the pixels of one series. */
    cacheMegabytes: z.number().int().min(16).max(8192).nullable(),
    machines: z.array(deviceMeasurementSchema).max(8),
  })
  .default({ backend: "auto", largestVolumeTexture: null, cacheMegabytes: null, machines: [] });
export type DeviceProfile = z.infer<typeof deviceProfilePreference>;
