import type { z } from "zod";
import {
  type PresentationSave,
  type PresentationSummary,
  presentationListSchema,
  presentationSavedSchema,
} from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

/** States that name images of a series, the newest first. @throws ApiError */
export async function listPresentations(
  seriesInstanceUid: string,
  signal?: AbortSignal,
): Promise<readonly PresentationSummary[]> {
  const path = `/api/series/${encodeURIComponent(seriesInstanceUid)}/presentations`;
  return (await request(presentationListSchema, path, { signal })).presentations;
}

/** Keeps what is on the screen as a presentation state. @throws ApiError */
export function savePresentation(body: PresentationSave): Promise<z.infer<typeof presentationSavedSchema>> {
  return request(presentationSavedSchema, "/api/presentations", { method: "POST", body });
}

/** Queues a presentation state for the destination. @throws ApiError */
export function sendPresentation(sopInstanceUid: string): Promise<void> {
  return requestNothing(`/api/presentations/${encodeURIComponent(sopInstanceUid)}/send`, { method: "POST" });
}
