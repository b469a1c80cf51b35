import {
  type StudyDetail,
  type StudyList,
  type StudyQuery,
  studyDetailSchema,
  studyListSchema,
} from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** A page of the worklist; empty fields are left out. @throws ApiError */
export function searchStudies(query: StudyQuery, signal?: AbortSignal): Promise<StudyList> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  return request(studyListSchema, `/api/studies?${parameters}`, { signal });
}

/** A study with its series and the priors of the same patient, newest first. @throws ApiError */
export function getStudy(studyInstanceUid: string, signal?: AbortSignal): Promise<StudyDetail> {
  return request(studyDetailSchema, `/api/studies/${encodeURIComponent(studyInstanceUid)}`, { signal });
}

/** Address of a series' thumbnail (PNG); another one when it has come to hold more instances, whose middle one is another. */
export function thumbnailUrl(seriesInstanceUid: string, instanceCount: number): string {
  return `/api/series/${encodeURIComponent(seriesInstanceUid)}/thumbnail?of=${instanceCount}`;
}
