import { isAbort, toErrorRecord } from "../base/index.ts";
import type { Source, SourceEntry } from "../sources/index.ts";
import { ArchiveError } from "./errors.ts";
import { type ImportReport, ImportTally } from "./import-tally.ts";
import type { Archive, StagedInstance } from "./types.ts";

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Called at most ten times a second, and once at the end. */
  readonly onProgress?: (report: ImportReport) => void;
  /** Instances in one transaction. */
  readonly batch?: number;
  /** Files being read and written at once. */
  readonly concurrency?: number;
  /** Bytes of files being read at once; one larger file is read alone. */
  readonly maxBytesInFlight?: number;
}

type Step = { readonly path: string } & (
  | { readonly kind: "staged"; readonly staged: StagedInstance }
  | { readonly kind: "rejected"; readonly error: unknown }
  | { readonly kind: "skipped" }
);

/**
 * Takes in everything a source offers. Every file ends up imported, a duplicate, a conflict or rejected with its reason; files are
 * read, hashed and written several at a time, and indexed in the source's order, so that of two conflicting files the first is shown.
 * Never throws: cancelling keeps what was committed, a failure of the place or the disk is in `error`.
 */
export async function importSource(source: Source, archive: Archive, options: ImportOptions = {}): Promise<ImportReport> {
  const tally = new ImportTally(options.onProgress);
  const counting = new AbortController();
  const counted = source.count(counting.signal).then(
    (total) => tally.setTotal(total),
    () => undefined,
  );
  try {
    await run(source, archive, tally, options);
    await counted;
    return tally.finish("done");
  } catch (error) {
    const isCancelled = options.signal?.aborted === true || isAbort(error);
    return tally.finish(isCancelled ? "cancelled" : "failed", isCancelled ? undefined : toErrorRecord(error));
  } finally {
    counting.abort();
  }
}

async function run(source: Source, archive: Archive, tally: ImportTally, options: ImportOptions): Promise<void> {
  const { signal, batch = 64, concurrency = 8, maxBytesInFlight = 256 * 2 ** 20 } = options;
  const inFlight: { readonly step: Promise<Step>; readonly byteLength: number }[] = [];
  let bytesInFlight = 0;
  let ready: (Step & { kind: "staged" })[] = [];

  const commit = () => {
    const steps = ready;
    ready = [];
    const outcomes = archive.commit(steps.map(({ staged }) => staged));
    for (const [index, step] of steps.entries()) tally.add(step.path, outcomes[index]);
  };
  const commitWhenFull = () => {
    if (ready.length >= batch) commit();
  };
  const settleFirst = async () => {
    const first = inFlight.shift();
    if (first === undefined) return;
    bytesInFlight -= first.byteLength;
    const step = await first.step;
    if (step.kind === "staged") ready.push(step);
    signal?.throwIfAborted();
    if (step.kind === "staged") return commitWhenFull();
    if (step.kind === "rejected" && isFatal(step.error)) throw step.error;
    if (step.kind === "rejected") tally.reject(step.path, step.error);
    else tally.skip();
  };
  try {
    for await (const entry of source.entries(signal)) {
      const byteLength = entry.kind === "file" ? entry.file.byteLength : 0;
      while (inFlight.length >= concurrency || (inFlight.length > 0 && bytesInFlight + byteLength > maxBytesInFlight)) {
        await settleFirst();
      }
      signal?.throwIfAborted();
      bytesInFlight += byteLength;
      inFlight.push({ step: take(entry, archive, tally, signal), byteLength });
    }
    while (inFlight.length > 0) await settleFirst();
    commit();
  } finally {
    const rest = await Promise.all(inFlight.map(({ step }) => step));
    archive.discard([...ready, ...rest].flatMap((step) => (step.kind === "staged" ? [step.staged] : [])));
  }
}

/** Reads and stages one entry; never rejects. */
async function take(entry: SourceEntry, archive: Archive, tally: ImportTally, signal: AbortSignal | undefined): Promise<Step> {
  if (entry.kind === "skipped") return { kind: "skipped", path: entry.path };
  if (entry.kind === "unreadable") return { kind: "rejected", path: entry.path, error: entry.error };
  const { path } = entry.file;
  try {
    const bytes = await entry.file.read(signal);
    tally.addBytes(bytes.length);
    return { kind: "staged", path, staged: await archive.stage(bytes) };
  } catch (error) {
    return { kind: "rejected", path, error };
  }
}

/** The disk is full or gone: the next file would fare no better. */
function isFatal(error: unknown): boolean {
  return error instanceof ArchiveError && (error.code === "disk-full" || error.code === "write-failed");
}
