import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "./transaction.ts";

export interface Migrations {
  /** Each step takes the database from the version before it to its own; steps are only ever added. */
  readonly steps: readonly string[];
  readonly now: Date;
  /** The room's own error for a database that a newer program has written. */
  readonly newer: (versions: { readonly found: number; readonly known: number }) => Error;
}

/** Brings a database up to the last step; several processes may do so at once. @throws what `newer` makes */
export function migrate(db: DatabaseSync, { steps, now, newer }: Migrations): void {
  db.exec("CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
  const versionOf = () => Number(db.prepare("SELECT coalesce(max(version), 0) AS version FROM migrations").get()?.version ?? 0);
  if (versionOf() > steps.length) throw newer({ found: versionOf(), known: steps.length });
  for (const [index, sql] of steps.entries()) {
    inTransaction(db, () => {
      // Asked inside the transaction: another process may have taken this step meanwhile.
      if (versionOf() > index) return;
      db.exec(sql);
      db.prepare("INSERT INTO migrations (version, applied_at) VALUES (?, ?)").run(index + 1, now.toISOString());
    });
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damage: readonly unknown[] = [11, 26];

/** Whether SQLite says that the file itself is damaged, not that it cannot be reached. */
export function isDatabaseDamage(error: unknown): boolean {
  return damage.includes((error as { errcode?: unknown }).errcode);
}
