import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dataRoot } from "../testing/environment.ts";
import { mutated, seededRandom } from "../testing/mutations.ts";
import {
  buildEncapsulated,
  buildPart10,
  Dataset,
  DicomError,
  frameFragments,
  parsePart10,
  readDirectoryRecords,
} from "./index.ts";

const SEED = 20240611;
/** Enough for a minute on a fast machine; the run ends after a minute on any, with the same files in the same order. */
const MOST_FILES = 2_000_000;
const RUN_MS = 60_000;
/** Thousands of times what a file of this size takes. */
const HANG_MS = 5_000;
/** The files are of 64 KB at most; an allocation by a length that the file merely claims would be far above. */
const MOST_HELD_BYTES = 512 * 1024 * 1024;
const LARGEST_FILE = 64 * 1024;

function phantom(): Dataset {
  const item = (depth: number): Dataset => {
    const one = new Dataset()
      .set("CodeValue", `C${depth}`)
      .set("CodeMeaning", "胸部 平扫")
      .set("ReferencedFrameNumber", [1, 2, 3]);
    return depth === 0 ? one : one.set("ConceptNameCodeSequence", [item(depth - 1), item(0)]);
  };
  return new Dataset()
    .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.2")
    .set("SOPInstanceUID", "2.25.5")
    .set("StudyInstanceUID", "2.25.6")
    .set("SeriesInstanceUID", "2.25.7")
    .set("PatientName", ["Wang^XiaoDong=王^小东=", "Müller"])
    .set("PixelSpacing", [0.703125, 1 / 3])
    .set("ContentSequence", [item(5), item(1)])
    .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
    .set("Rows", 8)
    .set("Columns", 8)
    .set("BitsAllocated", 16)
    .set("SamplesPerPixel", 1)
    .setElement(0x00091001, { vr: "UN", value: Uint8Array.of(1, 2, 3, 4) });
}

function syntheticFiles(): readonly Uint8Array[] {
  const native = () => phantom().set("PixelData", new Uint8Array(128).fill(7));
  const frames = [1, 2, 3].map((frame) => new Uint8Array(40 + frame).fill(frame));
  const rle = "1.2.840.10008.1.2.5";
  const record = (type: string) => new Dataset().set("DirectoryRecordType", type).set("OffsetOfTheNextDirectoryRecord", 400);
  return [
    buildPart10(native()),
    buildPart10(native(), { transferSyntaxUid: "1.2.840.10008.1.2" }),
    buildPart10(native(), { transferSyntaxUid: "1.2.840.10008.1.2.1.99" }),
    buildPart10(buildEncapsulated(phantom(), frames, { transferSyntaxUid: rle }), { transferSyntaxUid: rle }),
    buildPart10(buildEncapsulated(phantom(), frames, { transferSyntaxUid: rle, offsetTable: "extended" }), {
      transferSyntaxUid: rle,
    }),
    buildPart10(native()).subarray(132),
    buildPart10(
      new Dataset()
        .set("SOPClassUID", "1.2.840.10008.1.3.10")
        .set("SOPInstanceUID", "2.25.8")
        .set("DirectoryRecordSequence", ["PATIENT", "STUDY", "IMAGE"].map(record)),
    ),
  ];
}

function realFiles(): readonly Uint8Array[] {
  const root = dataRoot();
  if (root === null) return [];
  return ["codecs/pydicom", "codecs/charsets", "objects/dicomdir/dicomdirtests"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((name) => join(root, folder, name))
      .filter((path) => statSync(path).isFile() && statSync(path).size <= LARGEST_FILE)
      .map((path) => readFileSync(path)),
  );
}

/** Everything that is done with a file once it is read. @throws only DicomError, if all is well */
function exercise(bytes: Uint8Array): void {
  const head = bytes.subarray(0, Math.min(bytes.length, 1024));
  allowed(() => parsePart10(head, { untilTag: 0x7fe00008, fileLength: bytes.length }));
  allowed(() => readDirectoryRecords(bytes));
  allowed(() => {
    const { dataset, transferSyntaxUid } = parsePart10(bytes);
    touch(dataset, 0);
    const pixels = dataset.element("PixelData");
    if (pixels?.fragments !== undefined) allowed(() => frameFragments(pixels, 3, dataset.get("ExtendedOffsetTable")));
    const written = buildPart10(dataset, pixels?.fragments === undefined ? {} : { transferSyntaxUid });
    parsePart10(written);
  });
}

function allowed(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
  }
}

function touch(dataset: Dataset, depth: number): void {
  expect(depth).toBeLessThan(200);
  for (const [, { value, vr }] of dataset.entries()) {
    if (vr === "SQ" && Array.isArray(value)) for (const item of value) touch(item as Dataset, depth + 1);
  }
}

describe("a minute of broken files", () => {
  it(
    "ends each of them in a data set or a DicomError, soon, and without taking memory that they do not have",
    () => {
      const files = [...syntheticFiles(), ...realFiles()];
      const random = seededRandom(SEED);
      const pick = () => files[Math.floor(random() * files.length)] ?? new Uint8Array(0);
      const started = performance.now();
      let count = 0;
      let slowestMs = 0;
      let now = started;
      for (; count < MOST_FILES && now - started < RUN_MS; count++) {
        const broken = mutated(pick(), pick(), random);
        try {
          exercise(broken);
        } catch (error) {
          throw new Error(`file ${count} of seed ${SEED}: ${Buffer.from(broken).toString("base64").slice(0, 4000)}`, {
            cause: error,
          });
        }
        const after = performance.now();
        slowestMs = Math.max(slowestMs, after - now);
        now = after;
        if (count % 1000 === 0) expect(heldBytes(), `file ${count}`).toBeLessThan(MOST_HELD_BYTES);
      }
      expect(slowestMs).toBeLessThan(HANG_MS);
      process.stdout.write(`fuzz: ${count} broken files of ${files.length}, slowest ${slowestMs.toFixed(0)} ms\n`);
    },
    RUN_MS * 4,
  );
});

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
