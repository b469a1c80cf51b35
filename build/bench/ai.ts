import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/base/index.ts";
import { openLocalWorkstation, startAnalysis, startImport } from "../../src/host/index.ts";
import { type Row, row } from "./row.ts";
import { benchStudies } from "./studies.ts";

/** The lung-nodule model on each CT, end to end from stored files to proposals, in one worker process; once each, for it is long. */
export async function benchAi(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name, directory } of benchStudies()) {
    const dataDirectory = mkdtempSync(join(tmpdir(), "bench-ai-"));
    const workstation = openLocalWorkstation({ dataDirectory, log: silentLog });
    try {
      const { studyInstanceUids } = await startImport(workstation, directory).finished;
      const series = workstation.archive.seriesOfStudy(studyInstanceUids[0] as string)[0]?.seriesInstanceUid as string;
      const analysis = await (await startAnalysis(workstation, { seriesInstanceUid: series, modelId: "lung-nodule" })).finished;
      if (analysis.state !== "done") throw new Error(`The analysis ended as ${analysis.state}: ${analysis.error?.message}`);
      rows.push(row(`lung-nodule end to end, ${name}`, analysis.seconds as number, "s", { atMost: 60 }));
      for (const [stage, seconds] of Object.entries(analysis.stageSeconds)) rows.push(row(`  ${stage}, ${name}`, seconds, "s"));
      rows.push(row(`  proposals, ${name}`, analysis.proposalCount, "findings"));
    } finally {
      await workstation.dispose();
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  }
  return rows;
}
