import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { startImport } from "../../host/index.ts";
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
    for (const path of positionals) {
      if (!existsSync(path))
        throw new CliError("not-found", `There is nothing at ${path}. Give an existing folder, ZIP or file.`);
      const running = startImport(workstation(), resolve(path));
      signal.addEventListener("abort", running.cancel, { once: true });
      jobs.push({ path, ...(await running.finished) });
    }
    const lines = jobs.flatMap((job) => [
      `${job.path}: ${job.state}, ${job.imported} imported, ${job.duplicates} already there, ${job.conflicts} in conflict, ${job.rejected.length} not taken; ${job.seconds.toFixed(1)} s`,
      ...job.rejected.map(({ path, error }) => `  not taken: ${path}: ${error.message}`),
      ...job.repaired.map(({ path, repairs }) => `  repaired: ${path}: ${repairs.join(", ")}`),
    ]);
    for (const job of jobs) if (job.error) streams.err(`${job.error.message}\n`);
    return {
      data: jobs.length === 1 ? jobs[0] : { imports: jobs },
      text: lines.join("\n"),
      failed: jobs.some(({ state }) => state !== "done"),
    };
  },
};
