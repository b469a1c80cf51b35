import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dataRoot } from "../testing/environment.ts";
import { buildPart10, Dataset, readDirectoryRecords } from "./index.ts";

const root = dataRoot();

/** A directory of one patient, one study, two series and three images; `links` says what each record's two offsets point at, by index. */
function directory(links: readonly (readonly [next: number, lower: number])[], inUse: readonly number[] = []): Uint8Array {
  const types = ["PATIENT", "STUDY", "SERIES", "IMAGE", "IMAGE", "SERIES", "SR DOCUMENT"];
  const build = (offsets: readonly number[]) => {
    const at = (index: number) => (index < 0 ? 0 : (offsets[index] ?? 99));
    const records = types.map((type, index) => {
      const [next = -1, lower = -1] = links[index] ?? [];
      const record = new Dataset()
        .set("OffsetOfTheNextDirectoryRecord", at(next))
        .set("RecordInUseFlag", inUse[index] ?? 0xffff)
        .set("OffsetOfReferencedLowerLevelDirectoryEntity", at(lower))
        .set("DirectoryRecordType", type);
      if (type === "PATIENT") record.set("PatientID", "P1").set("PatientName", "Wang^Wei");
      if (type === "STUDY") record.set("StudyInstanceUID", "2.25.10");
      if (type === "SERIES") record.set("SeriesInstanceUID", `2.25.2${index}`).set("Modality", index === 2 ? "CT" : "SR");
      if (index === 3 || index === 4 || index === 6) {
        record.set("ReferencedFileID", ["DICOM", `F${index}`]).set("ReferencedSOPInstanceUIDInFile", `2.25.3${index}`);
      }
      return record;
    });
    const dataset = new Dataset()
      .set("SOPClassUID", "1.2.840.10008.1.3.10")
      .set("SOPInstanceUID", "2.25.1")
      .set("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity", at(0))
      .set("DirectoryRecordSequence", records);
    return buildPart10(dataset);
  };
  return build(itemOffsets(build([])));
}

/** Where each item of the outermost sequence starts: those of a directory hold no sequence themselves. */
function itemOffsets(bytes: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at++) {
    if (bytes[at] === 0xfe && bytes[at + 1] === 0xff && bytes[at + 2] === 0 && bytes[at + 3] === 0xe0) offsets.push(at);
  }
  return offsets;
}

const WELL: readonly (readonly [number, number])[] = [
  [-1, 1],
  [-1, 2],
  [5, 3],
  [4, -1],
  [-1, -1],
  [-1, 6],
  [-1, -1],
];

describe("a directory of a medium", () => {
  it("gives its instances in order, with the keys of the records above", () => {
    const { instances, linked } = readDirectoryRecords(directory(WELL));
    expect(linked).toBe(true);
    expect(instances.map(({ referencedFileId, directoryRecordType }) => [...referencedFileId, directoryRecordType])).toEqual([
      ["DICOM", "F3", "IMAGE"],
      ["DICOM", "F4", "IMAGE"],
      ["DICOM", "F6", "SR DOCUMENT"],
    ]);
    expect(instances[2]).toMatchObject({
      patientId: "P1",
      patientName: "Wang^Wei",
      studyInstanceUid: "2.25.10",
      seriesInstanceUid: "2.25.25",
      modality: "SR",
      sopInstanceUid: "2.25.36",
    });
  });

  it("follows the offsets, not the order in the file", () => {
    const swapped = WELL.map(
      (link, index) => (index === 2 ? [5, 4] : index === 3 ? [-1, -1] : index === 4 ? [3, -1] : link) as [number, number],
    );
    expect(readDirectoryRecords(directory(swapped)).instances.map(({ referencedFileId }) => referencedFileId[1])).toEqual([
      "F4",
      "F3",
      "F6",
    ]);
  });

  it.each([
    ["lead in a circle", WELL.map((link, index) => (index === 4 ? [3, -1] : link) as [number, number])],
    ["lead nowhere", WELL.map((link, index) => (index === 2 ? [77, 3] : link) as [number, number])],
    ["miss a record", WELL.map((link, index) => (index === 2 ? [-1, 3] : link) as [number, number])],
    ["are all zero", WELL.map(() => [-1, -1] as [number, number])],
  ])("takes the order in the file where offsets %s", (_name, links) => {
    const { instances, linked } = readDirectoryRecords(directory(links));
    expect(linked).toBe(false);
    expect(instances.map(({ referencedFileId, seriesInstanceUid }) => [referencedFileId[1], seriesInstanceUid])).toEqual([
      ["F3", "2.25.22"],
      ["F4", "2.25.22"],
      ["F6", "2.25.25"],
    ]);
  });

  it("leaves out what is marked as deleted", () => {
    const { instances } = readDirectoryRecords(directory(WELL, [1, 1, 1, 0]));
    expect(instances.map(({ referencedFileId }) => referencedFileId[1])).toEqual(["F4", "F6"]);
  });

  it("refuses a file that is none", () => {
    const other = buildPart10(new Dataset().set("SOPClassUID", "2.25.1").set("SOPInstanceUID", "2.25.2"));
    expect(() => readDirectoryRecords(other)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});

describe.skipIf(root === null)("directories made by others", () => {
  const folder = join(root ?? "", "objects/dicomdir/dicomdirtests");
  const names =
    root === null ? [] : readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile() && /^DICOMDIR/.test(name));

  it.each(names.filter((name) => !/empty|nooffset|nopatient/.test(name)))(
    "finds the same instances through the links of %s",
    (name) => {
      const { instances, linked } = readDirectoryRecords(readFileSync(join(folder, name)));
      expect([linked, instances.length]).toEqual([true, 31]);
      expect(new Set(instances.map(({ patientId }) => patientId))).toEqual(new Set(["77654033", "98890234"]));
      expect(
        instances.every(({ seriesInstanceUid, studyInstanceUid }) => seriesInstanceUid !== "" && studyInstanceUid !== ""),
      ).toBe(true);
    },
  );

  it("finds them where the last record has no offsets and an item is longer than its sequence", () => {
    const { instances } = readDirectoryRecords(readFileSync(join(folder, "DICOMDIR-nooffset")));
    expect(instances.length).toBe(31);
  });
});
