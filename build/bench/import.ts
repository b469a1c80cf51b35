import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importSource, openArchive } from "../../src/archive/index.ts";
import { silentLog } from "../../src/base/index.ts";
import { openSource } from "../../src/sources/index.ts";
import { hasProgram } from "../scripts/shell.ts";
import { type Row, row, sideBySide } from "./row.ts";
import { benchStudies } from "./studies.ts";

const rounds = 5;

/** Folder import (read, hash, copy, index, all on disk) beside tools that only read the headers of the same files. */
export async function benchImport(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name, directory } of benchStudies()) {
    const files = readdirSync(directory).map((file) => join(directory, file));
    const quiet = (command: string, args: readonly string[]) => () => {
      spawnSync(command, [...args], { stdio: "ignore" });
    };
    const peers = {
      ...(hasProgram("gdcmscanner")
        ? { gdcmscanner: quiet("gdcmscanner", ["-d", directory, "-t", "0010,0010", "-t", "0020,000d", "-t", "0008,0018"]) }
        : {}),
      ...(hasProgram("dcmdump") ? { dcmdump: quiet("dcmdump", ["-q", "+P", "PatientName", ...files]) } : {}),
    };
    const times = await sideBySide(rounds, { import: () => importOnce(directory), ...peers });
    const ours = times.import as number;
    for (const peer of Object.keys(peers)) {
      rows.push(row(`import, ${name}`, ours, "s", { peer: { name: peer, value: times[peer] as number } }));
    }
    if (Object.keys(peers).length === 0) rows.push(row(`import, ${name}`, ours, "s"));
  }
  return rows;
}

async function importOnce(directory: string): Promise<void> {
  const archiveDirectory = mkdtempSync(join(tmpdir(), "bench-import-"));
  const archive = openArchive(archiveDirectory, { log: silentLog });
  try {
    const { state } = await importSource(await openSource(directory), archive);
    if (state !== "done") throw new Error(`The import ended as ${state}.`);
  } finally {
    archive.dispose();
    rmSync(archiveDirectory, { recursive: true, force: true });
  }
}
