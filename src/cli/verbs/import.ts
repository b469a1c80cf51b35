import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { startImport } from "../../host/index.ts";
import { cancelWith } from "../cancel-with.ts";
import { CliError } from "../errors.ts";
import type { Verb } from "../verb.ts";

export const importVerb: Verb = {
  name: "import",
  summary: "Take a folder, ZIP or file into the archive; everything that does not come in is listed with its reason.",
  takes: "PATH...",
  minimumPositionals: 1,
  maximumPositionals: 1000,
  options: {},
  optionHelp: [],
  async run({ positionals, workstation, signal, streams }) {
    const jobs = [];
    const missing = positionals.find((path) => !existsSync(path));
    if (missing !== undefined)
      throw new CliError("not-found", `There is nothing at ${missing}. Give an existing folder, ZIP or file.`);
    signal.throwIfAborted();
    for (const path of positionals) {
      // What was cancelled is told of; what was not begun is not.
      if (signal.aborted) break;
      const running = cancelWith(signal, startImport(workstation(), resolve(path)));
      jobs.push({ path, ...(await running.finished) });
    }
    const lines = jobs.flatMap((job) => [
      `${job.path}: ${job.state}, ${job.imported} imported, ${job.duplicates} already there, ${job.conflicts} in conflict, ${job.rejected.length} not taken; ${job.seconds.toFixed(1)} s`,
      ...job.rejected.map(({ path, error }) => `  not taken: ${path}: ${error.message}`),
      ...job.repaired.map(({ path, repairs }) => `  repaired: ${path}: ${repairs.join(", ")}`),
    ]);
    for (const job of jobs) if (job.error) streams.err(`${job.error.message}\n`);
    return {
      data: positionals.length === 1 ? jobs[0] : { imports: jobs },
      text: lines.join("\n"),
      failed: jobs.length < positionals.length || jobs.some(({ state }) => state !== "done"),
    };
  },
};
