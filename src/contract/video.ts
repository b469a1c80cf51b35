import { z } from "zod";
import { uidSchema } from "./common.ts";

/**
 * GET /api/videos/:sopInstanceUid/info — what a video instance holds and whether a browser can play it. The picture itself, where
 * `playable`: GET /api/videos/:sopInstanceUid, one MP4 as `mimeType`, with ranges, to be the source of a `<video>`.
 */
export const videoSchema = z.object({
  sopInstanceUid: uidSchema,
  codec: z.enum(["mpeg-2", "h.264", "h.265", "unknown"]),
  container: z.enum(["mp4", "mpeg-ts", "mpeg-ps", "elementary", "unknown"]),
  /** Whether a browser can be expected to play it; `canPlayType(mimeType)` of the browser at hand has the last word. */
  playable: z.boolean(),
  /** Why not; each has a sentence in the locale files under `video.`. */
  reason: z.enum(["codec-not-played", "container-not-played", "cut-off", "no-stream"]).optional(),
  /** With codecs where they are known, as in `video/mp4; codecs="avc1.640029"`. */
  mimeType: z.string(),
  byteLength: z.number().int().min(0),
  rows: z.number().int(),
  columns: z.number().int(),
  numberOfFrames: z.number().int(),
  /** Time between two frames; absent where the file does not say. */
  frameTimeMs: z.number().positive().optional(),
});
export type Video = z.infer<typeof videoSchema>;
