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
/** `changes`: how many changes the finding has had as it is known here; the host refuses where there are others by now. */
const ifOnly = (changes: number | undefined) => (changes === undefined ? "" : `?changes=${changes}`);

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
export function decideFinding(id: string, body: FindingDecision, changes?: number): Promise<Finding> {
  return request(findingSchema, `${at(id)}/decision${ifOnly(changes)}`, { method: "POST", body });
}

/** Changes a finding; what is replaced stays in its history. @throws ApiError */
export function editFinding(id: string, body: FindingEdit, changes?: number): Promise<Finding> {
  return request(findingSchema, at(id) + ifOnly(changes), { method: "PATCH", body });
}

/** Removes a person's own finding that no signed report holds. @throws ApiError */
export function deleteFinding(id: string, changes?: number): Promise<void> {
  return requestNothing(at(id) + ifOnly(changes), { method: "DELETE" });
}

/** Brings a removed finding back as it was, its identity with it. @throws ApiError */
export function restoreFinding(id: string): Promise<Finding> {
  return request(findingSchema, `${at(id)}/restore`, { method: "POST", body: {} });
}

/** Says that a finding is the same lesion as one of another study, or a lesion of its own again. @throws ApiError */
export function trackLesion(id: string, body: FindingLesion, changes?: number): Promise<Finding> {
  return request(findingSchema, `${at(id)}/lesion${ifOnly(changes)}`, { method: "POST", body });
}
