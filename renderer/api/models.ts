import {
  type Explanation,
  explanationSchema,
  type ModelCard,
  type ModelCardText,
  type ModelRun,
  type ModelSelfTest,
  modelCardTextSchema,
  modelChangedSchema,
  modelRunListSchema,
  modelSelfTestSchema,
} from "../../src/contract/index.ts";
import { request, requestForm } from "./client.ts";

const at = (id: string) => `/api/models/${encodeURIComponent(id)}`;
const versionAt = (id: string, version: string) => `${at(id)}/versions/${encodeURIComponent(version)}`;

/** A version's model card in a language, else in the one there is. @throws ApiError */
export function getModelCardText(
  { id, version }: Pick<ModelCard, "id" | "version">,
  language: string,
  signal?: AbortSignal,
): Promise<ModelCardText> {
  const query = new URLSearchParams({ language });
  return request(modelCardTextSchema, `${versionAt(id, version)}/card?${query}`, { signal });
}

/** Address of a picture of a version's card. */
export function modelPictureUrl({ id, version }: Pick<ModelCard, "id" | "version">, path: string): string {
  return `${versionAt(id, version)}/picture?${new URLSearchParams({ path })}`;
}

/** How far a package may go without the signature of a known publisher. */
export interface InstallWord {
  readonly acceptUnsigned?: boolean;
  /** Fingerprint of the key whose owner becomes a known publisher. */
  readonly trustedKey?: string;
}

/** Sends a package's ZIP; it is checked, tried out, there and in use. @throws ApiError */
export async function installModel(file: File, word: InstallWord = {}, signal?: AbortSignal): Promise<ModelCard> {
  const body = new FormData();
  body.append("file", file, file.name);
  const { acceptUnsigned = false, trustedKey } = word;
  const query = new URLSearchParams({
    acceptUnsigned: String(acceptUnsigned),
    ...(trustedKey === undefined ? {} : { trustedKey }),
  });
  return (await requestForm(modelChangedSchema, `/api/models?${query}`, body, signal)).model;
}

/** Puts a version in use. @throws ApiError */
export async function activateModel(id: string, version: string): Promise<ModelCard> {
  return (await request(modelChangedSchema, `${at(id)}/active`, { method: "PUT", body: { version } })).model;
}

/** Goes one step back. @throws ApiError */
export async function rollBackModel(id: string): Promise<ModelCard> {
  return (await request(modelChangedSchema, `${at(id)}/rollback`, { method: "POST" })).model;
}

/** Removes a version but for its manifest and card. @throws ApiError */
export async function retireModel(id: string, version: string): Promise<ModelCard> {
  return (await request(modelChangedSchema, versionAt(id, version), { method: "DELETE" })).model;
}

/** Whether the version in use computes here what it was published with. @throws ApiError */
export function testModel(id: string): Promise<ModelSelfTest> {
  return request(modelSelfTestSchema, `${at(id)}/self-test`, { method: "POST" });
}

/** The last runs of all models, newest first. @throws ApiError */
export async function listModelRuns(signal?: AbortSignal): Promise<readonly ModelRun[]> {
  return (await request(modelRunListSchema, "/api/models/runs", { signal })).runs;
}

/** What the model's score of a finding rests on. @throws ApiError */
export function getExplanation(findingId: string, signal?: AbortSignal): Promise<Explanation> {
  return request(explanationSchema, `/api/findings/${encodeURIComponent(findingId)}/explanation`, { signal });
}
