import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { createFolderSource } from "../sources/index.ts";
import { dataRoot } from "../testing/environment.ts";
import { buildInstance } from "../testing/instances.ts";
import { openArchive } from "./archive.ts";
import { createHeadReader } from "./describe-file.ts";
import { describeInstance } from "./describe-instance.ts";
import { importSource } from "./import-source.ts";
import { describePlainHead } from "./plain-head.ts";
import type { InstanceDescription } from "./types.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-heads-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plainly = (bytes: Uint8Array) => describePlainHead(Buffer.from(bytes), bytes.length, "hash");
/** What is told of pixel data needs the whole file. */
const withoutRepairs = (description: InstanceDescription | undefined) => description && { ...description, repairs: [] };
const outcome = (describe: () => InstanceDescription) => {
  try {
    return withoutRepairs(describe());
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe("a file described from its head", () => {
  it("is what the parser says, where it is written plainly", () => {
    const bytes = buildInstance({ patientName: "Doe^Jane", studyDescription: "CHEST", accessionNumber: " A1 ", size: 64 });
    expect(plainly(bytes)).toEqual(describeInstance(bytes, "hash"));
    const items = [new Dataset().set("CodeValue", "1").set("CodingSchemeDesignator", "99")];
    const nested = buildInstance({ edit: (dataset) => dataset.set("ProcedureCodeSequence", items) });
    expect(plainly(nested)).toEqual(describeInstance(nested, "hash"));
  });

  it.each<[string, Uint8Array]>([
    ["text beyond ASCII", buildInstance({ patientName: "Müller^Jörg" })],
    ["several values", buildInstance({ edit: (dataset) => dataset.set("Modality", ["CT", "PT"] as never) })],
    ["no pixels", buildInstance({ edit: (dataset) => dataset.delete("PixelData") })],
    ["no study", buildInstance({ edit: (dataset) => dataset.delete("StudyInstanceUID") })],
    ["no preamble", buildInstance().subarray(132)],
    ["pixel data cut off", buildInstance({ size: 64 }).subarray(0, -100)],
    ["a head that ends before the pixels", buildInstance().subarray(0, 300)],
    ["nothing", new Uint8Array(0)],
  ])("is left to the parser where it has %s", (_, bytes) => {
    expect(plainly(bytes)).toBeUndefined();
  });

  it("survives any bytes", () => {
    const whole = buildInstance({ size: 16 });
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 3000; round += 1) {
      const bytes = whole.slice(0, whole.length - random(round % 3 === 0 ? whole.length : 1));
      for (let flips = random(6); flips >= 0; flips -= 1) if (bytes.length > 0) bytes[random(bytes.length)] = random(256);
      expect(() => plainly(bytes)).not.toThrow();
    }
  });

  it("is read on behind a long header, and its cut off pixel data are told", () => {
    const heads = createHeadReader();
    const comments = { edit: (dataset: Dataset) => dataset.set("ImageComments", "x".repeat(9000)).set("PatientName", "Ä^B") };
    const bytes = buildInstance({ size: 400, ...comments });
    const path = join(folder, "long");
    writeFileSync(path, bytes);
    expect(heads.describe(path, "hash")).toEqual(describeInstance(bytes, "hash"));
    writeFileSync(path, bytes.subarray(0, -5000));
    expect(heads.describe(path, "hash").repairs).toEqual(["truncated-value (7FE0,0010)"]);
  });

  it("comes in piece by piece from a folder where it is large", async () => {
    const disc = await mkdtemp(join(folder, "disc-"));
    const bytes = buildInstance({ size: 4200 });
    writeFileSync(join(disc, "large.dcm"), bytes);
    const archive = openArchive(join(folder, "archive"));
    const report = await importSource(createFolderSource(disc), archive);
    expect(report).toMatchObject({ state: "done", imported: 1, bytesRead: bytes.length });
    expect(Buffer.compare(await archive.read("1.2.3.4.1"), bytes)).toBe(0);
    expect(await importSource(createFolderSource(disc), archive)).toMatchObject({ imported: 0, duplicates: 1 });
    archive.dispose();
  });

  const root = dataRoot();
  it.skipIf(root === null)("is what the parser says of files made by others", () => {
    const heads = createHeadReader();
    const files = ["ct", "mr", "codecs", "objects", "radiographs"].flatMap((name) => filesUnder(join(root ?? "", name)));
    let plain = 0;
    for (const path of files) {
      const bytes = readFileSync(path);
      const parsed = outcome(() => describeInstance(bytes, "hash"));
      expect(
        outcome(() => heads.describe(path, "hash")),
        path,
      ).toEqual(parsed);
      const quick = describePlainHead(bytes.subarray(0, 65_536), bytes.length, "hash");
      if (quick === undefined) continue;
      plain += 1;
      expect(quick, path).toEqual(parsed);
    }
    expect(plain).toBeGreaterThan(files.length / 3);
  });
});

function filesUnder(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
      .filter((path) => statSync(path).size < 2 ** 26);
  } catch {
    return [];
  }
}
