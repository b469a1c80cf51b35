import type { z } from "zod";
import { seriesDetailSchema, type ValueType } from "../../src/contract/index.ts";
import { request, requestBytes } from "./client.ts";

/**
 * Everything a viewport and its overlay need to know of a series before its pixels: of one of its stacks, by index, else of the one
 * that a reader opens. @throws ApiError
 */
export function retrieveSeries(
  seriesInstanceUid: string,
  split?: number,
  signal?: AbortSignal,
): Promise<z.infer<typeof seriesDetailSchema>> {
  const query = split === undefined ? "" : `?split=${split}`;
  return request(seriesDetailSchema, `/api/series/${encodeURIComponent(seriesInstanceUid)}${query}`, { signal });
}

/** The stack of a series that holds a frame. @throws ApiError */
export function retrieveStackWith(
  seriesInstanceUid: string,
  frame: { readonly sopInstanceUid: string; readonly frameNumber: number },
): Promise<z.infer<typeof seriesDetailSchema>> {
  const query = new URLSearchParams({ holding: frame.sopInstanceUid, frame: String(frame.frameNumber) });
  return request(seriesDetailSchema, `/api/series/${encodeURIComponent(seriesInstanceUid)}?${query}`);
}

/** A frame's values after the Modality LUT (see `frameSchema`), little endian, and how many of them its file does not hold. */
export interface RetrievedFrame {
  readonly bytes: ArrayBuffer;
  readonly missingValues: number;
}

/** Bits of an overlay plane on a frame (see `overlayPlaneSchema`). @throws ApiError */
export async function retrieveOverlay(
  sopInstanceUid: string,
  frameNumber: number,
  group: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const path = `/api/frames/${encodeURIComponent(sopInstanceUid)}/${frameNumber}/overlays/${group}`;
  const response = await requestBytes(path, signal);
  return new Uint8Array(await response.arrayBuffer());
}

/** @throws ApiError */
export async function retrieveFrame(
  sopInstanceUid: string,
  frameNumber: number,
  options: {
    readonly signal?: AbortSignal;
    readonly priority?: RequestPriority;
    readonly valueType?: ValueType;
    readonly version?: string | undefined;
  } = {},
): Promise<RetrievedFrame> {
  const wanted = new URLSearchParams();
  if (options.valueType !== undefined) wanted.set("type", options.valueType);
  if (options.version !== undefined) wanted.set("version", options.version);
  const query = wanted.size === 0 ? "" : `?${wanted}`;
  const path = `/api/frames/${encodeURIComponent(sopInstanceUid)}/${frameNumber}${query}`;
  const response = await requestBytes(path, options.signal, options.priority);
  return { bytes: await response.arrayBuffer(), missingValues: Number(response.headers.get("hounsfield-missing-values") ?? 0) };
}
