import { type Analysis, analysisListSchema, analysisSchema, type ModelCard, modelListSchema } from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

/** A card for each installed model, also of those that cannot be used. @throws ApiError */
export async function listModels(signal?: AbortSignal): Promise<readonly ModelCard[]> {
  return (await request(modelListSchema, "/api/models", { signal })).models;
}

/** Analyses of a study, newest first. @throws ApiError */
export async function listAnalyses(studyInstanceUid: string, signal?: AbortSignal): Promise<readonly Analysis[]> {
  const query = new URLSearchParams({ studyInstanceUid });
  return (await request(analysisListSchema, `/api/analyses?${query}`, { signal })).analyses;
}

/** Queues a model on a series, at one of its operating points or its default one. @throws ApiError */
export function startAnalysis(seriesInstanceUid: string, modelId: string, operatingPoint?: string): Promise<Analysis> {
  const body = { seriesInstanceUid, modelId, ...(operatingPoint === undefined ? {} : { operatingPoint }) };
  return request(analysisSchema, "/api/analyses", { method: "POST", body });
}

/** @throws ApiError */
export function cancelAnalysis(id: string): Promise<void> {
  return requestNothing(`/api/analyses/${encodeURIComponent(id)}`, { method: "DELETE" });
}
