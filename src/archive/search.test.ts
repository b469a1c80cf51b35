import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildInstance, type InstanceFixture } from "../testing/instances.ts";
import { openArchive } from "./archive.ts";
import type { Archive, StudySearch } from "./types.ts";

let folder = "";
let archive: Archive;

function found(search: Partial<StudySearch>): string[] {
  return archive.searchStudies({ limit: 100, offset: 0, ...search }).studies.map((study) => study.studyInstanceUid);
}

describe("search", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hounsfield-search-"));
    archive = openArchive(folder);
    const studies: InstanceFixture[] = [
      {
        studyInstanceUid: "1",
        patientName: "Wang^XiaoDong=王^小东",
        patientId: "H-100",
        studyDate: "20260301",
        studyDescription: "Chest 100%",
      },
      {
        studyInstanceUid: "2",
        patientName: "Müller^Jörg",
        patientId: "h_101",
        studyDate: "20250301",
        accessionNumber: "A55",
        modality: "MR",
      },
      { studyInstanceUid: "3", patientName: "Yamada^Tarou=山田^太郎=やまだ^たろう", patientId: "X", studyDate: "2004.01.19" },
      { studyInstanceUid: "4", patientName: "O'Brien^Sean", patientId: "X", studyDate: "" },
    ];
    archive.storeBatch(
      studies.map((study, index) => buildInstance({ ...study, sopInstanceUid: `7.${index}`, seriesInstanceUid: `8.${index}` })),
    );
  });

  afterAll(async () => {
    archive.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it("lists the newest first and pages", () => {
    expect(found({})).toEqual(["1", "2", "3", "4"]);
    expect(found({ limit: 2, offset: 1 })).toEqual(["2", "3"]);
    expect(archive.searchStudies({ limit: 1, offset: 0 }).total).toBe(4);
  });

  it.each<[string, string[]]>([
    ["wang", ["1"]],
    ["XIAODONG wang", ["1"]],
    ["王", ["1"]],
    ["王小东", ["1"]],
    ["小东", ["1"]],
    ["muller", ["2"]],
    ["MÜLLER", ["2"]],
    ["jor", ["2"]],
    ["やまだ", ["3"]],
    ["太郎 yamada", ["3"]],
    ["o'brien", ["4"]],
    ["wang*", ["1"]],
    ["wang^x*", ["1"]],
    ["?ang*", ["1"]],
    ["ang*", []],
    ["山*", ["3"]],
    ["*a*", ["1", "3", "4"]],
    ["%", []],
    ["_ang", []],
    ["wang müller", []],
    ["", ["1", "2", "3", "4"]],
  ])("finds the name %j", (patientName, expected) => {
    expect(found({ patientName })).toEqual(expected);
  });

  it("finds by ID, accession, modality, dates and free text, taking LIKE's own signs for themselves", () => {
    expect(found({ patientId: "h" })).toEqual(["1", "2"]);
    expect(found({ patientId: "h_1" })).toEqual(["2"]);
    expect(found({ patientId: "H-*" })).toEqual(["1"]);
    expect(found({ patientId: "100*" })).toEqual([]);
    expect(found({ accessionNumber: "a55" })).toEqual(["2"]);
    expect(found({ modality: "mr" })).toEqual(["2"]);
    expect(found({ from: "20250301" })).toEqual(["1", "2"]);
    expect(found({ to: "20250301" })).toEqual(["2", "3"]);
    expect(found({ from: "20040119", to: "20040119" })).toEqual(["3"]);
    expect(found({ text: "100%" })).toEqual(["1"]);
    expect(found({ text: "chest 王" })).toEqual(["1"]);
    expect(found({ text: "a55" })).toEqual(["2"]);
    expect(found({ text: "' OR 1=1 --" })).toEqual([]);
    expect(archive.studiesOfPatient("X").map((study) => study.studyInstanceUid)).toEqual(["3", "4"]);
    expect(archive.studiesOfPatient("")).toEqual([]);
  });
});
