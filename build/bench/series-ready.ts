import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importSource, openArchive } from "../../src/archive/index.ts";
import { silentLog } from "../../src/base/index.ts";
import { openSource } from "../../src/sources/index.ts";
import { readSeriesFrames, readVolume } from "../../src/volume/index.ts";
import { hasProgram } from "../scripts/shell.ts";
import { seriesUidOf, writeCtSeries } from "./ct-series.ts";
import { type Row, row, sideBySide } from "./row.ts";

const rounds = 5;
const slices = 300;
const mostRatio = 1.5;

/**
 * An uncompressed CT of 512 x 512 x 300 in the archive: from its instances to headers read, order and geometry judged, and one 16-bit
 * buffer in Hounsfield units, in one process; beside `cat` of the same files to nowhere, which keeps nothing of what it reads.
 */
export async function benchSeriesReady(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-series-"));
  const archive = openArchive(join(folder, "archive"), { log: silentLog });
  try {
    await writeCtSeries(join(folder, "files"), slices);
    await importSource(await openSource(join(folder, "files")), archive);
    const instances = archive.instancesOfSeries(seriesUidOf("bench ct"));
    const paths = instances.map(({ path }) => path);
    const ours = async () => {
      const { values, geometry } = await readVolume(await readSeriesFrames(instances), instances);
      if (values.length !== 512 * 512 * slices || geometry.kind !== "volume")
        throw new Error("the volume is not what was written");
    };
    const cat = () => {
      spawnSync("cat", paths, { stdio: ["ignore", "ignore", "inherit"] });
    };
    const seconds = await sideBySide(rounds, { ours, ...(hasProgram("cat") ? { cat } : {}) });
    const peer = seconds.cat === undefined ? {} : { peer: { name: "cat", value: seconds.cat } };
    return [
      row(`series ready, 512 x 512 x ${slices} uncompressed`, seconds.ours as number, "s", { ...peer, ratioAtMost: mostRatio }),
    ];
  } finally {
    archive.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
