import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSource } from "../sources/index.ts";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { openArchive } from "./archive.ts";
import { importSource } from "./import-source.ts";
import type { ImportReport } from "./import-tally.ts";
import type { Archive } from "./types.ts";

const root = dataRoot();
const scanner = "gdcmscanner";
const has = (name: string) => root !== null && existsSync(join(root, name));

describe.skipIf(root === null)("studies made by others", () => {
  let folder = "";
  let archive: Archive;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hounsfield-real-"));
    archive = openArchive(folder);
  });
  afterAll(async () => {
    archive.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function take(name: string): Promise<ImportReport> {
    const report = await importSource(await openSource(join(root ?? "", name)), archive);
    expect(report).toMatchObject({ state: "done", filesSeen: report.filesTotal });
    // Nothing is skipped in silence: every file is somewhere in the report.
    expect(report.imported + report.duplicates + report.conflicts + report.rejected.length).toBe(report.filesSeen);
    expect(report.rejected.filter(({ error }) => error.area === "base")).toEqual([]);
    return report;
  }

  it.skipIf(!has("ct/chest-1mm")).each([
    ["ct/nlst-chest-2mm", 143],
    ["ct/chest-1mm", 275],
    ["ct/lung-3mm", 99],
    ["mr/head", 100],
  ])("takes in every slice of %s", async (name, count) => {
    const report = await take(name);
    expect(report).toMatchObject({ imported: count, rejected: [], repaired: [] });
    const [study] = report.studyInstanceUids.map((uid) => archive.study(uid));
    expect(study?.instanceCount).toBe(count);
    expect(archive.seriesOfStudy(study?.studyInstanceUid ?? "").map(({ kind }) => kind)).toEqual(["image"]);
  });

  it.skipIf(!has("ct/chest-1mm") || !hasTool(scanner))("reads the same UIDs as GDCM", async () => {
    const place = join(root ?? "", "ct", "chest-1mm");
    const tags = ["0008,0018", "0020,000d", "0020,000e"].flatMap((tag) => ["-t", tag]);
    const { stdout } = spawnSync(scanner, ["-d", place, ...tags, "-p"], { encoding: "utf8", maxBuffer: 2 ** 26 });
    const scanned = new Set(stdout.match(/\[[0-9.]{10,64}\]/g)?.map((uid) => uid.slice(1, -1)));
    const report = await importSource(await openSource(place), archive);
    const series = report.studyInstanceUids.flatMap((uid) => archive.seriesOfStudy(uid));
    const instances = series.flatMap(({ seriesInstanceUid }) => archive.instancesOfSeries(seriesInstanceUid));
    expect(instances.length).toBe(275);
    const ours = [
      ...report.studyInstanceUids,
      ...series.map((each) => each.seriesInstanceUid),
      ...instances.map((each) => each.sopInstanceUid),
    ];
    expect(ours.filter((uid) => !scanned.has(uid))).toEqual([]);
  });

  it.skipIf(!has("codecs"))("takes in the codec files or says why not", async () => {
    const report = await take("codecs");
    expect(report.imported + report.conflicts).toBeGreaterThan(180);
  });

  it.skipIf(!has("objects"))("takes in SEG, SR, GSPS, RT, waveforms, DICOMDIR sets or says why not", async () => {
    const report = await take("objects");
    expect(report.skippedBy["medium-directory"]).toBeGreaterThan(0);
    const kinds = report.studyInstanceUids.flatMap((uid) => archive.seriesOfStudy(uid).map(({ kind }) => kind));
    const told = ["image", "report", "segmentation", "presentation", "waveform", "structure", "document", "slide", "other"];
    expect(new Set(kinds)).toEqual(new Set(told));
  });

  it.skipIf(!has("broken/fuzz-v2"))("survives files built to break parsers", async () => {
    const report = await take("broken/fuzz-v2");
    expect(report.rejected.length).toBeGreaterThan(0);
    expect(report.imported + report.conflicts).toBeGreaterThan(300);
  });

  it("is whole after all of it", async () => {
    expect(await archive.verify()).toMatchObject({ flipped: [], missing: [], orphans: [] });
  });
});
