import { type ModelPublisher, modelPublisherListSchema, publisherKeyAnswerSchema } from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** Whose signed packages are taken in without asking. @throws ApiError */
export async function listPublishers(signal?: AbortSignal): Promise<readonly ModelPublisher[]> {
  return (await request(modelPublisherListSchema, "/api/publishers", { signal })).publishers;
}

/** The fingerprint of what a key file holds. @throws ApiError where it is no public key */
export async function readPublisherKey(key: string): Promise<string> {
  return (await request(publisherKeyAnswerSchema, "/api/publishers/key", { method: "POST", body: { key } })).fingerprint;
}

/** Trusts a key under a name. @throws ApiError */
export async function addPublisher(name: string, key: string): Promise<readonly ModelPublisher[]> {
  return (await request(modelPublisherListSchema, "/api/publishers", { method: "POST", body: { name, key } })).publishers;
}

/** Asks again before packages of a key are taken in. @throws ApiError */
export async function removePublisher(fingerprint: string): Promise<readonly ModelPublisher[]> {
  const at = `/api/publishers/${encodeURIComponent(fingerprint)}`;
  return (await request(modelPublisherListSchema, at, { method: "DELETE" })).publishers;
}
