import type { z } from "zod";
import {
  type FindingCreate,
  type FindingDecision,
  type FindingEdit,
  type FindingLesion,
  findingListSchema,
} from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

const findingSchema = findingListSchema.shape.findings.element;
type Finding = z.infer<typeof findingSchema>;

const at = (id: string) => `/api/findings/${encodeURIComponent(id)}`;

/** All findings of a study, of every status, in order of making. @throws ApiError */
export async function listFindings(studyInstanceUid: string, signal?: AbortSignal): Promise<readonly Finding[]> {
  const path = `/api/studies/${encodeURIComponent(studyInstanceUid)}/findings`;
  return (await request(findingListSchema, path, { signal })).findings;
}

/** Files a person's own finding or measurement. @throws ApiError */
export function createFinding(body: FindingCreate): Promise<Finding> {
  return request(findingSchema, "/api/findings", { method: "POST", body });
}

/** Accepts or rejects a proposal, or takes it back to proposed. @throws ApiError */
export function decideFinding(id: string, body: FindingDecision): Promise<Finding> {
  return request(findingSchema, `${at(id)}/decision`, { method: "POST", body });
}

/** Changes a finding; what is replaced stays in its history. @throws ApiError */
export function editFinding(id: string, body: FindingEdit): Promise<Finding> {
  return request(findingSchema, at(id), { method: "PATCH", body });
}

/** Removes a person's own finding that no signed report holds. @throws ApiError */
export function deleteFinding(id: string): Promise<void> {
  return requestNothing(at(id), { method: "DELETE" });
}

/** Brings a removed finding back as it was, its identity with it. @throws ApiError */
export function restoreFinding(id: string): Promise<Finding> {
  return request(findingSchema, `${at(id)}/restore`, { method: "POST", body: {} });
}

/** Says that a finding is the same lesion as one of another study, or a lesion of its own again. @throws ApiError */
export function trackLesion(id: string, body: FindingLesion): Promise<Finding> {
  return request(findingSchema, `${at(id)}/lesion`, { method: "POST", body });
}
