import { z } from "zod";
import type { Disposable } from "../../base/index.ts";
import { isProcessAlive, thisProcess } from "../../storage/index.ts";
import { openJournalDatabase } from "../journal-database.ts";
import { urgencies } from "./urgency.ts";

const uid = z.string().regex(/^[0-9.]{1,64}$/);

/** A run that waits or goes on, as it is kept: UIDs and a model's name, nothing of a patient. */
export const keptRunSchema = z.object({
  id: z.string().min(1).max(64),
  studyInstanceUid: uid,
  seriesInstanceUid: uid,
  modelId: z.string().min(1).max(64),
  operatingPoint: z.string().max(64).optional(),
  startedAt: z.string().max(40),
  urgency: z.enum(urgencies),
  isEmergencyCt: z.boolean(),
  isAskedFor: z.boolean(),
});
export type KeptRun = z.infer<typeof keptRunSchema>;

/**
 * The queue of runs on the disk: what waits when the program ends, or is killed, goes on at the next start. Losing it costs the
 * computer's time, never a result.
 */
export interface AnalysisJournal extends Disposable {
  put(run: KeptRun): void;
  /** It starts: counted before anything can go wrong. */
  begin(id: string): void;
  /** It was stopped for no fault of its own: the start is not counted. */
  release(id: string): void;
  forget(id: string): void;
  /**
   * Takes over what a process that is gone left behind, in the order of arrival. `begun`: how often it was started already; whoever
   * runs it again decides by that whether it is worth another attempt.
   */
  takeOver(): readonly { readonly run: KeptRun; readonly begun: number }[];
}

const steps = [
  `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    begun INTEGER NOT NULL,
    run TEXT NOT NULL
  ) STRICT;
  `,
];

/** Opens the queue in a folder, making it where there is none; several processes may have it open. @throws HostError journal-not-openable */
export function openAnalysisJournal(directory: string): AnalysisJournal {
  // FULL: how often a run was begun must last through whatever the run does to the computer.
  const db = openJournalDatabase({
    ...{ directory, steps, file: "queue.sqlite", name: "The queue of the models' runs" },
    synchronous: "FULL",
  });
  const insert = db.prepare("INSERT INTO runs (id, owner, begun, run) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING");
  const begin = db.prepare("UPDATE runs SET begun = begun + 1, owner = ?2 WHERE id = ?1");
  const release = db.prepare("UPDATE runs SET begun = max(0, begun - 1) WHERE id = ?");
  const remove = db.prepare("DELETE FROM runs WHERE id = ?");
  const list = db.prepare("SELECT id, owner, begun, run FROM runs ORDER BY number");
  const take = db.prepare("UPDATE runs SET owner = ?2 WHERE id = ?1 AND owner = ?3");
  return {
    put: (run) => void insert.run(run.id, thisProcess(), JSON.stringify(run)),
    begin: (id) => void begin.run(id, thisProcess()),
    release: (id) => {
      // The stores may be closing already; it then counts, which costs one attempt.
      if (db.isOpen) release.run(id);
    },
    forget: (id) => void remove.run(id),
    takeOver() {
      const left = list.all().filter(({ owner }) => !isProcessAlive(String(owner)));
      return left.flatMap(({ id, owner, begun, run }) => {
        const parsed = keptRunSchema.safeParse(parseJson(String(run)));
        if (!parsed.success) remove.run(String(id));
        // Two programs that start at once: only one of them gets it.
        const isOurs = parsed.success && take.run(String(id), thisProcess(), String(owner)).changes > 0;
        return isOurs ? [{ run: parsed.data, begun: Number(begun) }] : [];
      });
    },
    dispose: () => {
      if (db.isOpen) db.close();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
