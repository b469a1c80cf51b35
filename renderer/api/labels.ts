import {
  type LabelExport,
  type LabelExported,
  type LabelState,
  labelExportedSchema,
  labelStateSchema,
} from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** What of a reader's decisions there is to export as labels, and what was exported. @throws ApiError */
export function readLabels(studyInstanceUid: string | undefined): Promise<LabelState> {
  const query = studyInstanceUid === undefined ? "" : `?studyInstanceUid=${encodeURIComponent(studyInstanceUid)}`;
  return request(labelStateSchema, `/api/labels${query}`);
}

/** Writes labels to a folder of this computer. @throws ApiError */
export function exportLabels(body: LabelExport): Promise<LabelExported> {
  return request(labelExportedSchema, "/api/labels/export", { method: "POST", body });
}
