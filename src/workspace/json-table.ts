import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { WorkspaceError } from "./errors.ts";

/** A row whose JSON cannot be read, or does not have the form it must have: skipped, kept as it is. */
export interface DamagedRow {
  readonly table: string;
  readonly id: string;
}

/** A table of JSON documents, held to their schema on the way in and on the way out. */
export interface JsonTable<T> {
  /** Documents of a study in the order they were first put; damaged rows are left out and reported. */
  ofStudy(studyInstanceUid: string): readonly T[];
  get(id: string): T | undefined;
  /** The documents that were put first last, newest first, so many rows at most. */
  last(most: number): readonly T[];
  /** @throws WorkspaceError invalid */
  check(document: unknown): T;
  /** Puts a damaged row of this id aside, raw, before anything is written over it. */
  saveDamaged(id: string): void;
  damaged(): readonly DamagedRow[];
}

interface JsonTableOptions<T> {
  readonly db: DatabaseSync;
  readonly table: "findings" | "analyses" | "drafts" | "signed_reports";
  readonly schema: z.ZodType<T>;
  readonly onDamaged: (row: DamagedRow) => void;
  readonly now: () => Date;
}

export function createJsonTable<T>({ db, table, schema, onDamaged, now }: JsonTableOptions<T>): JsonTable<T> {
  const byStudy = db.prepare(`SELECT id, json FROM ${table} WHERE study_uid = ? ORDER BY rowid`);
  const byId = db.prepare(`SELECT id, json FROM ${table} WHERE id = ?`);
  const all = db.prepare(`SELECT id, json FROM ${table} ORDER BY rowid`);
  const newest = db.prepare(`SELECT id, json FROM ${table} ORDER BY rowid DESC LIMIT ?`);
  const setAside = db.prepare("INSERT INTO set_aside VALUES (?, ?, ?, ?)");
  const read = (row: Record<string, unknown>): T | undefined => {
    const document = parsed(schema, String(row.json));
    if (document === undefined) onDamaged({ table, id: String(row.id) });
    return document;
  };
  return {
    ofStudy: (studyInstanceUid) =>
      byStudy
        .all(studyInstanceUid)
        .map(read)
        .filter((document) => document !== undefined),
    last: (most) =>
      newest
        .all(most)
        .map(read)
        .filter((document) => document !== undefined),
    get(id) {
      const row = byId.get(id);
      return row === undefined ? undefined : read(row);
    },
    check(document) {
      const result = schema.safeParse(document);
      if (result.success) return result.data;
      const [issue] = result.error.issues;
      throw new WorkspaceError("invalid", { table, at: issue?.path.join(".") ?? "", issue: issue?.code ?? "" });
    },
    saveDamaged(id) {
      const row = byId.get(id);
      if (row === undefined || parsed(schema, String(row.json)) !== undefined) return;
      setAside.run(table, id, String(row.json), now().toISOString());
    },
    damaged: () =>
      all
        .all()
        .filter((row) => parsed(schema, String(row.json)) === undefined)
        .map((row) => ({ table, id: String(row.id) })),
  };
}

function parsed<T>(schema: z.ZodType<T>, json: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
