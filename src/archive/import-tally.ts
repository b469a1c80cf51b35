import { type ErrorRecord, toErrorRecord } from "../base/index.ts";
import type { BatchOutcome } from "./types.ts";

/** How far an import is, and in the end what it came to. The lists grow in place while it runs. */
export interface ImportReport {
  readonly state: "running" | "done" | "cancelled" | "failed";
  /** Every file met: imported + duplicates + conflicts + rejected, once the import is over. */
  readonly filesSeen: number;
  readonly filesTotal: number | null;
  readonly bytesRead: number;
  readonly imported: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** Left behind by the desktop's own rules (see sources): counted, not listed. */
  readonly skipped: number;
  readonly seconds: number;
  readonly rejected: readonly { readonly path: string; readonly error: ErrorRecord }[];
  /** Taken in although something about them is not as it should be; "uid-conflict" for each of `conflicts`. */
  readonly repaired: readonly { readonly path: string; readonly repairs: readonly string[] }[];
  readonly studyInstanceUids: readonly string[];
  /** Why the import as a whole ended early. */
  readonly error?: ErrorRecord;
}

const progressEveryMs = 100;

/** Counts, lists, and tells at a measured pace. */
export class ImportTally {
  readonly #onProgress: ((report: ImportReport) => void) | undefined;
  readonly #startedMs = performance.now();
  readonly #rejected: { path: string; error: ErrorRecord }[] = [];
  readonly #repaired: { path: string; repairs: readonly string[] }[] = [];
  readonly #studies = new Set<string>();
  readonly #counts = { filesSeen: 0, bytesRead: 0, imported: 0, duplicates: 0, conflicts: 0, skipped: 0 };
  #filesTotal: number | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(onProgress: ((report: ImportReport) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  setTotal(total: number | null): void {
    this.#filesTotal = total;
    this.#tell();
  }

  addBytes(bytes: number): void {
    this.#counts.bytesRead += bytes;
  }

  skip(): void {
    this.#counts.skipped += 1;
  }

  reject(path: string, error: unknown): void {
    this.#counts.filesSeen += 1;
    this.#rejected.push({ path, error: isRecord(error) ? error : toErrorRecord(error) });
    this.#tell();
  }

  add(path: string, outcome: BatchOutcome | undefined): void {
    if (outcome === undefined || outcome.kind === "rejected") {
      this.reject(path, outcome?.error);
      return;
    }
    this.#counts.filesSeen += 1;
    this.#studies.add(outcome.instance.studyInstanceUid);
    if (outcome.kind === "duplicate") this.#counts.duplicates += 1;
    else if (outcome.kind === "conflict") {
      this.#counts.conflicts += 1;
      this.#repaired.push({ path, repairs: ["uid-conflict"] });
    } else {
      this.#counts.imported += 1;
      if (outcome.repairs.length > 0) this.#repaired.push({ path, repairs: outcome.repairs });
    }
    this.#tell();
  }

  finish(state: ImportReport["state"], error?: ErrorRecord): ImportReport {
    const report = this.#report(state, error);
    this.#onProgress?.(report);
    return report;
  }

  #tell(): void {
    const nowMs = performance.now();
    if (this.#onProgress === undefined || nowMs - this.#toldMs < progressEveryMs) return;
    this.#toldMs = nowMs;
    this.#onProgress(this.#report("running"));
  }

  #report(state: ImportReport["state"], error?: ErrorRecord): ImportReport {
    return {
      state,
      ...this.#counts,
      filesTotal: this.#filesTotal,
      seconds: (performance.now() - this.#startedMs) / 1000,
      rejected: this.#rejected,
      repaired: this.#repaired,
      studyInstanceUids: [...this.#studies],
      ...(error === undefined ? {} : { error }),
    };
  }
}

/** An entry's reason is a record already. */
function isRecord(error: unknown): error is ErrorRecord {
  return typeof error === "object" && error !== null && !(error instanceof Error) && "area" in error && "code" in error;
}
