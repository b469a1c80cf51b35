import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, importSource, openArchive } from "../archive/index.ts";
import { AreaError } from "../base/index.ts";
import { Dataset, tagOf } from "../dicom/index.ts";
import { createFolderSource } from "../sources/index.ts";
import { breakFile } from "../testing/break-file.ts";
import { buildTestImage, words } from "../testing/dicom-image.ts";
import { createCodecs, createFrameReader } from "../volume/index.ts";

/** A healthy slice: text, a sequence, a rescale, 16-bit pixels. */
const rows = 16;
const columns = 24;
const healthy = buildTestImage({
  rows,
  columns,
  bitsStored: 12,
  pixels: words(Array.from({ length: rows * columns }, (_, at) => (at * 37) % 4096)),
  more: (dataset) => {
    dataset
      .set("SOPInstanceUID", "2.25.1000")
      .set("SeriesInstanceUID", "2.25.2000")
      .set("StudyInstanceUID", "2.25.3000")
      .set("PatientName", "Doe^Jane")
      .set("PatientID", "P1")
      .set("StudyDate", "20260102")
      .set("InstanceNumber", 3)
      .set("RescaleSlope", 1)
      .set("RescaleIntercept", -1024)
      .set("ReferencedImageSequence", [
        new Dataset().set("ReferencedSOPClassUID", "1.2.840.10008.5.1.4.1.1.2").set("ReferencedSOPInstanceUID", "2.25.77"),
      ]);
  },
});
const broken = breakFile(healthy, tagOf("ReferencedImageSequence"));

describe("broken files are opened, and say what was repaired", () => {
  const reader = createFrameReader(createCodecs());
  let folder = "";
  let archive: Archive;
  let truth: ArrayLike<number> = [];

  /** Takes a file in and decodes its frame, as the workstation does. */
  async function open(bytes: Uint8Array) {
    const { description, ...staged } = await archive.stage(bytes);
    archive.discard([{ description, ...staged }]);
    const path = join(folder, "broken.dcm");
    writeFileSync(path, bytes);
    const frame = await reader.decode(path, 1, "int16");
    return { description, frame, codes: [...new Set(description.repairs.map((text) => text.split(" ")[0]))] };
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tolerance-"));
    archive = openArchive(join(folder, "archive"));
    const { frame, codes } = await open(healthy);
    expect(codes).toEqual([]);
    truth = frame.values;
  });
  afterAll(() => {
    archive.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(broken)("$name", async ({ bytes, repairs, pixels }) => {
    const { description, frame, codes } = await open(bytes);
    expect(codes.sort()).toEqual([...repairs].sort());
    expect(description.instance.sopInstanceUid).toBe("2.25.1000");
    expect(description.study.studyInstanceUid).toBe("2.25.3000");
    if (pixels === "identical") {
      expect(frame.missingValues).toBeUndefined();
      expect(Array.from(frame.values)).toEqual(Array.from(truth));
      return;
    }
    expect(frame.missingValues).toBe((rows * columns) / 2);
    expect(Array.from(frame.values.subarray(0, (rows * columns) / 2))).toEqual(Array.from(truth).slice(0, (rows * columns) / 2));
  });

  it("are all listed with their repairs by an import, which alters none of them", async () => {
    const place = join(folder, "incoming");
    mkdirSync(place);
    // Each its own study: no patient, series or instance is in conflict with another file's.
    const files = broken.map(({ name, bytes, repairs }, index) => {
      const number = String(index + 1).padStart(3, "0");
      const text = Buffer.from(bytes)
        .toString("latin1")
        .replaceAll(/2\.25\.([123])000/g, `2.25.$1${number}`);
      return { name, path: `${number}.dcm`, bytes: Buffer.from(text, "latin1"), repairs, uid: `2.25.1${number}` };
    });
    for (const { path, bytes } of files) writeFileSync(join(place, path), bytes);
    const report = await importSource(createFolderSource(place), archive);
    expect(report.rejected).toEqual([]);
    const listed = new Map(report.repaired.map(({ path, repairs }) => [path, [...new Set(repairs.map(({ code }) => code))]]));
    for (const { name, path, bytes, repairs, uid } of files) {
      expect([...(listed.get(path) ?? [])].sort(), name).toEqual([...repairs].sort());
      expect(Buffer.from(await archive.read(uid)).equals(bytes), name).toBe(true);
    }
  });

  it("gives the beginning of a file that is cut off anywhere, or a reason", async () => {
    for (let length = 0; length < healthy.length; length += length < 700 ? 7 : 97) {
      try {
        const { frame } = await open(healthy.subarray(0, length));
        const held = frame.values.length - (frame.missingValues ?? 0);
        expect(Array.from(frame.values.subarray(0, held)), `cut at ${length}`).toEqual(Array.from(truth).slice(0, held));
      } catch (error) {
        expect(error, `cut at ${length}`).toBeInstanceOf(AreaError);
      }
    }
  });
});
