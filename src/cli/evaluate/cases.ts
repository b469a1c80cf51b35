import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type ErrorRecord, isAbort, type Log, toErrorRecord } from "../../base/index.ts";
import { centrePatient, edgesPixel } from "../../findings/index.ts";
import { type ImageMark, openLocalWorkstation, startImport, type Workstation } from "../../host/index.ts";
import type { Proposal } from "../../inference/index.ts";
import { cancelWith } from "../cancel-with.ts";
import { CliError } from "../errors.ts";
import { THE_CASE } from "./truth.ts";

/** A case as it lies on the disk. */
export interface CaseFiles {
  readonly name: string;
  readonly path: string;
}

/** Something that a model says of a case: a box on an image, a place in the patient, or the case as a whole. */
export interface Mark extends ImageMark {
  readonly centrePatient?: readonly [number, number, number];
}

/** What a model made of a case, or why it did not take it. */
export type CaseOutcome = { readonly marks: readonly Mark[]; readonly seconds: number } | { readonly error: ErrorRecord };

interface AskedModel {
  readonly directory: string;
  readonly takesImages: boolean;
}

/** The cases of a folder that the truth names: subfolders or files; the folder itself for a truth of one case without a name. */
export function casesIn(directory: string, names: ReadonlySet<string>): readonly CaseFiles[] {
  const root = resolve(directory);
  if (names.has(THE_CASE)) return [{ name: THE_CASE, path: root }];
  const entries = readEntries(root);
  const named = new Map<string, CaseFiles>();
  for (const entry of entries) {
    const last = entry.split(/[\\/]/).at(-1) ?? "";
    const name = names.has(entry) ? entry : last;
    // What is named with its folder is meant before another file of that name.
    if (names.has(name) && (name === entry || !named.has(name))) named.set(name, { name, path: join(root, entry) });
  }
  // In the truth's order: what has the very same score is ranked by it.
  if (named.size > 0) return [...names].flatMap((name) => named.get(name) ?? []);
  // Names that are UIDs: the folder is taken in as a whole and its series are looked up.
  if ([...names].some((name) => /^[0-9.]+$/.test(name))) return [...names].map((name) => ({ name, path: root }));
  throw new CliError("failed", "None of the names in the file of truth is in the folder.");
}

function readEntries(root: string): readonly string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  } catch {
    throw new CliError("not-found", "The folder of images cannot be read.");
  }
}

/**
 * Runs a model on all cases, in a workstation of its own: nothing of the set gets into the reader's archive. Files that a model of single
 * images takes are run in one go, with its networks opened once.
 */
export async function runCases(
  cases: readonly CaseFiles[],
  model: AskedModel,
  { log, signal, onDone }: { readonly log: Log; readonly signal: AbortSignal; readonly onDone: (done: number) => void },
): Promise<readonly (readonly [name: string, outcome: CaseOutcome])[]> {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-evaluate-"));
  const own = openLocalWorkstation({ dataDirectory: folder, log });
  try {
    if (model.takesImages && cases.every(({ path }) => statSync(path).isFile())) {
      const input = { paths: cases.map(({ path }) => path), modelDirectory: model.directory, threads: 0, directory: folder };
      const outcomes = await own.tasks.run("score-images", input, { signal, onProgress: onDone });
      return cases.map(({ name }, at) => [name, outcomes[at] as CaseOutcome]);
    }
    const done: (readonly [string, CaseOutcome])[] = [];
    for (const one of cases) {
      done.push([one.name, await runCase(own, one, model, signal)]);
      onDone(done.length);
    }
    return done;
  } finally {
    await own.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes a case into the workstation and runs the model on the first of its series that it takes. */
async function runCase(
  workstation: Workstation,
  { name, path }: CaseFiles,
  { directory }: AskedModel,
  signal: AbortSignal,
): Promise<CaseOutcome> {
  const { archive, tasks } = workstation;
  const { state, error, studyInstanceUids } = await cancelWith(signal, startImport(workstation, path)).finished;
  signal.throwIfAborted();
  if (state !== "done") return { error: error ?? toErrorRecord(new CliError("failed", "The case could not be read.")) };
  const all = studyInstanceUids.flatMap((uid) => archive.seriesOfStudy(uid)).filter(({ kind }) => kind === "image");
  const meant = all.filter((series) => series.seriesInstanceUid === name || series.studyInstanceUid === name);
  let refused: ErrorRecord = toErrorRecord(new CliError("failed", "The case holds no images."));
  for (const series of meant.length > 0 ? meant : all) {
    const started = performance.now();
    try {
      const instances = archive.instancesOfSeries(series.seriesInstanceUid);
      const input = { instances, modelDirectory: directory, threads: 0, analysisId: "", isEvaluation: true };
      const { proposals } = await tasks.run("analyse", input, { signal });
      const { frames } = await workstation.seriesFrames.get(series.seriesInstanceUid);
      const { columns = 1, rows = 1 } = frames[0] ?? {};
      const marks = proposals.map((proposal) => markOf(proposal, columns, rows));
      return { marks, seconds: (performance.now() - started) / 1000 };
    } catch (cause) {
      if (isAbort(cause)) throw cause;
      refused = toErrorRecord(cause);
    }
  }
  return { error: refused };
}

function markOf({ geometry, code, provenance }: Proposal, columns: number, rows: number): Mark {
  const said = { label: code.value, score: provenance.by === "model" ? provenance.score : 0 };
  const centre = centrePatient(geometry);
  if (centre !== undefined) return { ...said, centrePatient: [...centre] as [number, number, number] };
  const edges = edgesPixel(geometry);
  if (edges === undefined) return said;
  const [left, top, right, bottom] = edges;
  return { ...said, box: [left / columns, top / rows, right / columns, bottom / rows] };
}

/** The text of a file, refused where it is larger than a list of truth is. @throws CliError not-found, failed */
export function readText(path: string): string {
  try {
    if (statSync(path).size > 256 * 1024 * 1024) throw new CliError("failed", "The file of truth is too large.");
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError("not-found", "The file of truth cannot be read.");
  }
}
