import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import type { ErrorRecord } from "../base/index.ts";
import { OutboxError } from "./errors.ts";
import { isDue, type OutboxEvent, TRANSITIONS } from "./state.ts";
import type { Destination, OutboxItem, OutboxState } from "./types.ts";

export interface NewItem {
  readonly id: string;
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly reportId: string;
  readonly destination: Destination;
  readonly sha256: string;
  readonly queuedAt: string;
}

/** What an event brings along to be written down with it. */
export interface Change {
  readonly attempts?: number;
  readonly failingSince?: string | null;
  readonly nextAttemptAt?: string | null;
  readonly error?: ErrorRecord | null;
  readonly receipt?: OutboxItem["receipt"];
}

/** The items, in SQLite (WAL, every commit synced). Several processes may hold one queue open. */
export interface Queue {
  /** Nothing happens where the same instance is queued for the same place already. */
  insert(item: NewItem): void;
  find(sopInstanceUid: string, destination: Destination): { readonly id: string; readonly sha256: string } | undefined;
  item(id: string): OutboxItem | undefined;
  items(): readonly OutboxItem[];
  due(now: Date): readonly OutboxItem[];
  sha256Of(id: string): string;
  /** Whether an item that is not delivered needs these bytes. */
  isReferenced(sha256: string): boolean;
  /** Makes the transition where the table has it and nobody else was faster; gives the item as it is then. */
  apply(id: string, event: OutboxEvent, now: Date, change?: Change): OutboxItem | undefined;
  /** Puts back what a process that is no more was sending. */
  recover(now: Date): void;
  close(): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS item (
  id TEXT PRIMARY KEY,
  study_instance_uid TEXT NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  report_id TEXT NOT NULL,
  destination TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'waiting', 'delivered')),
  queued_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  failing_since TEXT,
  next_attempt_at TEXT,
  error TEXT,
  receipt TEXT,
  claimed_by INTEGER,
  claimed_at TEXT,
  UNIQUE (sop_instance_uid, destination)
) STRICT;
CREATE INDEX IF NOT EXISTS item_by_bytes ON item (sha256) WHERE state <> 'delivered';
`;
/** Longer than any exchange with a peer may take: a claim older than this is nobody's. */
const CLAIM_MS = 3_600_000;

type Row = Readonly<Record<string, SQLOutputValue>>;

/** @throws OutboxError storage-failed */
export function openQueue(directory: string): Queue {
  const database = openDatabase(directory);
  const statements = {
    all: database.prepare("SELECT * FROM item ORDER BY queued_at, rowid"),
    one: database.prepare("SELECT * FROM item WHERE id = ?"),
    find: database.prepare("SELECT id, sha256 FROM item WHERE sop_instance_uid = ? AND destination = ?"),
    insert: database.prepare(
      `INSERT INTO item (id, study_instance_uid, sop_instance_uid, sop_class_uid, report_id, destination, sha256, state, queued_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?) ON CONFLICT DO NOTHING`,
    ),
    referenced: database.prepare("SELECT 1 FROM item WHERE sha256 = ? AND state <> 'delivered' LIMIT 1"),
    apply: database.prepare(
      `UPDATE item SET state = ?, attempts = ?, failing_since = ?, next_attempt_at = ?, error = ?, receipt = ?, claimed_by = ?,
       claimed_at = ? WHERE id = ? AND state = ?`,
    ),
    sending: database.prepare("SELECT id, claimed_by, claimed_at FROM item WHERE state = 'sending'"),
  };
  const row = (id: string) => statements.one.get(id);
  const items = () => statements.all.all().map(itemOf);

  function apply(id: string, event: OutboxEvent, now: Date, change: Change = {}): OutboxItem | undefined {
    const current = row(id);
    if (current === undefined) return undefined;
    const before = itemOf(current);
    const state = TRANSITIONS[before.state][event];
    if (state === undefined) return undefined;
    const after = { ...before, ...change, state };
    const claimed = state === "sending";
    const result = statements.apply.run(
      state,
      after.attempts,
      after.failingSince,
      after.nextAttemptAt,
      jsonOrNull(after.error),
      jsonOrNull(after.receipt),
      claimed ? process.pid : null,
      claimed ? now.toISOString() : null,
      id,
      before.state,
    );
    return result.changes === 1 ? after : undefined;
  }

  return {
    insert: (item) => {
      const { id, studyInstanceUid, sopInstanceUid, sopClassUid, reportId, destination, sha256, queuedAt } = item;
      const place = destinationText(destination);
      statements.insert.run(id, studyInstanceUid, sopInstanceUid, sopClassUid, reportId, place, sha256, queuedAt);
    },
    find: (sopInstanceUid, destination) => {
      const found = statements.find.get(sopInstanceUid, destinationText(destination));
      return found && { id: text(found, "id"), sha256: text(found, "sha256") };
    },
    item: (id) => {
      const found = row(id);
      return found && itemOf(found);
    },
    items,
    due: (now) =>
      items().filter((item) => (item.state === "queued" || item.state === "waiting") && isDue(item.nextAttemptAt, now)),
    sha256Of: (id) => text(row(id) ?? {}, "sha256"),
    isReferenced: (sha256) => statements.referenced.get(sha256) !== undefined,
    apply,
    recover(now) {
      for (const claim of statements.sending.all()) {
        const isOld = now.getTime() - Date.parse(text(claim, "claimed_at")) > CLAIM_MS;
        if (isOld || !isOtherProcess(Number(claim.claimed_by))) apply(text(claim, "id"), "interrupted", now);
      }
    },
    close: () => database.close(),
  };
}

function openDatabase(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(join(directory, "outbox.sqlite"), { timeout: 10_000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    throw new OutboxError(
      "storage-failed",
      "The outbox cannot be opened, so nothing can be sent; reading still works. Check the data folder's rights and space.",
      {},
      error,
    );
  }
}

/** One text for one place, whatever the order of the properties. */
function destinationText(destination: Destination): string {
  switch (destination.kind) {
    case "embedded":
      return JSON.stringify({ kind: "embedded" });
    case "dicomweb":
      return JSON.stringify({ kind: "dicomweb", url: destination.url });
    case "dimse": {
      const { host, port, calledAeTitle, callingAeTitle } = destination;
      return JSON.stringify({ kind: "dimse", host, port, calledAeTitle, callingAeTitle });
    }
  }
}

function itemOf(row: Row): OutboxItem {
  return {
    id: text(row, "id"),
    studyInstanceUid: text(row, "study_instance_uid"),
    sopInstanceUid: text(row, "sop_instance_uid"),
    sopClassUid: text(row, "sop_class_uid"),
    reportId: text(row, "report_id"),
    destination: JSON.parse(text(row, "destination")) as Destination,
    state: text(row, "state") as OutboxState,
    queuedAt: text(row, "queued_at"),
    attempts: Number(row.attempts),
    failingSince: textOrNull(row, "failing_since"),
    nextAttemptAt: textOrNull(row, "next_attempt_at"),
    error: parsedOrNull<ErrorRecord>(row, "error"),
    receipt: parsedOrNull<NonNullable<OutboxItem["receipt"]>>(row, "receipt"),
  };
}

function text(row: Row, column: string): string {
  return String(row[column] ?? "");
}

function textOrNull(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === "string" ? value : null;
}

function parsedOrNull<T>(row: Row, column: string): T | null {
  const value = row[column];
  return typeof value === "string" ? (JSON.parse(value) as T) : null;
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Whether a process other than this one holds the claim and still runs. */
function isOtherProcess(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
