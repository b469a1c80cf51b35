import { randomUUID } from "node:crypto";
import { toItem } from "./row.ts";
import { DUE, NEXT_REVISION, type Table } from "./table.ts";
import type { Destination, OutboxItem } from "./types.ts";

export interface NewItem {
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly reportId: string;
  readonly destination: Destination;
  readonly peer: string;
  readonly sha256: string;
  readonly byteLength: number;
}

/** What is in the outbox, and how it gets in; the steps between the states are in steps.ts. */
export interface Queue {
  transaction<T>(change: () => T): T;
  insert(item: NewItem): void;
  /** The newest way to say the same place (another calling AE title) counts for what is not delivered yet. */
  updateDestination(id: string, destination: Destination): void;
  find(sopInstanceUid: string, peer: string): { readonly item: OutboxItem; readonly sha256: string } | undefined;
  get(id: string): OutboxItem | undefined;
  /** In the order of queueing; the same array until something changes, in whichever process. */
  items(): readonly OutboxItem[];
  /** Grows with every change. */
  revision(): number;
  changedSince(revision: number): readonly OutboxItem[];
  /** Whether an item that is not delivered needs these bytes. */
  isNeeded(sha256: string): boolean;
  duePeers(): readonly string[];
  /** When the next item is due, in milliseconds since the epoch; undefined where none will be by itself. */
  nextDueMs(): number | undefined;
}

export function openQueue({ at, dueAt, rows, run, one, transaction }: Table): Queue {
  let listed: { readonly revision: number; readonly items: readonly OutboxItem[] } | undefined;
  const revision = () => Number(one("SELECT coalesce(max(revision), 0) AS revision FROM items")?.revision);
  return {
    transaction,
    revision,
    insert(item) {
      run(
        `INSERT INTO items (id, study_uid, sop_uid, sop_class_uid, report_id, sha256, byte_length, peer, destination, state, queued_at, revision)
         VALUES (:id, :study, :sop, :sopClass, :report, :sha256, :length, :peer, :destination, 'queued', :at, ${NEXT_REVISION})`,
        {
          id: randomUUID(),
          study: item.studyInstanceUid,
          sop: item.sopInstanceUid,
          sopClass: item.sopClassUid,
          report: item.reportId,
          sha256: item.sha256,
          length: item.byteLength,
          peer: item.peer,
          destination: JSON.stringify(item.destination),
          at: at(),
        },
      );
    },
    updateDestination(id, destination) {
      run(
        `UPDATE items SET destination = :text, revision = ${NEXT_REVISION}
         WHERE id = :id AND state <> 'delivered' AND destination <> :text`,
        { id, text: JSON.stringify(destination) },
      );
    },
    find(sopInstanceUid, peer) {
      const [row] = rows("SELECT * FROM items WHERE sop_uid = :sop AND peer = :peer", { sop: sopInstanceUid, peer });
      return row && { item: toItem(row), sha256: row.sha256 };
    },
    get(id) {
      const [row] = rows("SELECT * FROM items WHERE id = :id", { id });
      return row && toItem(row);
    },
    items() {
      const latest = revision();
      if (listed?.revision !== latest) listed = { revision: latest, items: rows("SELECT * FROM items ORDER BY seq").map(toItem) };
      return listed.items;
    },
    changedSince: (since) => rows("SELECT * FROM items WHERE revision > :since ORDER BY revision, seq", { since }).map(toItem),
    isNeeded: (sha256) =>
      one("SELECT 1 FROM items WHERE sha256 = :sha256 AND state <> 'delivered' LIMIT 1", { sha256 }) !== undefined,
    duePeers: () =>
      rows(`SELECT DISTINCT peer FROM items WHERE state <> 'delivered' AND ${DUE}`, dueAt()).map(({ peer }) => peer),
    nextDueMs() {
      const next = one(
        `SELECT min(CASE WHEN ${DUE} THEN :now ELSE next_attempt_at END) AS next FROM items WHERE state <> 'delivered' AND state <> 'sending'`,
        dueAt(),
      )?.next;
      return typeof next === "string" ? Date.parse(next) : undefined;
    },
  };
}
