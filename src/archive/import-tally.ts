import { type ErrorRecord, toErrorRecord } from "../base/index.ts";
import type { SourceSize } from "../sources/index.ts";
import { type ImportRates, RateMeter } from "./import-rates.ts";
import { repairText } from "./repair-code.ts";
import type { BatchOutcome, InstanceRecord } from "./types.ts";

/** A tolerance that was used on a file: its code, and "GGGGEEEE" of the element concerned. */
export interface CodedRepair {
  readonly code: string;
  readonly tag?: string;
}

/** What came of one series in an import. */
export interface ImportedSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly imported: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** How many files each kind of repair was used on. */
  readonly repairs: Readonly<Record<string, number>>;
}

/** How far an import is, and in the end what it came to. While it runs, the lists hold their first entries only. */
export interface ImportReport extends ImportRates {
  readonly state: "running" | "done" | "cancelled" | "failed";
  /** Every file met: imported + duplicates + conflicts + resumed + rejected, once the import is over. */
  readonly filesSeen: number;
  readonly filesTotal: number | null;
  readonly bytesRead: number;
  readonly bytesTotal: number | null;
  readonly imported: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** Taken in by an earlier run of the same import, and not read again. */
  readonly resumed: number;
  /** Passed over by a named rule (see sources): counted, not listed. */
  readonly skipped: number;
  readonly skippedBy: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly rejectedCount: number;
  readonly rejected: readonly { readonly path: string; readonly error: ErrorRecord }[];
  /** Taken in although something about them is not as it should be; "uid-conflict" for each of `conflicts`. */
  readonly repairedCount: number;
  readonly repaired: readonly { readonly path: string; readonly repairs: readonly CodedRepair[] }[];
  /** Made into secondary captures from a photo or a NIfTI file. */
  readonly converted: readonly { readonly path: string; readonly format: string }[];
  /** Taken in from a medium whose directory does not name them. */
  readonly unlisted: readonly string[];
  readonly series: readonly ImportedSeries[];
  readonly studyInstanceUids: readonly string[];
  /** The study of the first file that came in: what can be looked at while the rest is copied. */
  readonly firstStudyInstanceUid?: string;
  /** Why the import as a whole ended early. */
  readonly error?: ErrorRecord;
}

/** What is known of a file beside what the archive made of it. */
export interface TakenFile {
  readonly path: string;
  readonly listing?: "listed" | "unlisted" | undefined;
  /** What it was before it became DICOM. */
  readonly format?: string | undefined;
}

