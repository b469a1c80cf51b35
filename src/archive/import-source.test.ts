import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolderSource, createUploadSource, createZipSource, openSource, type Source } from "../sources/index.ts";
import { buildInstance } from "../testing/instances.ts";
import { buildZip } from "../testing/zip.ts";
import { openArchive } from "./archive.ts";
import { importSource } from "./import-source.ts";
import type { ImportReport } from "./import-tally.ts";
import type { Archive } from "./types.ts";

let folder = "";
let input = "";
let archive: Archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-import-"));
  input = join(folder, "input");
  await mkdir(input);
  archive = openArchive(join(folder, "archive"));
});
afterEach(async () => {
  archive.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function writeInstances(count: number, size = 4): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const bytes = buildInstance({ sopInstanceUid: `1.2.3.${index}`, instanceNumber: index, size, value: index % 256 });
    await writeFile(join(input, `${String(index).padStart(4, "0")}.dcm`), bytes);
  }
}

describe("importSource", () => {
  it("takes in a folder, lists what it leaves out with path and reason, and counts what the desktop left there", async () => {
    await writeInstances(5);
    await writeFile(join(input, "9001-again.dcm"), buildInstance({ sopInstanceUid: "1.2.3.1", instanceNumber: 1, value: 1 }));
    await writeFile(join(input, "9002-other.dcm"), buildInstance({ sopInstanceUid: "1.2.3.2", value: 99 }));
    await writeFile(join(input, "notes.txt"), "not DICOM, but it is named in the report");
    await writeFile(join(input, "empty.dcm"), "");
    await writeFile(join(input, "cut.dcm"), buildInstance({ sopInstanceUid: "1.2.3.9", size: 16 }).subarray(0, -100));
    await writeFile(join(input, ".DS_Store"), "junk");
    await symlink("/", join(input, "way-out"));
    const progress: ImportReport[] = [];
    const report = await importSource(createFolderSource(input), archive, { onProgress: (each) => progress.push(each) });
    expect(report).toMatchObject({
      state: "done",
      filesSeen: 11,
      filesTotal: 11,
      imported: 6,
      duplicates: 1,
      conflicts: 1,
      skipped: 1,
      studyInstanceUids: ["1.2.3"],
    });
    expect(report.rejected.map(({ path, error }) => `${path}: ${error.area}/${error.code}`)).toEqual([
      "empty.dcm: dicom/not-dicom",
      "notes.txt: dicom/not-dicom",
      "way-out: sources/link-outside",
    ]);
    expect(report.repaired).toEqual([
      { path: "9002-other.dcm", repairs: [{ code: "uid-conflict" }] },
      { path: "cut.dcm", repairs: [{ code: "truncated-value", tag: "7FE00010" }] },
    ]);
    expect(progress.at(-1)).toEqual(report);
    expect(progress.slice(0, -1).every(({ state }) => state === "running")).toBe(true);
    expect(await archive.verify()).toMatchObject({ checked: 7, flipped: [], missing: [], orphans: [] });
  });

  it("takes in a ZIP and dropped files, the same ones being duplicates", async () => {
    const entries = [1, 2, 3].map((index) => ({ name: `IM${index}`, bytes: buildInstance({ sopInstanceUid: `1.2.${index}` }) }));
    await writeFile(
      join(input, "set.zip"),
      buildZip([...entries, { name: "../out", bytes: entries[0]?.bytes ?? new Uint8Array() }]),
    );
    const first = await importSource(createZipSource(join(input, "set.zip")), archive);
    expect(first).toMatchObject({ imported: 3, rejected: [{ path: "set.zip!/../out", error: { code: "zip-unsafe-name" } }] });
    const files = entries.map(({ name, bytes }) => new File([bytes as Uint8Array<ArrayBuffer>], name));
    expect(await importSource(createUploadSource(files), archive)).toMatchObject({ imported: 0, duplicates: 3, filesTotal: 3 });
  });

  it("keeps what was committed when it is cancelled, and is whole", async () => {
    await writeInstances(60);
    const cancelling = new AbortController();
    const report = await importSource(createFolderSource(input), archive, {
      signal: cancelling.signal,
      batch: 10,
      concurrency: 3,
      onProgress: ({ imported }) => imported > 0 && cancelling.abort(),
    });
    expect(report.state).toBe("cancelled");
    expect(report.imported).toBeLessThan(60);
    expect(archive.counts().instances).toBe(report.imported);
    expect(await archive.verify()).toEqual({ checked: report.imported, flipped: [], missing: [], orphans: [] });
    const [session] = await readdir(join(folder, "archive", "incoming"));
    expect(await readdir(join(folder, "archive", "incoming", session ?? ""))).toEqual([]);
    expect(await importSource(createFolderSource(input), archive)).toMatchObject({ state: "done", filesSeen: 60 });
  });

  it("says so when the place itself is gone, and does not throw", async () => {
    const report = await importSource(createFolderSource(join(folder, "nowhere")), archive);
    expect(report).toMatchObject({ state: "failed", imported: 0, error: { area: "sources", code: "not-found" } });
  });

  it("ends with the reason when the disk refuses, keeping what it had", async () => {
    await writeInstances(30);
    const full = { ...archive, commit: archive.commit.bind(archive) };
    let commits = 0;
    full.commit = (staged) => {
      commits += 1;
      if (commits === 3) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      return archive.commit(staged);
    };
    const report = await importSource(createFolderSource(input), full, { batch: 8 });
    expect(report).toMatchObject({ state: "failed", imported: 9 });
    expect(archive.counts().instances).toBe(9);
  });

  it("reads no more at once than it may", async () => {
    let open = 0;
    let most = 0;
    const bytes = buildInstance();
    const source: Source = {
      async *entries() {
        for (let index = 0; index < 20; index += 1) {
          const read = async () => {
            open += 1;
            most = Math.max(most, open);
            await new Promise((resolve) => setTimeout(resolve, 1));
            open -= 1;
            return bytes;
          };
          yield { kind: "file", file: { path: `${index}`, byteLength: 1000, read } };
        }
      },
      measure: async () => null,
    };
    const report = await importSource(source, archive, { maxBytesInFlight: 3000, concurrency: 16 });
    expect(report).toMatchObject({ imported: 1, duplicates: 19, filesTotal: null });
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe("kill -9 during an import", () => {
  it("leaves no half instance, and loses none that was reported, however often it happens", async () => {
    await writeInstances(200, 64);
    const target = join(folder, "killed");
    const here = new URL("./index.ts", import.meta.url).href;
    const sources = new URL("../sources/index.ts", import.meta.url).href;
    const program = `
      import { importSource, openArchive } from ${JSON.stringify(here)};
      import { openSource } from ${JSON.stringify(sources)};
      const archive = openArchive(${JSON.stringify(target)});
      process.stdout.write("0\\n");
      const onProgress = () => process.stdout.write(archive.counts().instances + "\\n");
      await importSource(await openSource(${JSON.stringify(input)}), archive, { batch: 4, onProgress });`;
    for (const waitMs of [0, 5, 10, 20, 30, 45, 60, 80]) {
      let reported = 0;
      const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
      child.stdout.on("data", (chunk: Buffer) => {
        reported = Math.max(reported, ...chunk.toString().trim().split("\n").map(Number));
      });
      child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), waitMs));
      await new Promise((resolve) => child.on("close", resolve));
      const reopened = openArchive(target);
      const report = await reopened.verify();
      expect(report).toMatchObject({ flipped: [], missing: [], orphans: [] });
      expect(report.checked).toBe(reopened.counts().instances);
      expect(report.checked).toBeGreaterThanOrEqual(reported);
      reopened.dispose();
    }
    const last = openArchive(target);
    expect(await importSource(await openSource(input), last)).toMatchObject({
      state: "done",
      filesSeen: 200,
      conflicts: 0,
      rejected: [],
    });
    expect(last.counts().instances).toBe(200);
    expect(await readdir(join(target, "incoming"))).toHaveLength(1);
    last.dispose();
    expect(await readdir(join(target, "incoming"))).toEqual([]);
  });
});
