import {
  type DraftSave,
  draftSaveSchema,
  type ReportState,
  reportStateSchema,
  type SignRequest,
  templateListSchema,
} from "../../src/contract/index.ts";
import { request } from "./client.ts";

const draftSchema = reportStateSchema.shape.draft;
const signedSchema = reportStateSchema.shape.signed.element;

const at = (studyInstanceUid: string) => `/api/studies/${encodeURIComponent(studyInstanceUid)}/report`;

/** Report templates that are installed. @throws ApiError */
export async function listTemplates(signal?: AbortSignal) {
  return (await request(templateListSchema, "/api/report-templates", { signal })).templates;
}

/** The draft (made from the fitting template when there is none) and what was signed, newest first. @throws ApiError */
export function getReport(studyInstanceUid: string, signal?: AbortSignal): Promise<ReportState> {
  return request(reportStateSchema, at(studyInstanceUid), { signal });
}

/** Saves a draft; `keepalive` lets it finish while the page goes away. @throws ApiError (`report/stale`: saved elsewhere meanwhile) */
export function saveDraft(draft: DraftSave, keepalive = false): Promise<ReportState["draft"]> {
  const body = draftSaveSchema.parse(draft);
  return request(draftSchema, at(draft.studyInstanceUid), { method: "PUT", body, keepalive });
}

/** Signs what is saved under `revision`; answers the signed report, its objects queued. @throws ApiError */
export function signReport(studyInstanceUid: string, body: SignRequest): Promise<ReportState["signed"][number]> {
  return request(signedSchema, `${at(studyInstanceUid)}/sign`, { method: "POST", body });
}
