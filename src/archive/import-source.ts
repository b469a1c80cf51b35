import { isAbort, toErrorRecord } from "../base/index.ts";
import type { IncomingFile, Source, SourceEntry } from "../sources/index.ts";
import { ArchiveError } from "./errors.ts";
import { type ImportReport, ImportTally } from "./import-tally.ts";
import type { Archive, InstanceRecord, StagedInstance } from "./types.ts";

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Called at most ten times a second, and once at the end. */
  readonly onProgress?: (report: ImportReport) => void;
  /** Instances in one transaction; the first ones hold less, so that the first image is there at once. */
  readonly batch?: number;
  /** Files being read and written at once. */
  readonly concurrency?: number;
  /** Bytes of files being read at once; one larger file is read alone. */
  readonly maxBytesInFlight?: number;
  /** Makes a DICOM file of one of another kind; undefined: it is to be taken as it is. Throws with the reason of a refusal. */
  readonly convert?: (bytes: Uint8Array, path: string) => Promise<ConvertedFile | undefined>;
  /** What earlier runs of the same import took in. */
  readonly memory?: ImportMemory;
}

export interface ConvertedFile {
  readonly bytes: Uint8Array;
  /** What it was: "JPEG", "PNG", "NIfTI". */
  readonly format: string;
}

/** A file that came in: whose it is, and what tells its content from another's. */
export interface RememberedFile {
  readonly path: string;
  readonly stamp: string;
  readonly sopInstanceUid: string;
  readonly sha256: string;
}

/** Keeps from run to run what an import has taken in, so that a continued one need not read it again. */
export interface ImportMemory {
  /** What the file became, if it is still the same file by all that can be told without reading the whole. */
  recall(file: IncomingFile, signal?: AbortSignal): Promise<Pick<RememberedFile, "sopInstanceUid" | "sha256"> | undefined>;
  /** Tells this content from another under the same path; undefined where nothing does. */
  stampOf(file: IncomingFile, bytes: Uint8Array): string | undefined;
  /** Called after these files are in the archive for good. */
  remember(files: readonly RememberedFile[]): void;
}

interface Staged {
  readonly kind: "staged";
  readonly path: string;
  readonly staged: StagedInstance;
  readonly file: IncomingFile;
  readonly stamp: string | undefined;
  readonly format: string | undefined;
}

type Step =
  | Staged
  | { readonly kind: "rejected"; readonly path: string; readonly error: unknown }
  | { readonly kind: "skipped"; readonly rule: string; readonly wasCounted: boolean }
  | { readonly kind: "known"; readonly instance: InstanceRecord; readonly byteLength: number };

/** A larger file is not read whole. */
const streamAboveBytes = 32 * 2 ** 20;
const streamHeadBytes = 64 * 2 ** 10;
/** With the first image at once, then a few, then whole batches. */
const firstBatches = [1, 8] as const;
/** What waits longer is committed, however little it is: a slow disc shows its progress, and loses little. */
const commitEveryMs = 2000;

/**
 * Takes in everything a source offers. Every file ends up imported, a duplicate, a conflict or rejected with its reason; files are
 * read, hashed and written several at a time, and indexed in the source's order, so that of two conflicting files the first is shown.
 * Never throws: cancelling keeps what was committed, a failure of the place or the disk is in `error`.
 */
export async function importSource(source: Source, archive: Archive, options: ImportOptions = {}): Promise<ImportReport> {
  const tally = new ImportTally(options.onProgress);
  const measuring = new AbortController();
  const measured = source.measure(measuring.signal).then(
    (total) => tally.setTotal(total),
    () => undefined,
  );
  try {
    await run(source, { archive, tally, options });
    await measured;
    return tally.finish("done");
  } catch (error) {
    const isCancelled = options.signal?.aborted === true || isAbort(error);
    return tally.finish(isCancelled ? "cancelled" : "failed", isCancelled ? undefined : toErrorRecord(error));
  } finally {
    measuring.abort();
  }
}

interface Run {
  readonly archive: Archive;
  readonly tally: ImportTally;
  readonly options: ImportOptions;
}

async function run(source: Source, context: Run): Promise<void> {
  const { archive, options } = context;
  const { signal, concurrency = 8, maxBytesInFlight = 256 * 2 ** 20 } = options;
  const inFlight: { readonly step: Promise<Step>; readonly byteLength: number }[] = [];
  const committer = createCommitter(context);
  let bytesInFlight = 0;

  const settleFirst = async () => {
    const first = inFlight.shift();
    if (first === undefined) return;
    bytesInFlight -= first.byteLength;
    const step = await first.step;
    if (step.kind === "staged") committer.add(step);
    signal?.throwIfAborted();
    committer.commitWhenDue();
    settle(step, context.tally);
  };
  try {
    for await (const entry of source.entries(signal)) {
      const byteLength = entry.kind === "file" ? entry.file.byteLength : 0;
      while (inFlight.length >= concurrency || (inFlight.length > 0 && bytesInFlight + byteLength > maxBytesInFlight)) {
        await settleFirst();
      }
      signal?.throwIfAborted();
      bytesInFlight += byteLength;
      inFlight.push({ step: take(entry, context), byteLength });
    }
    while (inFlight.length > 0) await settleFirst();
    committer.commit();
  } catch (error) {
    // The disc is gone, but what was read of it is whole.
    if (isGone(error) && signal?.aborted !== true) committer.commit();
    throw error;
  } finally {
    const rest = await Promise.all(inFlight.map(({ step }) => step));
    archive.discard([...committer.waiting(), ...rest.filter((step) => step.kind === "staged")].map(({ staged }) => staged));
  }
}

