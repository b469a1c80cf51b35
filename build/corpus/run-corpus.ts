import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BoundedWorker, type Bounds, createBoundedWorker } from "./bounded-worker.ts";
import type { CorpusFile } from "./find-files.ts";
import { judge } from "./judge.ts";
import { askDcmtk, askGdcm, type PeerReading, type PeerScope } from "./peers.ts";
import type { CorpusEntry, Examination, PeerOutcome } from "./types.ts";

export interface CorpusOptions {
  /** Paths of the files that the peers are asked about too. */
  readonly askPeers: ReadonlySet<string>;
  /** "pixels": gdcm is asked only where dcmtk gives none. */
  readonly scope: PeerScope;
  readonly allFrames: boolean;
  readonly bounds: Bounds;
  readonly lanes: number;
  readonly onEntry?: (done: number) => void;
}

/** Tries every file, each in a worker process with bounds, in several lanes; entries come in the order of the files. */
export async function runCorpus(files: readonly CorpusFile[], options: CorpusOptions): Promise<readonly CorpusEntry[]> {
  const root = mkdtempSync(join(tmpdir(), "corpus-"));
  const entries: CorpusEntry[] = [];
  let next = 0;
  let done = 0;
  const lane = async (number: number) => {
    const folder = join(root, `${number}`);
    mkdirSync(folder);
    const worker = createBoundedWorker(folder, options.bounds);
    try {
      for (let at = next++; at < files.length; at = next++) {
        entries[at] = await tryFile(files[at] as CorpusFile, worker, folder, options);
        options.onEntry?.(++done);
      }
    } finally {
      worker.dispose();
    }
  };
  try {
    await Promise.all(Array.from({ length: options.lanes }, (_, number) => lane(number)));
    return entries;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function tryFile(file: CorpusFile, worker: BoundedWorker, folder: string, options: CorpusOptions): Promise<CorpusEntry> {
  const examined = await worker.ask({ kind: "examine", path: file.path, allFrames: options.allFrames });
  if (!options.askPeers.has(file.path)) return judge(file.name, examined, undefined);
  const answer = examined.kind === "answered" ? examined.answer : undefined;
  const { scope } = options;
  if (scope === "pixels" && answer?.header === "read" && answer.pixels === undefined)
    return judge(file.name, examined, undefined);
  const dcmtk = await askDcmtk(file.path, answer?.transferSyntaxUid ?? "", folder, scope);
  const first = await compared(dcmtk, file.path, answer, worker);
  if (scope === "pixels" && first.comparison !== undefined && first.comparison.failed === undefined)
    return judge(file.name, examined, { dcmtk: first });
  const gdcm = await compared(await askGdcm(file.path, folder, scope), file.path, answer, worker);
  return judge(file.name, examined, { dcmtk: first, gdcm });
}

async function compared(
  { native, ...reading }: PeerReading,
  path: string,
  answer: Examination | undefined,
  worker: BoundedWorker,
): Promise<PeerOutcome> {
  const frames = answer?.pixels?.decoded ?? [];
  if (native === undefined || frames.length === 0) return reading;
  const outcome = await worker.ask({ kind: "compare", path, peerPath: native, frames });
  if (outcome.kind === "answered") return { ...reading, comparison: outcome.answer };
  return { ...reading, comparison: { furthest: 0, differing: 0, frames: 0, independent: false, failed: outcome.kind } };
}
