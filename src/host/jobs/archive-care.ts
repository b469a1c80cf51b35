import { statfs } from "node:fs/promises";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import {
  type ArchiveJob,
  type ArchiveQuota,
  type ArchiveStatus,
  archiveQuotaSchema,
  type RemovalPreview,
} from "../../contract/index.ts";
import type { Destination, OutboxItem } from "../../outbox/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";
import { forgetCalibrations } from "./calibrations.ts";
import { isDelivered } from "./queue-reports.ts";
import { forgetViewState } from "./view-state.ts";

const quotaKey = "archive-quota";
const removalsShown = 50;
const faultsShown = 500;

export function readQuota({ workspace }: Pick<Workstation, "workspace">): ArchiveQuota {
  const stored = archiveQuotaSchema.safeParse(workspace.readSetting(quotaKey));
  return stored.success ? stored.data : { kind: "off" };
}

export function writeQuota({ workspace }: Pick<Workstation, "workspace">, quota: ArchiveQuota): void {
  workspace.writeSetting(quotaKey, quota);
}

async function readDisk(directory: string): Promise<{ diskBytes: number; diskFreeBytes: number }> {
  const { bsize, blocks, bavail } = await statfs(directory);
  return { diskBytes: bsize * blocks, diskFreeBytes: bsize * bavail };
}

function quotaBytesOf(quota: ArchiveQuota, diskBytes: number): number | null {
  switch (quota.kind) {
    case "off":
      return null;
    case "gigabytes":
      return quota.value * 1e9;
    case "percent":
      return Math.round((diskBytes * quota.value) / 100);
  }
}

/** How full the archive is and how it fares. */
export async function describeArchive(workstation: Workstation, job: ArchiveJob | null): Promise<ArchiveStatus> {
  const { archive, archiveDirectory } = workstation;
  const disk = await readDisk(archiveDirectory);
  const quota = readQuota(workstation);
  return {
    ...archive.care.usage(),
    ...disk,
    quota,
    quotaBytes: quotaBytesOf(quota, disk.diskBytes),
    lastVerified: archive.care.lastVerified() ?? null,
    job,
    removals: archive.care.removals(removalsShown).map((removal) => ({ ...removal, modalities: [...removal.modalities] })),
  };
}

/** Evicts what may go where the quota is exceeded; gives the studies that went. Nothing of which something waits or is unsigned goes. */
export async function enforceQuota(workstation: Workstation): Promise<readonly string[]> {
  const { archive, archiveDirectory, events, log } = workstation;
  const quotaBytes = quotaBytesOf(readQuota(workstation), (await readDisk(archiveDirectory)).diskBytes);
  if (quotaBytes === null) return [];
  const items = workstation.outbox.items();
  const report = archive.care.evict(quotaBytes, (study) => blockersOf(workstation, study, items).length === 0);
  for (const studyInstanceUid of report.evicted) forgetViewState(workstation, studyInstanceUid);
  if (report.evicted.length > 0) events.emit({ type: "studies" });
  log.info("archive.quota", { evicted: report.evicted.length, freedBytes: report.freedBytes, shortBytes: report.shortBytes });
  return report.evicted;
}

/** Why a study may not leave this computer now. */
function blockersOf(
  { workspace }: Pick<Workstation, "workspace">,
  studyInstanceUid: string,
  items: readonly OutboxItem[],
): RemovalPreview["blockers"] {
  const isWaiting = items.some((item) => item.studyInstanceUid === studyInstanceUid && item.state !== "delivered");
  const signed = workspace.signedReports(studyInstanceUid);
  return [
    ...(workspace.draft(studyInstanceUid) === undefined ? [] : ["draft" as const]),
    ...(isWaiting ? ["outbox" as const] : []),
    ...(isWaiting || signed.every((report) => isDelivered(report, items)) ? [] : ["signed-not-delivered" as const]),
  ];
}

/** What removing a study would take along, and what stands against it. @throws HostError not-found */
export function previewRemoval(workstation: Workstation, studyInstanceUid: string): RemovalPreview {
  const footprint = workstation.archive.care.footprint(studyInstanceUid);
  if (footprint === undefined) throw new HostError("not-found", "This study is not in the archive.");
  const { isPinned, ...counts } = footprint;
  return {
    ...counts,
    pinned: isPinned,
    findings: workstation.workspace.findings(studyInstanceUid).length,
    signedReports: workstation.workspace.signedReports(studyInstanceUid).length,
    blockers: blockersOf(workstation, studyInstanceUid, workstation.outbox.items()),
  };
}

