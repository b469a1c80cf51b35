import { z } from "zod";
import { deviceProfilePreference } from "./device-profile.ts";
import { enginePreference } from "./engine.ts";
import { keymapPreference, palettePreference, toolbarPreference } from "./hands.ts";
import { hangingPreferenceSchema } from "./hanging-protocol.ts";
import { screensPreference, windowPresetsPreference } from "./image-preferences.ts";
import { modelRulesPreference } from "./model-rules.ts";

/**
 * What a reader sets for good, by name: kept by the workstation, not by the browser. Each schema bounds what it holds and has a default,
 * so that nothing stored and something stored by another edition both read as a value.
 */
export const preferenceSchemas = {
  keymap: keymapPreference,
  palette: palettePreference,
  toolbar: toolbarPreference,
  "window-presets": windowPresetsPreference,
  screens: screensPreference,
  "device-profile": deviceProfilePreference,
  "hanging-protocols": hangingPreferenceSchema,
  /** Which models run on what, and at which operating point. */
  models: modelRulesPreference,
  /** What models may take of this computer, and which run on a department's inference server. */
  engine: enginePreference,
  /** Whether presentation states are applied when their images are opened: never without being asked, or the newest at once. */
  presentation: z.object({ apply: z.enum(["ask", "newest"]) }).default({ apply: "ask" }),
  /** What viewports do together. */
  linking: z
    .object({
      zoom: z.boolean().default(false),
      pan: z.boolean().default(false),
      window: z.boolean().default(false),
      referenceLines: z.boolean().default(true),
      referenceRange: z.boolean().default(false),
    })
    .prefault({}),
  /** Whether the hint how to open the command palette was closed. */
  "palette-hint": z.object({ closed: z.boolean() }).default({ closed: false }),
} as const;

export type PreferenceName = keyof typeof preferenceSchemas;
export type Preference<Name extends PreferenceName> = z.infer<(typeof preferenceSchemas)[Name]>;
export type Preferences = { readonly [Name in PreferenceName]: Preference<Name> };

export const preferenceNameSchema = z.enum(Object.keys(preferenceSchemas) as [PreferenceName, ...PreferenceName[]]);

/** GET /api/preferences: all of them. */
export const preferencesSchema = z.object(preferenceSchemas);

/** PUT /api/preferences/:name (answers what was stored); at most this many bytes of JSON. */
export const LARGEST_PREFERENCE_BYTES = 512 * 1024;
