import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/base/index.ts";
import { keepCompiledCode } from "../../src/cli/code-cache.ts";
import { openLocalWorkstation, startAnalysis, startImport, type Workstation } from "../../src/host/index.ts";
import { benchRadiographs } from "./ai-radiograph.ts";
import { median, type Row, row } from "./row.ts";
import { benchStudies } from "./studies.ts";

/** Of each study; the first run measures the providers too and is not counted. */
const rounds = 3;

type Run = Awaited<Awaited<ReturnType<typeof startAnalysis>>["finished"]>;

/**
 * The lung-nodule model on each CT, from stored files to proposals, each run in a worker process of its own as in the program: medians of
 * some runs on the otherwise idle computer. "Networks" is the time inside onnxruntime alone, self-tests left out; "around them" all
 * that is done from the values of the volume to the proposals; reading and decoding the files is a row of its own. Then a radiograph.
 */
export async function benchAi(): Promise<readonly Row[]> {
  // As the program does, whose worker processes start with it.
  keepCompiledCode();
  const rows: Row[] = [];
  for (const { name, directory } of benchStudies()) {
    const dataDirectory = mkdtempSync(join(tmpdir(), "bench-ai-"));
    const workstation = openLocalWorkstation({ dataDirectory, log: silentLog });
    try {
      const { studyInstanceUids } = await startImport(workstation, directory).finished;
      const series = workstation.archive.seriesOfStudy(studyInstanceUids[0] as string)[0]?.seriesInstanceUid as string;
      await analysed(workstation, series);
      const runs: Run[] = [];
      for (let round = 0; round < rounds; round++) runs.push(await analysed(workstation, series));
      rows.push(...rowsOf(name, runs));
    } finally {
      await workstation.dispose();
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  }
  return [...rows, ...(await benchRadiographs())];
}

async function analysed(workstation: Workstation, seriesInstanceUid: string): Promise<Run> {
  const run = await (await startAnalysis(workstation, { seriesInstanceUid, modelId: "lung-nodule" })).finished;
  if (run.state !== "done") throw new Error(`The analysis ended as ${run.state}: ${run.error?.message}`);
  return run;
}

/** Of `stageSeconds`: not a step of the pipeline. */
const APART = new Set(["model", "volume", "networks"]);

function rowsOf(name: string, runs: readonly Run[]): readonly Row[] {
  const of = (value: (run: Run) => number) => median(runs.map(value));
  const seconds = (key: string) => of(({ stageSeconds }) => stageSeconds[key] ?? 0);
  const steps = Object.keys(runs[0]?.stageSeconds ?? {}).filter((key) => !APART.has(key));
  const around = of(
    ({ stageSeconds }) => steps.reduce((sum, step) => sum + (stageSeconds[step] ?? 0), 0) - (stageSeconds.networks ?? 0),
  );
  const networks = seconds("networks");
  return [
    row(
      `lung-nodule end to end, ${name}, median of ${runs.length}`,
      of((run) => run.seconds ?? 0),
      "s",
      { atMost: 60 },
    ),
    row(`  around the networks, ${name}`, around, "s", { peer: { name: "networks", value: networks }, ratioAtMost: 0.15 }),
    row(`  reading and decoding, ${name}`, seconds("volume"), "s"),
    row(`  loading the model, ${name}`, seconds("model"), "s"),
    ...steps.map((step) => row(`  step ${step}, ${name}`, seconds(step), "s")),
    row(
      `  memory at its most, ${name}`,
      of(({ engine }) => engine?.peakMemoryMb ?? 0),
      "MB",
      { atMost: 2048 },
    ),
    row(
      `  proposals, ${name}`,
      of(({ proposalCount }) => proposalCount),
      "findings",
    ),
  ];
}