/** Removes a study from this computer by a person's decision. @throws HostError study-in-use, reason-missing, not-found */
export function removeStudy(workstation: Workstation, studyInstanceUid: string, reason: string): void {
  const { archive, seriesFrames, events, log } = workstation;
  const { blockers, onlyHere, instances } = previewRemoval(workstation, studyInstanceUid);
  if (blockers.length > 0) {
    throw new HostError("study-in-use", "Something of this study is not finished or not sent, so it stays on this computer.");
  }
  if (onlyHere > 0 && reason.trim() === "") {
    throw new HostError("reason-missing", "Some of this study lives only here; say why it is removed.");
  }
  const series = archive.seriesOfStudy(studyInstanceUid);
  archive.care.remove(studyInstanceUid, "removed", reason.trim());
  for (const { seriesInstanceUid } of series) seriesFrames.forget(seriesInstanceUid);
  forgetViewState(workstation, studyInstanceUid);
  forgetCalibrations(workstation, studyInstanceUid);
  log.info("archive.removed", { instances, onlyHere });
  events.emit({ type: "studies" });
}

/** Notes that another place has confirmed an instance; the built-in archive is no other place. */
export function noteReceipt({ archive }: Pick<Workstation, "archive">, item: OutboxItem): void {
  if (item.state !== "delivered" || item.destination.kind === "embedded") return;
  const confirmedAt = item.receipt?.at ?? new Date().toISOString();
  archive.care.markHeldElsewhere([item.sopInstanceUid], { destination: nameOf(item.destination), confirmedAt, how: "receipt" });
}

function nameOf(destination: Destination): string {
  switch (destination.kind) {
    case "embedded":
      return "embedded";
    case "dicomweb":
      return withoutUser(destination.url);
    case "dimse":
      return `${destination.host}:${destination.port}/${destination.calledAeTitle}`;
  }
}

/** An address without a name and a password that it may hold. */
function withoutUser(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

export interface ArchiveJobs {
  current(): ArchiveJob | null;
  /** @throws HostError archive-busy */
  start(kind: ArchiveJob["kind"]): ArchiveJob;
  cancel(): void;
}

/** One job over the whole archive at a time, in a worker process. */
export function createArchiveJobs(workstation: Workstation): ArchiveJobs {
  const { tasks, events, log, archiveDirectory } = workstation;
  let job: ArchiveJob | null = null;
  let cancelling = new AbortController();
  const tell = (next: ArchiveJob) => {
    job = next;
    events.emit({ type: "archive", job: next });
  };
  const run = async (kind: ArchiveJob["kind"]) => {
    const options = {
      signal: cancelling.signal,
      onProgress: (progress: { done: number; total: number }) => tell({ ...begun(kind), ...progress }),
    };
    try {
      if (kind === "verify") {
        const { checked, flipped, missing, orphans } = await tasks.run("verify", { archiveDirectory }, options);
        const [first, second, third] = [flipped, missing, orphans].map((faults) => faults.slice(0, faultsShown));
        const faults = { flipped: first ?? [], missing: second ?? [], orphans: third ?? [] };
        tell({ ...begun(kind), ...faults, state: "done", done: checked, total: checked });
      } else {
        const counts = await tasks.run("rebuild", { archiveDirectory }, options);
        tell({ ...begun(kind), ...counts, state: "done", done: counts.adopted, total: counts.adopted });
        events.emit({ type: "studies" });
      }
    } catch (error) {
      const last = job ?? begun(kind);
      const failure = { ...last, state: "failed" as const, error: toErrorRecord(error) as ArchiveJob["error"] };
      tell(isAbort(error) ? { ...last, state: "cancelled" } : failure);
    }
    log.info(`archive.${kind}`, { state: job?.state ?? "" });
  };
  return {
    current: () => job,
    start(kind) {
      if (job?.state === "running") throw new HostError("archive-busy", "The archive is being looked through already.");
      cancelling = new AbortController();
      const first = begun(kind);
      tell(first);
      void run(kind);
      return first;
    },
    cancel() {
      if (job?.kind === "verify") cancelling.abort();
    },
  };
}

function begun(kind: ArchiveJob["kind"]): ArchiveJob {
  return { kind, state: "running", done: 0, total: 0, flipped: [], missing: [], orphans: [], adopted: 0, quarantined: 0 };
}
