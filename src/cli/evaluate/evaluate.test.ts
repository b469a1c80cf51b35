import { describe, expect, it } from "vitest";
import type { Proposal } from "../../inference/index.ts";
import { modelWithScore } from "../../testing/report-fixtures.ts";
import { type ProposedCase, scoreCases } from "./score-cases.ts";
import { parseTruth, THE_CASE } from "./truth.ts";

const proposal = (geometry: Proposal["geometry"], score: number): Proposal => ({
  code: { value: "125605004", scheme: "SCT", meaning: "Fracture" },
  geometry,
  reference: { sopClassUid: "1.2", sopInstanceUid: "1.2.3", frameNumber: 1 },
  measurements: [],
  caveats: [],
  provenance: modelWithScore(score),
});
const rect = (left: number, top: number, right: number, bottom: number): Proposal["geometry"] => ({
  kind: "image",
  shape: "polygon",
  pointsPixel: [
    [left - 0.5, top - 0.5],
    [right - 0.5, top - 0.5],
    [right - 0.5, bottom - 0.5],
    [left - 0.5, bottom - 0.5],
  ],
});
const value = (rows: ReturnType<typeof scoreCases>, name: string) => rows.find((row) => row.name === name)?.value;

describe("a file of truth", () => {
  it("names lesions, of one case or of several", () => {
    const lesion = { centrePatient: [1, 2, 3], diameterMm: 6 };
    expect(parseTruth(JSON.stringify([lesion])).cases.get(THE_CASE)).toEqual([lesion]);
    expect(parseTruth(JSON.stringify({ nodules: [{ centerPatient: [1, 2, 3], diameterMm: 6 }] })).cases.get(THE_CASE)).toEqual([
      lesion,
    ]);
    const several = parseTruth(JSON.stringify({ cases: { a: [lesion], b: [] } }));
    expect([...several.cases]).toEqual([
      ["a", [lesion]],
      ["b", []],
    ]);
  });

  it("names boxes as shares of their images, of one split", () => {
    const text =
      "image\tsplit\tboxes (centre x, centre y, width, height)\na.jpg\ttest\t0.5 0.5 0.2 0.4;0.1 0.1 0.1 0.1\nb.jpg\ttest\t\nc.jpg\ttrain\t";
    const truth = parseTruth(text, "test");
    expect([...truth.cases.keys()]).toEqual(["a.jpg", "b.jpg"]);
    expect(truth.cases.get("a.jpg")?.[0]).toEqual({ label: "", box: [0.4, 0.3, 0.6, 0.7] });
  });

  it.each([
    "",
    "{",
    '{"cases":{"a":[{"diameterMm":4}]}}',
    "name\tother\nx\ty",
    "image\tboxes\na\t0.5 0.5 -1 2",
    '[{"centrePatient":[1,2],"diameterMm":3}]',
  ])("is refused where it is none: %j", (text) =>
    expect(() => parseTruth(text)).toThrowError(expect.objectContaining({ area: "cli", code: "failed" })),
  );
});

describe("the numbers of a set", () => {
  it("are those of lesions where these are given", () => {
    const sphere = (x: number, score: number) => proposal({ kind: "sphere", centerPatient: [x, 0, 0], diameterMm: 5 }, score);
    const cases: ProposedCase[] = [
      { name: "a", proposals: [sphere(0, 0.9), sphere(100, 0.3)], columns: 1, rows: 1 },
      { name: "b", proposals: [sphere(50, 0.6)], columns: 1, rows: 1 },
    ];
    const truth = parseTruth(
      JSON.stringify({
        cases: { a: [{ centrePatient: [1, 0, 0], diameterMm: 6 }], b: [{ centrePatient: [0, 0, 0], diameterMm: 6 }] },
      }),
    );
    const rows = scoreCases(cases, truth, 0.5);
    expect(value(rows, "lesions")).toBe(2);
    expect(value(rows, "sensitivity at the operating point")).toBe(0.5);
    expect(value(rows, "false positives per scan at the operating point")).toBe(0.5);
    expect(value(rows, "sensitivity at 8 false positives per scan")).toBe(0.5);
    expect(rows.some(({ name }) => name.startsWith("area under"))).toBe(false);
  });

  it("are those of boxes and of cases where boxes are given", () => {
    const cases: ProposedCase[] = [
      { name: "a.jpg", proposals: [proposal(rect(40, 30, 60, 70), 0.8)], columns: 100, rows: 100 },
      { name: "b.jpg", proposals: [proposal(rect(1, 1, 9, 9), 0.2)], columns: 100, rows: 100 },
    ];
    const truth = parseTruth("image\tboxes\na.jpg\t0.5 0.5 0.2 0.4\nb.jpg\t");
    const rows = scoreCases(cases, truth, 0.5);
    expect(value(rows, "mAP50")).toBeCloseTo(1, 12);
    expect(value(rows, "sensitivity by case at the operating point")).toBe(1);
    expect(value(rows, "specificity by case at the operating point")).toBe(1);
    expect(value(rows, "area under the ROC curve, by the best score of a case")).toBe(1);
  });
});
