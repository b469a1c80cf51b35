import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildInstance, type InstanceFixture } from "../testing/instances.ts";
import { openArchive } from "./archive.ts";
import { migrations } from "./schema.ts";
import type { Archive, StudySearch } from "./types.ts";

let folder = "";
let archive: Archive;

function found(search: Partial<StudySearch>): string[] {
  return archive.searchStudies({ limit: 100, offset: 0, ...search }).studies.map((study) => study.studyInstanceUid.slice(2));
}

describe("search", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hounsfield-search-"));
    archive = openArchive(folder);
    const studies: InstanceFixture[] = [
      {
        studyInstanceUid: "1.1",
        patientName: "Wang^XiaoDong=王^小东",
        patientId: "H-100",
        studyDate: "20260301",
        studyDescription: "Chest 100%",
      },
      {
        studyInstanceUid: "1.2",
        patientName: "Müller^Jörg",
        patientId: "h_101",
        studyDate: "20250301",
        accessionNumber: "A55",
        modality: "MR",
      },
      { studyInstanceUid: "1.3", patientName: "Yamada^Tarou=山田^太郎=やまだ^たろう", patientId: "X", studyDate: "2004.01.19" },
      { studyInstanceUid: "1.4", patientName: "O'Brien^Sean", patientId: "X", studyDate: "" },
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
    expect(archive.studiesOfPatient("X").map((study) => study.studyInstanceUid)).toEqual(["1.3", "1.4"]);
    expect(archive.studiesOfPatient("")).toEqual([]);
  });
});

describe("search by the sound of a name", () => {
  const names: Readonly<Record<string, string>> = {
    a: "Wang^XiaoDong=王^小东",
    b: "=單^雄信",
    c: "曾国藩",
    d: "=歐陽^娜娜",
    e: "=吕^布",
    f: "Hong^Gildong=洪^吉洞=홍^길동",
    g: "Yamada^Tarou=山田^太郎=ﾔﾏﾀﾞ^ﾀﾛｳ",
    h: "Müller-Lüdenscheidt^Jörg",
    i: "=查^良镛",
    j: "Sørensen^Åse",
    k: "=乐^嘉",
    l: "Li^Wei",
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hounsfield-sound-"));
    archive = openArchive(folder);
    const utf8 =
      (patientName: string) => (dataset: { set(keyword: "SpecificCharacterSet" | "PatientName", value: string): unknown }) =>
        dataset.set("SpecificCharacterSet", "ISO_IR 192") && dataset.set("PatientName", patientName);
    const instances = Object.entries(names).map(([uid, patientName], index) => {
      const at = String(index + 1);
      const edit = utf8(patientName);
      return buildInstance({
        studyInstanceUid: `2.${at}`,
        sopInstanceUid: `7.${at}`,
        seriesInstanceUid: `8.${at}`,
        studyDescription: uid,
        edit,
      });
    });
    archive.storeBatch(instances);
  });

  afterAll(async () => {
    archive.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const letters = (search: Partial<StudySearch>) =>
    archive.searchStudies({ limit: 100, offset: 0, ...search }).studies.map((study) => study.studyDescription);

  it.each<[string, string[]]>([
    ["王小东", ["a"]],
    ["wangxiaodong", ["a"]],
    ["wang xiao dong", ["a"]],
    ["xiaodong wang", ["a"]],
    ["xiaodongwang", ["a"]],
    ["WXD", ["a"]],
    ["xdw", ["a"]],
    ["wangxd", ["a"]],
    ["shanxiong", ["b"]],
    ["danxiongxin", ["b"]],
    ["sxx", ["b"]],
    ["單雄信", ["b"]],
    ["zengguofan", ["c"]],
    ["zgf", ["c"]],
    ["ouyangnana", ["d"]],
    ["oynn", ["d"]],
    ["歐陽", ["d"]],
    ["lvbu", ["e"]],
    ["lubu", ["e"]],
    ["홍길동", ["f"]],
    ["ㅎㄱㄷ", ["f"]],
    ["hong gildong", ["f"]],
    ["やまだ", ["g"]],
    ["ヤマダ", ["g"]],
    ["yamada", ["g"]],
    ["muller", ["h"]],
    ["mueller", ["h"]],
    ["MÜLLER", ["h"]],
    ["luedenscheidt joerg", ["h"]],
    ["zhaliangyong", ["i"]],
    ["chaliangyong", ["i"]],
    ["zly", ["i"]],
    ["sorensen", ["j"]],
    ["soerensen aase", ["j"]],
    ["yuejia", ["k"]],
    ["lejia", ["k"]],
    ["lw", ["l"]],
    ["liwei", ["l"]],
  ])("finds %j in either field", (typed, expected) => {
    expect(letters({ text: typed })).toEqual(expected);
    expect(letters({ patientName: typed })).toEqual(expected);
  });
});

describe("an index of an earlier version", () => {
  it("is found in as before at once, and by pinyin once its forms are made again", async () => {
    const place = await mkdtemp(join(tmpdir(), "hounsfield-older-"));
    const db = new DatabaseSync(join(place, "index.sqlite"));
    db.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
    db.exec(migrations[0] ?? "");
    db.exec("INSERT INTO migrations VALUES (1, 'then')");
    const row = db.prepare(
      "INSERT INTO studies VALUES (?, '=王^小东', 'P1', '', '', '20250101', '', '', '', '', 0, '20250101', 'p1', '', '王小东')",
    );
    for (let index = 0; index < 250; index += 1) row.run(`1.${index}`);
    db.close();
    const older = openArchive(place);
    const count = (text: string) => older.searchStudies({ text, limit: 1, offset: 0 }).total;
    expect([count("王小东"), count("wangxiaodong")]).toEqual([250, 0]);
    expect(await older.refreshSearch()).toBe(250);
    expect([count("王小东"), count("wangxiaodong"), count("wxd")]).toEqual([250, 250, 250]);
    expect(await older.refreshSearch()).toBe(0);
    older.dispose();
    await rm(place, { recursive: true, force: true });
  });
});