const progressEveryMs = 100;
/** Entries of a list while the import runs: what is told ten times a second must stay small. */
const listedWhileRunning = 100;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts, lists, and tells at a measured pace. */
export class ImportTally {
  readonly #onProgress: ((report: ImportReport) => void) | undefined;
  readonly #startedMs = performance.now();
  readonly #meter = new RateMeter();
  readonly #rejected: { path: string; error: ErrorRecord }[] = [];
  readonly #repaired: { path: string; repairs: readonly CodedRepair[] }[] = [];
  readonly #converted: { path: string; format: string }[] = [];
  readonly #unlisted: string[] = [];
  readonly #studies = new Set<string>();
  readonly #series = new Map<string, Writable<ImportedSeries>>();
  #uncounted = 0;
  readonly #skippedBy: Record<string, number> = {};
  readonly #counts = { filesSeen: 0, bytesRead: 0, imported: 0, duplicates: 0, conflicts: 0, resumed: 0, skipped: 0 };
  #total: SourceSize | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(onProgress: ((report: ImportReport) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  setTotal(total: SourceSize | null): void {
    this.#total = total;
    this.#tell();
  }

  addBytes(bytes: number): void {
    this.#counts.bytesRead += bytes;
    this.#tell();
  }

  /** `wasCounted`: it was only found to be none of the files of the total when it was read. */
  skip(rule: string, wasCounted: boolean): void {
    if (wasCounted) this.#uncounted += 1;
    this.#counts.skipped += 1;
    this.#skippedBy[rule] = (this.#skippedBy[rule] ?? 0) + 1;
  }

  reject(path: string, error: unknown): void {
    this.#counts.filesSeen += 1;
    this.#rejected.push({ path, error: isRecord(error) ? error : toErrorRecord(error) });
    this.#tell();
  }

  /** A file that an earlier run of the same import took in. */
  resume(instance: InstanceRecord, byteLength: number): void {
    this.#counts.filesSeen += 1;
    this.#counts.resumed += 1;
    this.#counts.bytesRead += byteLength;
    this.#studies.add(instance.studyInstanceUid);
    this.#tell();
  }

  add(file: TakenFile, outcome: BatchOutcome | undefined): void {
    if (outcome === undefined || outcome.kind === "rejected") {
      this.reject(file.path, outcome?.error);
      return;
    }
    this.#counts.filesSeen += 1;
    // The first image of a study can be looked at: that is not kept back for the pace.
    if (!this.#studies.has(outcome.instance.studyInstanceUid)) this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#studies.add(outcome.instance.studyInstanceUid);
    const series = this.#seriesOf(outcome.instance);
    const counter = outcome.kind === "stored" ? "imported" : outcome.kind === "duplicate" ? "duplicates" : "conflicts";
    this.#counts[counter] += 1;
    series[counter] += 1;
    const repairs = repairsOf(outcome);
    if (repairs.length > 0) this.#repaired.push({ path: file.path, repairs });
    for (const code of new Set(repairs.map((repair) => repair.code))) {
      series.repairs = { ...series.repairs, [code]: (series.repairs[code] ?? 0) + 1 };
    }
    if (file.format !== undefined) this.#converted.push({ path: file.path, format: file.format });
    if (file.listing === "unlisted") this.#unlisted.push(file.path);
    this.#tell();
  }

  finish(state: ImportReport["state"], error?: ErrorRecord): ImportReport {
    const report = this.#report(state, error);
    this.#onProgress?.(report);
    return report;
  }

  #seriesOf({ studyInstanceUid, seriesInstanceUid }: InstanceRecord): Writable<ImportedSeries> {
    const known = this.#series.get(seriesInstanceUid);
    if (known !== undefined) return known;
    const series = { studyInstanceUid, seriesInstanceUid, imported: 0, duplicates: 0, conflicts: 0, repairs: {} };
    this.#series.set(seriesInstanceUid, series);
    return series;
  }

  #tell(): void {
    const nowMs = performance.now();
    if (this.#onProgress === undefined || nowMs - this.#toldMs < progressEveryMs) return;
    this.#toldMs = nowMs;
    this.#onProgress(this.#report("running"));
  }

  #report(state: ImportReport["state"], error?: ErrorRecord): ImportReport {
    const most = state === "running" ? listedWhileRunning : Number.POSITIVE_INFINITY;
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const [firstStudyInstanceUid] = this.#studies;
    return {
      state,
      ...this.#counts,
      ...this.#rates(state, seconds),
      filesTotal: this.#total === null ? null : this.#total.files - this.#uncounted,
      bytesTotal: this.#total?.bytes ?? null,
      seconds,
      skippedBy: { ...this.#skippedBy },
      rejectedCount: this.#rejected.length,
      rejected: this.#rejected.slice(0, most),
      repairedCount: this.#repaired.length,
      repaired: this.#repaired.slice(0, most),
      converted: this.#converted.slice(0, most),
      unlisted: this.#unlisted.slice(0, most),
      series: [...this.#series.values()].slice(0, most).map((series) => ({ ...series })),
      studyInstanceUids: [...this.#studies],
      ...(firstStudyInstanceUid === undefined ? {} : { firstStudyInstanceUid }),
      ...(error === undefined ? {} : { error }),
    };
  }

  /** While it runs: as of late, and from what was not read again nothing can be told of speed. In the end: over the whole time. */
  #rates(state: ImportReport["state"], seconds: number): ImportRates {
    const { filesSeen, bytesRead } = this.#counts;
    if (state === "running") {
      this.#meter.sample({ files: filesSeen, bytes: bytesRead }, seconds);
      return this.#meter.rates(this.#total);
    }
    const whole = Math.max(seconds, 0.001);
    return { filesPerSecond: filesSeen / whole, bytesPerSecond: bytesRead / whole, secondsLeft: null };
  }
}

/** Codes of the tolerances used; the archive keeps them as texts, "code" or "code (GGGG,EEEE)". */
function repairsOf(outcome: Exclude<BatchOutcome, { readonly kind: "rejected" }>): readonly CodedRepair[] {
  if (outcome.kind === "conflict") return [codedRepair(repairText("uid-conflict"))];
  return outcome.kind === "stored" ? outcome.repairs.map(codedRepair) : [];
}

function codedRepair(text: string): CodedRepair {
  const [, code = text, group, element] = /^(\S+)(?: \(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\))?$/.exec(text) ?? [];
  return group === undefined ? { code } : { code, tag: `${group}${element}` };
}

/** An entry's reason is a record already. */
function isRecord(error: unknown): error is ErrorRecord {
  return typeof error === "object" && error !== null && !(error instanceof Error) && "area" in error && "code" in error;
}
