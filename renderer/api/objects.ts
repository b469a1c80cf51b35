import {
  type Frame,
  type GraphicsAnswer,
  graphicsAnswerSchema,
  type ObjectAnswer,
  type ObjectList,
  objectAnswerSchema,
  objectListSchema,
} from "../../src/contract/index.ts";
import { request, requestBytes } from "./client.ts";

type ImagePlane = NonNullable<Frame["plane"]>;

/** The instances of a series that is opened as documents. @throws ApiError */
export function listObjects(seriesInstanceUid: string, signal?: AbortSignal): Promise<ObjectList> {
  return request(objectListSchema, `/api/series/${encodeURIComponent(seriesInstanceUid)}/objects`, { signal });
}

/** An object that is no image, as a document. @throws ApiError */
export function getObject(sopInstanceUid: string, signal?: AbortSignal): Promise<ObjectAnswer> {
  return request(objectAnswerSchema, `/api/objects/${encodeURIComponent(sopInstanceUid)}`, { signal });
}

/** What an object draws over a frame of an image, in pixels of it. @throws ApiError */
export function retrieveGraphics(
  sopInstanceUid: string,
  image: { readonly sopInstanceUid: string; readonly frameNumber: number },
  options: { readonly signal?: AbortSignal; readonly priority?: RequestPriority } = {},
): Promise<GraphicsAnswer> {
  const query = new URLSearchParams({ image: image.sopInstanceUid, frame: String(image.frameNumber) });
  return request(graphicsAnswerSchema, `/api/objects/${encodeURIComponent(sopInstanceUid)}/graphics?${query}`, options);
}

/** What a plane through a volume cuts out of an object, in pixels of the plane. @throws ApiError */
export function retrieveCut(
  sopInstanceUid: string,
  { plane, frameOfReferenceUid }: { readonly plane: ImagePlane; readonly frameOfReferenceUid: string },
  options: { readonly signal?: AbortSignal; readonly priority?: RequestPriority } = {},
): Promise<GraphicsAnswer> {
  const { imagePositionPatient, rowDirection, columnDirection, pixelSpacing, rows, columns } = plane;
  const numbers = [...imagePositionPatient, ...rowDirection, ...columnDirection, ...pixelSpacing, rows, columns];
  const query = new URLSearchParams({ space: frameOfReferenceUid, plane: numbers.join(",") });
  return request(graphicsAnswerSchema, `/api/objects/${encodeURIComponent(sopInstanceUid)}/cut?${query}`, options);
}

/** The file inside an encapsulated document. @throws ApiError */
export async function retrieveContent(sopInstanceUid: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  return (await requestBytes(`/api/objects/${encodeURIComponent(sopInstanceUid)}/content`, signal)).arrayBuffer();
}

/** Samples of a part of a multiplex group: of channel c, `count` values from `c * count` on, in its unit; NaN is padding. */
export interface RetrievedSamples {
  readonly from: number;
  readonly count: number;
  readonly channelCount: number;
  readonly values: Float32Array;
}

/** @param part samples from 0 @throws ApiError */
export async function retrieveWaveform(
  sopInstanceUid: string,
  group: number,
  part: { readonly from: number; readonly count: number },
  signal?: AbortSignal,
): Promise<RetrievedSamples> {
  const path = `/api/objects/${encodeURIComponent(sopInstanceUid)}/waveforms/${group}?from=${part.from}&count=${part.count}`;
  const response = await requestBytes(path, signal);
  const [from = 0, count = 0, channelCount = 0] = (response.headers.get("hounsfield-samples") ?? "").split(" ").map(Number);
  return { from, count, channelCount, values: new Float32Array(await response.arrayBuffer()) };
}

/** Address of a small picture of a slide image (PNG); refused where it has too many tiles. */
export function pictureUrl(sopInstanceUid: string): string {
  return `/api/objects/${encodeURIComponent(sopInstanceUid)}/picture`;
}
