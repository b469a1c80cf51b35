import { z } from "zod";
import { progressSchema, uidSchema } from "./common.ts";

/** GET /api/session: what this workstation is and holds. */
export const sessionSchema = z.object({
  version: z.string(),
  /** "electron" has a folder picker behind `window.hounsfield`; "browser" has not. */
  shell: z.enum(["electron", "browser"]),
  studyCount: z.number().int(),
  /** Study to open first, when the archive holds the demo patient; null otherwise. */
  demoStudyInstanceUid: uidSchema.nullable(),
  /** Whether the demo patient is being built right now (progress comes as `demo` events). */
  demoBuilding: z.boolean(),
  /** How far it is, for a screen that was not there when that was told; null where it is not being built. */
  demoProgress: progressSchema.nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

/** GET, PUT /api/settings: what the reader chose; kept by the workstation, not the browser. */
export const settingsSchema = z.object({
  language: z.enum(["zh-CN", "en"]),
  /** Name put under a report by default. */
  readerName: z.string().max(64),
  /** Where signed reports go. "embedded" is the built-in archive. */
  destination: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("embedded") }),
    z.object({ kind: z.literal("dicomweb"), url: z.url({ protocol: /^https?$/ }) }),
    z.object({
      kind: z.literal("dimse"),
      host: z.string().min(1).max(255),
      port: z.number().int().min(1).max(65535),
      calledAeTitle: z.string().min(1).max(16),
      callingAeTitle: z.string().min(1).max(16),
    }),
  ]),
  /** Folders whose new files are imported by themselves; `enabled` false: kept in the list, not looked at. */
  watchedFolders: z
    .array(z.object({ path: z.string().min(1).max(4096), enabled: z.boolean() }))
    .max(16)
    .default([]),
  /** How long a file there must have kept its size before it counts as complete. */
  watchStillSeconds: z.number().int().min(1).max(3600).default(5),
});
export type Settings = z.infer<typeof settingsSchema>;
export type Destination = Settings["destination"];

/** POST /api/settings/test-destination (body: a destination): whether it answers (QIDO or C-ECHO). */
export const destinationTestSchema = z.object({ reachable: z.boolean(), detail: z.string(), milliseconds: z.number() });
export type DestinationTest = z.infer<typeof destinationTestSchema>;
