import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/base/index.ts";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { openHost, startImport } from "../../src/host/index.ts";
import { modelsAtRest } from "../../src/testing/models-at-rest.ts";
import { hasProgram } from "../scripts/shell.ts";
import { median, type Row, row } from "./row.ts";
import { benchStudies } from "./studies.ts";

const rounds = 3;
const inFlight = 6;

/** Time from asking for a series to its first and its last decoded frame, beside dcmtk's decoder over the same files. */
export async function benchViewing(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name, directory } of benchStudies()) {
    const files = readdirSync(directory).map((file) => join(directory, file));
    const first: number[] = [];
    const all: number[] = [];
    const peerFirst: number[] = [];
    const peerAll: number[] = [];
    const dcmtk = hasProgram("dcmdjpls");
    for (let round = 0; round < rounds; round++) {
      const ours = await loadOnce(directory);
      first.push(ours.first);
      all.push(ours.all);
      if (!dcmtk) continue;
      const times = decodeWithDcmtk(files);
      peerFirst.push(times.first);
      peerAll.push(times.all);
    }
    const peer = (values: readonly number[]) => (dcmtk ? { peer: { name: "dcmdjpls", value: median(values) } } : {});
    rows.push(
      row(`first image, ${name}`, median(first), "s", peer(peerFirst)),
      row(`volume ready, ${name}`, median(all), "s", peer(peerAll)),
    );
  }
  return rows;
}

async function loadOnce(directory: string): Promise<{ first: number; all: number }> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "bench-viewing-"));
  const host = openHost({ dataDirectory, log: silentLog, shell: "browser", version: "bench", demo: false });
  try {
    host.workstation.workspace.writeSetting("preference:models", modelsAtRest);
    const { studyInstanceUids } = await startImport(host.workstation, directory).finished;
    const series = host.workstation.archive.seriesOfStudy(studyInstanceUids[0] as string)[0]?.seriesInstanceUid as string;
    const get = (path: string) => host.handle(new Request(`http://localhost${path}`));
    const started = performance.now();
    const detail = (await (await get(`/api/series/${series}`)).json()) as SeriesDetail;
    const paths = detail.frames.map((frame) => `/api/frames/${frame.sopInstanceUid}/${frame.frameNumber}`);
    const middle = paths.splice(Math.floor(paths.length / 2), 1)[0] as string;
    await (await get(middle)).arrayBuffer();
    const first = (performance.now() - started) / 1000;
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        for (let path = paths.shift(); path !== undefined; path = paths.shift()) await (await get(path)).arrayBuffer();
      }),
    );
    return { first, all: (performance.now() - started) / 1000 };
  } finally {
    await host.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

function decodeWithDcmtk(files: readonly string[]): { first: number; all: number } {
  const output = mkdtempSync(join(tmpdir(), "bench-dcmtk-"));
  const started = performance.now();
  let first = 0;
  for (const file of files) {
    spawnSync("dcmdjpls", [file, join(output, "frame.dcm")], { stdio: "ignore" });
    first ||= (performance.now() - started) / 1000;
  }
  const all = (performance.now() - started) / 1000;
  rmSync(output, { recursive: true, force: true });
  return { first, all };
}
