import type { DatabaseSync } from "node:sqlite";
import type { Removal } from "./removal.ts";

/** How full the archive is, and of what; bytes. */
export interface Usage {
  readonly studies: number;
  readonly usedBytes: number;
  readonly pinnedBytes: number;
  /** Not pinned, and no other place is known to hold all of it: never evicted. */
  readonly onlyHereBytes: number;
  readonly onlyHereStudies: number;
  /** What eviction could free. */
  readonly evictableBytes: number;
}

export interface EvictionReport {
  readonly evicted: readonly string[];
  readonly freedBytes: number;
  /** By how much the quota is still exceeded; 0 where it is kept. */
  readonly shortBytes: number;
}

interface StudyUse {
  readonly studyInstanceUid: string;
  readonly bytes: number;
  readonly isPinned: boolean;
  readonly isHeld: boolean;
}

export interface Quota {
  usage(): Usage;
  /**
   * Evicts, the least recently read first, until the quota is kept: only studies of which another place holds every byte, which are not
   * pinned and of which `mayGo` says that nothing waits for them.
   */
  evict(quotaBytes: number, mayGo: (studyInstanceUid: string) => boolean): EvictionReport;
}

/** A study was last looked at when it was last read, or when it came. */
const selectUses = `
  SELECT i.study_uid AS study_uid,
    sum(i.byte_length) + coalesce((SELECT sum(byte_length) FROM conflicts c WHERE c.study_uid = i.study_uid), 0) AS bytes,
    EXISTS (SELECT 1 FROM pins p WHERE p.study_uid = i.study_uid) AS is_pinned,
    NOT EXISTS (SELECT 1 FROM conflicts c WHERE c.study_uid = i.study_uid)
      AND min(EXISTS (SELECT 1 FROM held_elsewhere h WHERE h.sop_uid = i.sop_uid AND h.sha256 = i.sha256)) AS is_held,
    max(max(i.received_at), coalesce((SELECT read_at FROM study_reads r WHERE r.study_uid = i.study_uid), '')) AS last_at
  FROM instances i GROUP BY i.study_uid ORDER BY last_at, i.study_uid`;

export function createQuota(db: DatabaseSync, removal: Pick<Removal, "remove">): Quota {
  const uses = db.prepare(selectUses);
  const all = (): readonly StudyUse[] =>
    uses.all().map((row) => ({
      studyInstanceUid: String(row.study_uid),
      bytes: Number(row.bytes),
      isPinned: row.is_pinned === 1,
      isHeld: row.is_held === 1,
    }));
  return {
    usage() {
      const studies = all();
      const onlyHere = studies.filter(({ isPinned, isHeld }) => !isPinned && !isHeld);
      return {
        studies: studies.length,
        usedBytes: total(studies),
        pinnedBytes: total(studies.filter(({ isPinned }) => isPinned)),
        onlyHereBytes: total(onlyHere),
        onlyHereStudies: onlyHere.length,
        evictableBytes: total(studies.filter(({ isPinned, isHeld }) => !isPinned && isHeld)),
      };
    },
    evict(quotaBytes, mayGo) {
      const studies = all();
      const evicted: string[] = [];
      let excess = total(studies) - quotaBytes;
      let freedBytes = 0;
      for (const { studyInstanceUid, bytes, isPinned, isHeld } of studies) {
        if (excess <= 0) break;
        if (isPinned || !isHeld || !mayGo(studyInstanceUid)) continue;
        if (!removal.remove(studyInstanceUid, "evicted", "")) continue;
        evicted.push(studyInstanceUid);
        excess -= bytes;
        freedBytes += bytes;
      }
      return { evicted, freedBytes, shortBytes: Math.max(0, excess) };
    },
  };
}

function total(studies: readonly StudyUse[]): number {
  return studies.reduce((sum, { bytes }) => sum + bytes, 0);
}
