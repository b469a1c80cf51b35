import { z } from "zod";
import { analysisSchema } from "../findings/index.ts";
import { archiveJobSchema } from "./archive.ts";
import { progressSchema } from "./common.ts";
import { importJobSchema, watchedFolderSchema } from "./import.ts";
import { outboxItemSchema } from "./outbox.ts";

/** GET /api/events: server-sent events, `data:` one of these. A client that reconnects asks again for what it shows. */
export const hostEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("import"), job: importJobSchema }),
  z.object({ type: z.literal("watched-folders"), folders: z.array(watchedFolderSchema) }),
  z.object({ type: z.literal("studies") }),
  z.object({ type: z.literal("archive"), job: archiveJobSchema }),
  z.object({ type: z.literal("analysis"), analysis: analysisSchema }),
  z.object({ type: z.literal("findings"), studyInstanceUid: z.string() }),
  z.object({ type: z.literal("key-images"), studyInstanceUid: z.string() }),
  z.object({ type: z.literal("report"), studyInstanceUid: z.string() }),
  /** A reader's calibration of a frame was kept or taken back: the series is described anew. */
  z.object({ type: z.literal("calibrations"), seriesInstanceUid: z.string() }),
  /** One of them was changed, in whatever window. */
  z.object({ type: z.literal("preferences") }),
  /** How far the search for a series' ribs is. */
  z.object({ type: z.literal("ribs"), seriesInstanceUid: z.string(), share: z.number().min(0).max(1) }),
  z.object({ type: z.literal("outbox"), item: outboxItemSchema }),
  z.object({ type: z.literal("demo"), progress: progressSchema }),
]);
export type HostEvent = z.infer<typeof hostEventSchema>;
