import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ErrorRecord, isAbort, toErrorRecord } from "../../base/index.ts";
import { startImport, type Workstation } from "../../host/index.ts";
import type { Proposal } from "../../inference/index.ts";
import { cancelWith } from "../cancel-with.ts";
import { CliError } from "../errors.ts";
import { THE_CASE } from "./truth.ts";

/** A case as it lies on the disk. */
export interface CaseFiles {
  readonly name: string;
  readonly path: string;
}

/** What a model made of a case, or why it did not take it. */
export type CaseOutcome =
  | { readonly proposals: readonly Proposal[]; readonly columns: number; readonly rows: number; readonly seconds: number }
  | { readonly error: ErrorRecord };

/** The cases of a folder that the truth names: subfolders or files; the folder itself for a truth of one case without a name. */
export function casesIn(directory: string, names: ReadonlySet<string>): readonly CaseFiles[] {
  const root = resolve(directory);
  if (names.has(THE_CASE)) return [{ name: THE_CASE, path: root }];
  const entries = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  const byName = (entry: string) => names.has(entry) || names.has(entry.split(/[\\/]/).at(-1) ?? "");
  const named = entries.filter(byName).map((entry) => ({
    name: names.has(entry) ? entry : (entry.split(/[\\/]/).at(-1) ?? ""),
    path: join(root, entry),
  }));
  if (named.length > 0) return named;
  // Names that are UIDs: the folder is taken in as a whole and its series are looked up.
  if ([...names].some((name) => /^[0-9.]+$/.test(name))) return [...names].map((name) => ({ name, path: root }));
  throw new CliError("failed", "None of the names in the file of truth is in the folder.");
}

/** Takes a case into a workstation of its own and runs the model on the first of its series that it takes. */
export async function runCase(
  workstation: Workstation,
  { name, path }: CaseFiles,
  model: { readonly directory: string; readonly modalities: readonly string[]; readonly operatingPoint: string | undefined },
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
      const { proposals } = await tasks.run(
        "analyse",
        {
          instances,
          modelDirectory: model.directory,
          threads: 0,
          analysisId: "",
          operatingPoint: model.operatingPoint,
          isEvaluation: true,
        },
        { signal },
      );
      const { frames } = await workstation.seriesFrames.get(series.seriesInstanceUid);
      const { columns = 1, rows = 1 } = frames[0] ?? {};
      return { proposals, columns, rows, seconds: (performance.now() - started) / 1000 };
    } catch (cause) {
      if (isAbort(cause)) throw cause;
      refused = toErrorRecord(cause);
    }
  }
  return { error: refused };
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
