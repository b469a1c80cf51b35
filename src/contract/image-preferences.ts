import { z } from "zod";

const named = {
  /** Unique in its list. Presets of the program are named by the locale files (`windowPresets.name.<id>`), those of a reader by `name`. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().max(40),
};

/**
 * A window by name. `values`: centre and width in modality units (CT: Hounsfield units). `uptake`: from and to, in SUV of the type that is
 * chosen. `relative`: the window that the image opens with, wider or narrower by a factor, its centre moved by parts of its width.
 */
export const windowPresetSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("values"), ...named, center: z.number().min(-1e6).max(1e6), width: z.number().positive().max(1e6) }),
  z.object({ kind: z.literal("uptake"), ...named, low: z.number().min(0).max(1e4), high: z.number().positive().max(1e4) }),
  z.object({ kind: z.literal("relative"), ...named, width: z.number().min(0.01).max(100), shift: z.number().min(-10).max(10) }),
]);
export type WindowPreset = z.infer<typeof windowPresetSchema>;

/** The reader's own lists by Modality (0008,0060), in their order; a modality without one has the program's. */
export const windowPresetsPreference = z
  .object({ lists: z.record(z.string().regex(/^[A-Z0-9]{1,8}$/), z.array(windowPresetSchema).max(40)) })
  .default({ lists: {} });

/** Device pixels of a millimetre of each screen that a reader has measured; `screen` tells screens of this computer apart. */
export const screensPreference = z
  .object({
    measured: z.array(z.object({ screen: z.string().min(1).max(80), devicePixelsPerMm: z.number().min(1).max(100) })).max(32),
  })
  .default({ measured: [] });
