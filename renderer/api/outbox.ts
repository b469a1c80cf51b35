import { type OutboxItem, outboxListSchema } from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

/** What waits to be delivered, and what was, newest first. @throws ApiError */
export async function listOutbox(signal?: AbortSignal): Promise<readonly OutboxItem[]> {
  return (await request(outboxListSchema, "/api/outbox", { signal })).items;
}

/** Tries one item at once; what comes of it arrives as an event. @throws ApiError */
export function retryOutboxItem(id: string): Promise<void> {
  return requestNothing(`/api/outbox/${encodeURIComponent(id)}/retry`, { method: "POST" });
}
