import type { z } from "zod";
import { seriesDetailSchema } from "../../src/contract/index.ts";
import { request, requestBytes } from "./client.ts";

/** Everything a viewport and its overlay need to know of a series before its pixels. @throws ApiError */
export function retrieveSeries(seriesInstanceUid: string, signal?: AbortSignal): Promise<z.infer<typeof seriesDetailSchema>> {
  return request(seriesDetailSchema, `/api/series/${encodeURIComponent(seriesInstanceUid)}`, { signal });
}

/** A frame's values after the Modality LUT (see `frameSchema`), little endian. @throws ApiError */
export function retrieveFrame(
  sopInstanceUid: string,
  frameNumber: number,
  options: { readonly signal?: AbortSignal; readonly priority?: RequestPriority } = {},
): Promise<ArrayBuffer> {
  return requestBytes(`/api/frames/${encodeURIComponent(sopInstanceUid)}/${frameNumber}`, options.signal, options.priority);
}
