import { type Video, videoSchema } from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** What a video instance holds and whether a browser can play it. @throws ApiError */
export function getVideo(sopInstanceUid: string, signal?: AbortSignal): Promise<Video> {
  return request(videoSchema, `/api/videos/${encodeURIComponent(sopInstanceUid)}/info`, { signal });
}

/** Address of a video's stream, for the source of a `<video>`. */
export function videoUrl(sopInstanceUid: string): string {
  return `/api/videos/${encodeURIComponent(sopInstanceUid)}`;
}
