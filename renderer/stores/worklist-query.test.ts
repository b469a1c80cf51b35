import { describe, expect, it } from "vitest";
import type { StudySummary } from "../../src/contract/index.ts";
import { emptyFilter, isFiltered, sortStudies, toStudyQuery } from "./worklist-query.ts";

const today = new Date(2026, 10, 3);

const study = (change: Partial<StudySummary>): StudySummary => ({
  studyInstanceUid: "1.2",
  patientName: "",
  patientId: "",
  patientBirthDate: "",
  patientSex: "",
  studyDate: "20260101",
  studyTime: "",
  accessionNumber: "",
  studyDescription: "",
  institutionName: "",
  modalities: [],
  seriesCount: 1,
  instanceCount: 1,
  synthetic: false,
  reportState: "none",
  openProposals: 0,
  textGuessed: false,
  pinned: false,
  conflictCount: 0,
  ...change,
});

describe("toStudyQuery", () => {
  it("leaves empty fields out and trims the others", () => {
    expect(toStudyQuery({ ...emptyFilter, patientId: " 42 ", text: "  " }, today)).toEqual({
      limit: 200,
      offset: 0,
      patientId: "42",
    });
  });

  it("counts today and the six days before as seven days, over the turn of a month", () => {
    expect(toStudyQuery({ ...emptyFilter, period: "today" }, today)).toMatchObject({ from: "20261103", to: "20261103" });
    expect(toStudyQuery({ ...emptyFilter, period: "7-days" }, today)).toMatchObject({ from: "20261028", to: "20261103" });
  });

  it("takes a range that is open at one end", () => {
    const query = toStudyQuery({ ...emptyFilter, period: "range", from: "2026-02-01" }, today);
    expect(query).toMatchObject({ from: "20260201" });
    expect(query.to).toBeUndefined();
  });

  it("tells a filter from none", () => {
    expect(isFiltered(emptyFilter)).toBe(false);
    expect(isFiltered({ ...emptyFilter, modality: "CT" })).toBe(true);
  });
});

describe("sortStudies", () => {
  const names = (studies: readonly StudySummary[]) => studies.map(({ patientName }) => patientName);

  it("sorts numbers in texts by value, and equal rows newest first", () => {
    const rows = [
      study({ patientName: "a", patientId: "P10", studyDate: "20200101" }),
      study({ patientName: "b", patientId: "P9" }),
      study({ patientName: "c", patientId: "P10", studyDate: "20250101" }),
    ];
    expect(names(sortStudies(rows, { column: "patientId", direction: "ascending" }, "en"))).toEqual(["b", "c", "a"]);
  });

  it("sorts reports by how far they are, not by the word", () => {
    const rows = [
      study({ patientName: "a", reportState: "delivered" }),
      study({ patientName: "b", reportState: "none" }),
      study({ patientName: "c", reportState: "signed" }),
    ];
    expect(names(sortStudies(rows, { column: "reportState", direction: "descending" }, "en"))).toEqual(["a", "c", "b"]);
  });

  it("sorts Chinese names by pinyin", () => {
    const rows = [study({ patientName: "张三" }), study({ patientName: "李四" })];
    expect(names(sortStudies(rows, { column: "patientName", direction: "ascending" }, "zh-CN"))).toEqual(["李四", "张三"]);
  });
});