/** Gathers staged files and commits them: the first at once, then more at a time. */
function createCommitter({ archive, tally, options }: Run) {
  const { batch = 64, memory } = options;
  let ready: Staged[] = [];
  let commits = 0;
  let lastMs = performance.now();
  const commit = () => {
    const steps = ready;
    ready = [];
    lastMs = performance.now();
    if (steps.length === 0) return;
    const outcomes = archive.commit(steps.map(({ staged }) => staged));
    commits += 1;
    for (const [index, step] of steps.entries()) {
      tally.add({ path: step.path, listing: step.file.listing, format: step.format }, outcomes[index]);
    }
    memory?.remember(steps.flatMap((step, index) => remembered(step, outcomes[index]?.kind)));
  };
  return {
    add: (step: Staged) => void ready.push(step),
    waiting: () => ready,
    commit,
    commitWhenDue() {
      const isFull = ready.length >= Math.min(batch, firstBatches[commits] ?? batch);
      if (isFull || (ready.length > 0 && performance.now() - lastMs > commitEveryMs)) commit();
    },
  };
}

function remembered({ path, stamp, staged }: Staged, outcome: string | undefined): RememberedFile[] {
  if (stamp === undefined || outcome === undefined || outcome === "rejected") return [];
  const { sopInstanceUid, sha256 } = staged.description.instance;
  return [{ path, stamp, sopInstanceUid, sha256 }];
}

function settle(step: Step, tally: ImportTally): void {
  if (step.kind === "rejected") {
    if (isFatal(step.error) || isGone(step.error)) throw step.error;
    tally.reject(step.path, step.error);
  } else if (step.kind === "skipped") tally.skip(step.rule, step.wasCounted);
  else if (step.kind === "known") tally.resume(step.instance, step.byteLength);
}

/** Reads and stages one entry; never rejects. */
async function take(entry: SourceEntry, { archive, tally, options }: Run): Promise<Step> {
  if (entry.kind === "skipped") return { kind: "skipped", rule: entry.rule, wasCounted: false };
  if (entry.kind === "unreadable") return { kind: "rejected", path: entry.path, error: entry.error };
  const { file } = entry;
  const { signal, convert, memory } = options;
  try {
    const known = await memory?.recall(file, signal);
    const instance = known === undefined ? undefined : archive.instance(known.sopInstanceUid);
    if (instance !== undefined && instance.sha256 === known?.sha256) {
      return { kind: "known", instance, byteLength: file.byteLength };
    }
    const large = await takeLarge(file, { archive, tally, options });
    if (large !== undefined) return large;
    const bytes = await file.read(signal);
    tally.addBytes(bytes.length);
    const stamp = memory?.stampOf(file, bytes);
    const converted = await convert?.(bytes, file.path);
    const staged = await archive.stage(converted?.bytes ?? bytes);
    return { kind: "staged", path: file.path, staged, file, stamp, format: converted?.format };
  } catch (error) {
    // A medium's directory that lies where it is not looked for (in a ZIP, under another name) is no instance and nothing is lost.
    const isDirectory = error instanceof ArchiveError && error.code === "directory-record";
    if (isDirectory) return { kind: "skipped", rule: "medium-directory", wasCounted: true };
    return { kind: "rejected", path: file.path, error };
  }
}

/** A DICOM file that is too large to be held in memory goes to the archive piece by piece; undefined for any other file. */
async function takeLarge(file: IncomingFile, { archive, tally, options }: Run): Promise<Staged | undefined> {
  const { signal, memory } = options;
  if (file.byteLength <= streamAboveBytes || file.readPieces === undefined || file.readHead === undefined) return undefined;
  const head = await file.readHead(streamHeadBytes, signal);
  if (Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1", 128, 132) !== "DICM") return undefined;
  const pieces = async function* (all: AsyncIterable<Uint8Array>) {
    for await (const piece of all) {
      tally.addBytes(piece.length);
      yield piece;
    }
  };
  const staged = await archive.stageStream(pieces(file.readPieces(signal)));
  return { kind: "staged", path: file.path, staged, file, stamp: memory?.stampOf(file, head), format: undefined };
}

/** The disk is full or gone: the next file would fare no better. */
function isFatal(error: unknown): boolean {
  return error instanceof ArchiveError && (error.code === "disk-full" || error.code === "write-failed");
}

/** The place that is read went away in the middle. */
function isGone(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "medium-gone";
}
