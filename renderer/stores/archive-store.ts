import { create } from "zustand";
import type { ArchiveJob, ArchiveQuota, ArchiveRepair, ArchiveStatus, StudySummary } from "../../src/contract/index.ts";
import {
  cancelArchiveJob,
  getArchive,
  pinStudy,
  preferVersion,
  putArchiveQuota,
  removeStudy,
  repairArchive,
  startArchiveJob,
} from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { refreshAllSeries } from "./series-store.ts";
import { tell, tellFailure } from "./toast-store.ts";

export interface ArchiveState {
  readonly status: ArchiveStatus | undefined;
  readonly loadState: LoadState;
  /** The study that a window of its own is about: removing it, or its versions in conflict. */
  readonly about: { readonly kind: "remove" | "versions"; readonly study: StudySummary } | undefined;
}

/** The archive as a whole: its space, its integrity, and what is being asked about a study in it. */
export const useArchiveStore = create<ArchiveState>()(() => ({ status: undefined, loadState: idle, about: undefined }));

const { getState, setState } = useArchiveStore;

export async function loadArchive(): Promise<void> {
  setState({ loadState: loading });
  try {
    setState({ status: await getArchive(), loadState: ready });
  } catch (error) {
    setState({ loadState: failedBy(error) });
  }
}

/** Shows how far a job is; when it is over, asks for what it changed. */
export function showArchiveJob(job: ArchiveJob): void {
  const { status } = getState();
  if (status === undefined) return;
  setState({ status: { ...status, job } });
  if (job.state !== "running") void loadArchive();
}

/** True when the limit was set. */
export async function setArchiveQuota(quota: ArchiveQuota): Promise<boolean> {
  try {
    setState({ status: await putArchiveQuota(quota), loadState: ready });
    tell("archive.quota.set", {}, "good");
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

export async function beginArchiveJob(kind: ArchiveJob["kind"]): Promise<void> {
  try {
    showArchiveJob(await startArchiveJob(kind));
  } catch (error) {
    tellFailure(error);
  }
}

export async function stopArchiveJob(): Promise<void> {
  await cancelArchiveJob().catch(tellFailure);
}

/** Sets right what was chosen and looks again. */
export async function setRight(choice: ArchiveRepair): Promise<void> {
  try {
    const { adopted, quarantined, dropped } = await repairArchive(choice);
    tell("archive.verify.repaired", { adopted, quarantined, dropped }, "good");
    await beginArchiveJob("verify");
  } catch (error) {
    tellFailure(error);
  }
}

/** Pins or unpins; the worklist is told by the host. */
export async function setPinned(studyInstanceUid: string, pinned: boolean): Promise<void> {
  await pinStudy(studyInstanceUid, pinned).catch(tellFailure);
}

export function askAbout(kind: "remove" | "versions", study: StudySummary): void {
  setState({ about: { kind, study } });
}

export function closeAbout(): void {
  setState({ about: undefined });
}

/** True when the study is gone. */
export async function removeFromComputer(studyInstanceUid: string, reason: string): Promise<boolean> {
  try {
    await removeStudy(studyInstanceUid, reason);
    tell("archive.remove.done", {}, "good");
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/** True when the version is shown from now on. */
export async function chooseVersion(sopInstanceUid: string, sha256: string): Promise<boolean> {
  try {
    await preferVersion(sopInstanceUid, sha256);
    await refreshAllSeries();
    tell("archive.versions.changed", {}, "good");
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}
