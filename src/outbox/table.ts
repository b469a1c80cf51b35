import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../storage/index.ts";
import { LONGEST_PAUSE_MS } from "./pauses.ts";
import type { Row } from "./row.ts";

export type Values = Readonly<Record<string, string | number | null>>;

/** SQL over the tables of the outbox, and its clock. Times are ISO 8601, UTC, and compare as text. */
export interface Table {
  /** The time in so many milliseconds from now. */
  at(ms?: number): string;
  /** Parameters of `DUE`. */
  dueAt(): Values;
  rows(sql: string, values?: Values): readonly Row[];
  /** Number of rows changed. */
  run(sql: string, values: Values): number;
  one(sql: string, values?: Values): Readonly<Record<string, unknown>> | undefined;
  /** Runs steps as one change, alone among all processes. */
  transaction<T>(change: () => T): T;
}

/** Whether it is an item's turn. A time farther off than any pause tells that the clock was set back: it counts as now. */
export const DUE = "(state = 'queued' OR (state = 'waiting' AND (next_attempt_at <= :now OR next_attempt_at > :farthest)))";
/** Every change to a row gets it, so that any process can ask what is new. */
export const NEXT_REVISION = "(SELECT coalesce(max(revision), 0) + 1 FROM items)";

export function openTable(db: DatabaseSync, now: () => Date): Table {
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const at = (ms = 0) => new Date(now().getTime() + ms).toISOString();
  return {
    at,
    dueAt: () => ({ now: at(), farthest: at(2 * LONGEST_PAUSE_MS) }),
    rows: (sql, values = {}) => prepared(sql).all(values) as unknown as readonly Row[],
    run: (sql, values) => Number(prepared(sql).run(values).changes),
    one: (sql, values = {}) => prepared(sql).get(values),
    transaction: (change) => (db.isTransaction ? change() : inTransaction(db, change)),
  };
}
