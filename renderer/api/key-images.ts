import {
  type KeyImage,
  type KeyImageMark,
  type KeyImagesAnswer,
  keyImageSchema,
  keyImagesAnswerSchema,
  keyObjectsWrittenSchema,
} from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

interface FrameOfStudy {
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
}

const study = (uid: string) => `/api/studies/${encodeURIComponent(uid)}`;
const at = ({ studyInstanceUid, sopInstanceUid, frameNumber }: FrameOfStudy) =>
  `${study(studyInstanceUid)}/key-images/${encodeURIComponent(sopInstanceUid)}/${frameNumber}`;

/** What is marked in a study, by the reader and by others. @throws ApiError */
export function getKeyImages(studyInstanceUid: string, signal?: AbortSignal): Promise<KeyImagesAnswer> {
  return request(keyImagesAnswerSchema, `${study(studyInstanceUid)}/key-images`, { signal });
}

/** Marks a frame, or changes its mark. @throws ApiError */
export function putKeyImage(frame: FrameOfStudy, body: KeyImageMark): Promise<KeyImage> {
  return request(keyImageSchema, at(frame), { method: "PUT", body });
}

/** Address of a small picture of a frame (PNG). */
export function frameThumbnailUrl(sopInstanceUid: string, frameNumber: number): string {
  return `/api/frames/${encodeURIComponent(sopInstanceUid)}/${frameNumber}/thumbnail`;
}

/** @throws ApiError */
export function removeKeyImage(frame: FrameOfStudy): Promise<void> {
  return requestNothing(at(frame), { method: "DELETE" });
}

/** Writes Key Object Selections and queues them; the UIDs of those that were made. @throws ApiError */
export async function writeKeyObjects(
  studyInstanceUid: string,
  body: { readonly by: string; readonly language: "en" | "zh-CN" },
): Promise<readonly string[]> {
  const path = `${study(studyInstanceUid)}/key-objects`;
  return (await request(keyObjectsWrittenSchema, path, { method: "POST", body })).sopInstanceUids;
}
