import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { hasProgram, root } from "../scripts/shell.ts";
import { findFiles, sampleForPeers, samplePhotos } from "./find-files.ts";
import { lostToPeers, wonFromPeers } from "./judge.ts";
import { peerPrograms } from "./peers.ts";
import { runCorpus } from "./run-corpus.ts";
import { describeCorpus, tally } from "./summary.ts";

const usage = `npm run corpus -- [DIR...] [--json] [--all] [--all-frames] [--no-peers]

Tries every file under the folders (default: the data folder, HOUNSFIELD_DATA or ../shared/data) in a worker process with bounds on time and
memory, and compares with what dcmtk and gdcm make of the same files.

  --json         one JSON object on standard output: the totals and an entry for every file
  --all          ask the peers about every file of a long series, and try every photograph (else one in ten)
  --all-frames   decode every frame of multi-frame files (else eight spread over each)
  --no-peers     the program alone
  --seconds N    time one file may take (30)
  --megabytes N  memory one file may take (3000)
`;

/** Files of one name pattern in one folder: a series of which the peers are asked about a part. */
const longSeries = 90;

const { values, positionals } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    "all-frames": { type: "boolean", default: false },
    "no-peers": { type: "boolean", default: false },
    seconds: { type: "string", default: "30" },
    megabytes: { type: "string", default: "3000" },
    help: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const places = positionals.length > 0 ? positionals : [process.env.HOUNSFIELD_DATA ?? join(root, "..", "shared", "data")];
  const absent = places.filter((place) => !existsSync(place));
  const bounds = { milliseconds: 1000 * Number(values.seconds), megabytes: Number(values.megabytes) };
  if (absent.length > 0 || !(bounds.milliseconds > 0) || !(bounds.megabytes > 0)) {
    process.stderr.write(absent.length > 0 ? `There is no ${absent.join(", ")}.\n\n${usage}` : usage);
    return 2;
  }
  const missing = Object.values(peerPrograms)
    .flat()
    .filter((program) => !values["no-peers"] && !hasProgram(program));
  if (missing.length > 0)
    process.stderr.write(`Without peers: ${missing.join(", ")} not found (apt-get install dcmtk libgdcm-tools).\n`);
  const every = values.all ? 1 : 10;
  const files = samplePhotos(findFiles(places.map((place) => resolve(place))), every);
  const withPeers = !values["no-peers"] && missing.length === 0;
  const askPeers = withPeers ? sampleForPeers(files, every, longSeries) : new Set<string>();
  const started = performance.now();
  const entries = await runCorpus(files, {
    askPeers,
    scope: "all",
    allFrames: values["all-frames"],
    bounds,
    lanes: Math.min(4, availableParallelism()),
    onEntry: (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${files.length}${done === files.length ? "\n" : ""}`);
    },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  const total = tally(entries);
  if (values.json) {
    const refusedHere = lostToPeers(entries).map(({ entry, by }) => ({ name: entry.name, code: entry.code, by }));
    const openedHere = wonFromPeers(entries).map(({ name }) => name);
    process.stdout.write(`${JSON.stringify({ total, seconds, refusedHere, openedHere, files: entries })}\n`);
  } else {
    process.stdout.write(`${describeCorpus(entries)}\n\n${entries.length} files in ${seconds} s\n`);
  }
  return total.crashed + total.hung > 0 ? 1 : 0;
}

process.exitCode = await main();
