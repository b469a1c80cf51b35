import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { startImport } from "../../host/index.ts";
import { cancelWith } from "../cancel-with.ts";
import { CliError } from "../errors.ts";
import { progressLine } from "../progress-line.ts";
import { repairWords } from "../repair-words.ts";
import type { Streams, Verb } from "../verb.ts";

type Job = Awaited<ReturnType<typeof startImport>["finished"]>;
type WordedRepair = Job["repaired"][number]["repairs"][number] & { readonly words: string };
type WordedJob = Omit<Job, "repaired"> & {
  readonly repaired: readonly { readonly path: string; readonly repairs: readonly WordedRepair[] }[];
};

/** How often the line of progress is written anew. */
const progressEveryMs = 500;
const logEveryMs = 5000;

export const importVerb: Verb = {
  name: "import",
  summary:
    "Take a folder, disc, ZIP or file into the archive; everything that does not come in is listed with its reason. An import that ended early goes on where it was.",
  takes: "PATH...",
  minimumPositionals: 1,
  maximumPositionals: 1000,
  options: { quiet: { type: "boolean" } },
  optionHelp: [["--quiet", "no line of progress on standard error"]],
  async run({ positionals, options, workstation, signal, streams }) {
    const jobs: (WordedJob & { path: string })[] = [];
    const missing = positionals.find((path) => !existsSync(path));
    if (missing !== undefined)
      throw new CliError("not-found", `There is nothing at ${missing}. Give an existing folder, ZIP or file.`);
    signal.throwIfAborted();
    for (const path of positionals) {
      // What was cancelled is told of; what was not begun is not.
      if (signal.aborted) break;
      const running = cancelWith(signal, startImport(workstation(), resolve(path)));
      const stopTelling = options.quiet === true ? () => undefined : tellProgress(running.current, streams);
      jobs.push({ path, ...inWords(await running.finished) });
      stopTelling();
    }
    for (const job of jobs) if (job.error) streams.err(`${job.error.message}\n`);
    return {
      data: positionals.length === 1 ? jobs[0] : { imports: jobs },
      text: jobs.flatMap(linesOf).join("\n"),
      failed: jobs.length < positionals.length || jobs.some(({ state }) => state !== "done"),
    };
  },
};

/** One line, written over itself; where standard error is no terminal, a line now and then. */
function tellProgress(current: () => Job, streams: Streams): () => void {
  if (process.stderr.isTTY !== true) {
    const timer = setInterval(() => streams.err(`${progressLine(current())}\n`), logEveryMs);
    return () => clearInterval(timer);
  }
  let written = 0;
  const write = (line: string) => {
    streams.err(`\r${line.padEnd(written)}`);
    written = line.length;
  };
  const timer = setInterval(() => write(progressLine(current())), progressEveryMs);
  return () => {
    clearInterval(timer);
    write("");
    streams.err("\r");
  };
}

/** Every tolerance with its sentence, so that neither a person nor a script has to know the codes. */
function inWords(job: Job): WordedJob {
  const repaired = job.repaired.map(({ path, repairs }) => ({
    path,
    repairs: repairs.map((repair) => ({ ...repair, words: repairWords(repair.code) })),
  }));
  return { ...job, repaired };
}

function linesOf(job: WordedJob & { path: string }): string[] {
  const resumed = job.resumed > 0 ? `, ${job.resumed} from before` : "";
  const skipped = job.skipped > 0 ? `, ${job.skipped} passed over` : "";
  return [
    `${job.path}: ${job.state}, ${job.imported} imported, ${job.duplicates} already there, ${job.conflicts} in conflict${resumed}, ${job.rejected.length} not taken${skipped}; ${job.seconds.toFixed(1)} s`,
    ...job.series.map(
      ({ seriesInstanceUid, imported, duplicates, conflicts }) =>
        `  series ${seriesInstanceUid}: ${imported} imported, ${duplicates} already there, ${conflicts} in conflict`,
    ),
    ...job.rejected.map(({ path, error }) => `  not taken: ${path}: ${error.message}`),
    ...job.repaired.map(
      ({ path, repairs }) =>
        `  repaired: ${path}: ${repairs.map(({ words, tag }) => (tag === undefined ? words : `${words} (${tag})`)).join("; ")}`,
    ),
    ...job.converted.map(({ path, format }) => `  converted: ${path}: ${format}, now a secondary capture`),
    ...job.unlisted.map((path) => `  not in the medium's directory: ${path}`),
  ];
}
