import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveWorkstation } from "../../../renderer/e2e/workstation.ts";
import { hasOrthanc } from "../../../src/testing/orthanc.ts";
import { buildRenderer } from "../../scripts/build-renderer.ts";
import { seriesUidOf, studyUidOf, writeCtSeries } from "../ct-series.ts";
import type { Row } from "../row.ts";
import { benchCine } from "./cine.ts";
import { benchLongSeries } from "./long-series.ts";
import { ohifFiles, startOhif } from "./ohif.ts";
import { benchOpenings, type Side } from "./openings.ts";
import { hounsfield, ohif } from "./programs.ts";
import { benchReading, benchVolume } from "./reading.ts";
import { servedWith } from "./served.ts";
import { leaveStudyAs, oneStack, threePlanes } from "./views.ts";

const name = "bench ct";
const [study, series] = [studyUidOf(name), seriesUidOf(name)];

/**
 * This program beside the built OHIF viewer and Orthanc: the same Chromium, the same CT of 512 x 512 x 275.
 *
 * `BENCH_ROUNDS` (5) and `BENCH_VIEWER` (openings, reading, volume, long-series, cine; all of them) make it shorter.
 */
export async function benchViewer(): Promise<readonly Row[]> {
  const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
  // Without it the pages stay empty, and every measurement waits in vain.
  if ((await buildRenderer()) !== 0) throw new Error("The viewer could not be built; what the build printed says why.");
  const parts = (process.env.BENCH_VIEWER ?? "openings,reading,volume,long-series,cine").split(",");
  return [
    ...(["openings", "reading", "volume"].some((part) => parts.includes(part)) ? await benchBesideOhif(parts, rounds) : []),
    ...(parts.includes("long-series") ? await benchLongSeries(rounds) : []),
    ...(parts.includes("cine") ? await benchCine(rounds) : []),
  ];
}

async function benchBesideOhif(parts: readonly string[], rounds: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-viewer-"));
  const files = await writeCtSeries(join(folder, "ct"), 275, name);
  const isCompared = parts.includes("openings") || parts.includes("reading");
  const dist = isCompared && hasOrthanc() ? ohifFiles() : undefined;
  const peer = dist === undefined ? undefined : await startOhif(dist, files);
  const archive = join(folder, "archive");
  let workstation = await servedWith(archive, join(folder, "ct"));
  try {
    const ours: Side = {
      program: () => hounsfield(workstation, study),
      async restart(wanted) {
        await leaveStudyAs(workstation, study, wanted === "planes" ? threePlanes(series) : oneStack(series));
        await workstation.stop();
        workstation = await serveWorkstation({ demo: false, dataDirectory: archive });
      },
    };
    const theirs: Side | undefined = peer && { program: () => ohif(peer, study), restart: () => peer.restart() };
    const rows: Row[] = [];
    if (parts.includes("openings")) rows.push(...(await benchOpenings(ours, theirs, rounds)));
    const reading = () => ({ workstation, program: hounsfield(workstation, study), study, series, rounds });
    if (parts.includes("reading")) rows.push(...(await benchReading(reading(), peer && ohif(peer, study))));
    if (parts.includes("volume")) rows.push(...(await benchVolume(reading())));
    return rows;
  } finally {
    await workstation.stop();
    await peer?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
