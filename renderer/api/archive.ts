import {
  type ArchiveJob,
  type ArchiveQuota,
  type ArchiveRepair,
  type ArchiveRepaired,
  type ArchiveStatus,
  archiveJobSchema,
  archiveRepairedSchema,
  archiveStatusSchema,
  type RemovalPreview,
  removalPreviewSchema,
  type StudyVersions,
  studyVersionsSchema,
  type VersionDifference,
  versionDifferenceSchema,
} from "../../src/contract/index.ts";
import { request, requestNothing } from "./client.ts";

/** How full the archive is and how it fares. @throws ApiError */
export function getArchive(signal?: AbortSignal): Promise<ArchiveStatus> {
  return request(archiveStatusSchema, "/api/archive", { signal });
}

/** Sets the limit and keeps it at once. @throws ApiError */
export function putArchiveQuota(quota: ArchiveQuota): Promise<ArchiveStatus> {
  return request(archiveStatusSchema, "/api/archive/quota", { method: "PUT", body: quota });
}

/** @throws ApiError host/archive-busy */
export function startArchiveJob(kind: ArchiveJob["kind"]): Promise<ArchiveJob> {
  return request(archiveJobSchema, `/api/archive/${kind}`, { method: "POST" });
}

/** @throws ApiError */
export function cancelArchiveJob(): Promise<void> {
  return requestNothing("/api/archive/job", { method: "DELETE" });
}

/** Sets right what was chosen of what verifying found. @throws ApiError */
export function repairArchive(choice: ArchiveRepair): Promise<ArchiveRepaired> {
  return request(archiveRepairedSchema, "/api/archive/repair", { method: "POST", body: choice });
}

/** @throws ApiError */
export function pinStudy(studyInstanceUid: string, pinned: boolean): Promise<void> {
  return requestNothing(`/api/archive/pins/${encodeURIComponent(studyInstanceUid)}`, { method: pinned ? "PUT" : "DELETE" });
}

/** What removing a study would take along, and what stands against it. @throws ApiError */
export function previewRemoval(studyInstanceUid: string, signal?: AbortSignal): Promise<RemovalPreview> {
  return request(removalPreviewSchema, `/api/archive/studies/${encodeURIComponent(studyInstanceUid)}/removal`, { signal });
}

/** @throws ApiError host/study-in-use, host/reason-missing */
export function removeStudy(studyInstanceUid: string, reason: string): Promise<void> {
  return requestNothing(`/api/archive/studies/${encodeURIComponent(studyInstanceUid)}`, { method: "DELETE", body: { reason } });
}

/** Instances of a study of which several versions are kept. @throws ApiError */
export function listVersions(studyInstanceUid: string, signal?: AbortSignal): Promise<StudyVersions> {
  return request(studyVersionsSchema, `/api/archive/studies/${encodeURIComponent(studyInstanceUid)}/versions`, { signal });
}

/** How a version differs from the one that is shown. @throws ApiError */
export function compareVersion(sopInstanceUid: string, sha256: string): Promise<VersionDifference> {
  return request(versionDifferenceSchema, `/api/archive/instances/${encodeURIComponent(sopInstanceUid)}/versions/${sha256}`);
}

/** Shows another version; none is deleted. @throws ApiError */
export function preferVersion(sopInstanceUid: string, sha256: string): Promise<void> {
  const path = `/api/archive/instances/${encodeURIComponent(sopInstanceUid)}/version`;
  return requestNothing(path, { method: "PUT", body: { sha256 } });
}
