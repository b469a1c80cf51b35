import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importSource, openArchive } from "../../src/archive/index.ts";
import { silentLog } from "../../src/base/index.ts";
import { openSource } from "../../src/sources/index.ts";
import { hasProgram } from "../scripts/shell.ts";
import { writeDisc } from "./disc.ts";
import { median, type Row, row, sideBySide } from "./row.ts";

const peerProgram = "gdcmscanner";
const instances = 3000;
const rounds = 5;

/** Every attribute that our index keeps of an instance, its series and its study. */
const tags = `0002,0010 0008,0016 0008,0018 0008,0020 0008,0030 0008,0050 0008,0060 0008,0080 0008,1030 0008,103e 0008,1090 0010,0010
  0010,0020 0010,0030 0010,0040 0018,0015 0020,000d 0020,000e 0020,0011 0020,0013 0020,0060 0020,0062 0028,0008 0028,0010 0028,0011`;

/**
 * Indexing: the attributes of every file read from its head and put into the SQLite index on disk, flushed, as when an index is made
 * again from the files alone; in a running process, on one core. Beside it GDCM's scanner, which reads the same attributes of the same
 * files into memory; a process of its own, on one core too. Both find the files in the system's cache. The import, which copies, hashes
 * and flushes every byte as well, is a row of its own.
 */
export async function benchIndex(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-index-"));
  try {
    const disc = join(folder, "disc");
    const origin = writeDisc(disc, instances);
    const name = `${instances} instances of 512 x 512, ${origin}`;
    const imports: number[] = [];
    for (let round = 0; round < 3; round++) imports.push(await importOnce(disc, join(folder, "archive")));
    rmSync(disc, { recursive: true });
    const archive = openArchive(join(folder, "archive"), { log: silentLog });
    const files = join(folder, "archive", "instances");
    const ours = async () => {
      const { adopted } = await archive.care.rebuild();
      if (adopted !== instances) throw new Error(`${adopted} of ${instances} files were indexed.`);
    };
    const theirs = () => {
      const wanted = tags.split(/\s+/).flatMap((tag) => ["-t", tag]);
      const { status } = spawnSync(peerProgram, ["-r", "-d", files, ...wanted], { stdio: "ignore" });
      if (status !== 0) throw new Error(`gdcmscanner ended with status ${status}.`);
    };
    const hasPeer = hasProgram(peerProgram);
    const sides: Readonly<Record<string, () => Promise<void> | void>> = hasPeer
      ? { index: ours, gdcmscanner: theirs }
      : { index: ours };
    await sideBySide(1, sides);
    const times: Record<string, number> = await sideBySide(rounds, sides);
    archive.dispose();
    const peer = hasPeer ? { peer: { name: "gdcmscanner", value: times.gdcmscanner as number } } : {};
    const seconds = times.index as number;
    return [
      row(`index, ${name}`, seconds, "s", { ...peer, ratioAtMost: 1 }),
      row(
        "  files a second",
        instances / seconds,
        "files/s",
        hasPeer ? { peer: { name: "gdcmscanner", value: instances / (times.gdcmscanner as number) } } : {},
      ),
      row(`import (copy, hash, flush, index), ${name}`, median(imports), "s", peer),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importOnce(disc: string, directory: string): Promise<number> {
  rmSync(directory, { recursive: true, force: true });
  const archive = openArchive(directory, { log: silentLog });
  try {
    const started = performance.now();
    const { state, imported } = await importSource(await openSource(disc), archive);
    if (state !== "done" || imported !== instances) throw new Error(`The import ended as ${state} with ${imported} files.`);
    return (performance.now() - started) / 1000;
  } finally {
    archive.dispose();
  }
}
