import { describe, expect, it } from "vitest";
import type { Mark } from "./cases.ts";
import type { ScoredModel } from "./labels.ts";
import { type ProposedCase, scoreCases } from "./score-cases.ts";
import { parseTruth, THE_CASE } from "./truth.ts";

const declared = (value: string, title: string): ScoredModel["findings"][string] => ({
  code: { value, scheme: "SCT", meaning: title },
  title: { en: title, "zh-CN": title },
  geometry: "box",
});
const one: ScoredModel = { findings: { fracture: declared("125605004", "Fracture") }, thresholds: { fracture: 0.5 } };
const two: ScoredModel = {
  findings: { fracture: declared("125605004", "Fracture"), metal: declared("257501008", "Metal implant") },
  thresholds: { fracture: 0.5, metal: 0.9 },
};
const caseOf = (name: string, ...marks: readonly Mark[]): ProposedCase => ({ name, marks, seconds: 2 });
const value = (rows: ReturnType<typeof scoreCases>, name: string) => rows.find((row) => row.name === name)?.value;

describe("a file of truth", () => {
  it("names lesions, of one case or of several", () => {
    const given = { centrePatient: [1, 2, 3], diameterMm: 6 };
    const lesion = { ...given, label: "" };
    expect(parseTruth(JSON.stringify([given])).cases.get(THE_CASE)).toEqual([lesion]);
    expect(parseTruth(JSON.stringify({ nodules: [{ centerPatient: [1, 2, 3], diameterMm: 6 }] })).cases.get(THE_CASE)).toEqual([
      lesion,
    ]);
    const several = parseTruth(JSON.stringify({ cases: { a: [{ ...given, label: "cyst" }], b: [] } }));
    expect([...several.cases]).toEqual([
      ["a", [{ ...given, label: "cyst" }]],
      ["b", []],
    ]);
  });

  it("names boxes as shares of their images, of one split", () => {
    const text =
      "image\tsplit\tboxes (centre x, centre y, width, height)\na.jpg\ttest\t0.5 0.5 0.2 0.4;0.1 0.1 0.1 0.1\nb.jpg\ttest\t\nc.jpg\ttrain\t";
    const { cases } = parseTruth(text, "test");
    expect([...cases.keys()]).toEqual(["a.jpg", "b.jpg"]);
    expect(cases.get("a.jpg")).toMatchObject({ boxes: [{ label: "", box: [0.4, 0.3, 0.6, 0.7] }, {}], isPositive: true });
    expect(cases.get("b.jpg")).toEqual({ boxes: [], isPositive: false, regions: [], hardware: undefined });
  });

  it("says of each image its regions, its hardware, and whether it is positive without a box", () => {
    const text = "image\tfractured\tregion\thardware\tboxes\na.jpg\t1\thand+hip+mixed\t1\t\nb.jpg\t0\tleg\t0\t";
    const { cases } = parseTruth(text);
    expect(cases.get("a.jpg")).toEqual({ boxes: [], isPositive: true, regions: ["hand", "hip", "mixed"], hardware: true });
    expect(cases.get("b.jpg")).toEqual({ boxes: [], isPositive: false, regions: ["leg"], hardware: false });
  });

  it.each([
    "",
    "{",
    '{"cases":{"a":[{"diameterMm":4}]}}',
    "name\tother\nx\ty",
    "image\tboxes\na\t0.5 0.5 -1 2",
    "image\tfractured\tboxes\na\t0\t0.5 0.5 0.1 0.1",
    "image\tfractured\tboxes\na\tyes\t",
    '[{"centrePatient":[1,2],"diameterMm":3}]',
  ])("is refused where it is none: %j", (text) =>
    expect(() => parseTruth(text)).toThrowError(expect.objectContaining({ area: "cli", code: "failed" })),
  );

  it("is refused for a split that it does not name, and for a label that the model does not know", () => {
    const failed = expect.objectContaining({ area: "cli", code: "failed" });
    expect(() => parseTruth("image\tboxes\na\t", "test")).toThrowError(failed);
    const truth = parseTruth("image\tlabel\tboxes\na.jpg\tcyst\t0.5 0.5 0.1 0.1");
    expect(() => scoreCases([caseOf("a.jpg")], truth, two)).toThrowError(failed);
  });
});

describe("the numbers of a set", () => {
  it("are those of lesions where these are given", () => {
    const at = (x: number, score: number): Mark => ({ label: "fracture", score, centrePatient: [x, 0, 0] });
    const cases = [caseOf("a", at(0, 0.9), at(100, 0.3)), caseOf("b", at(50, 0.6))];
    const truth = parseTruth(
      JSON.stringify({
        cases: { a: [{ centrePatient: [1, 0, 0], diameterMm: 6 }], b: [{ centrePatient: [0, 0, 0], diameterMm: 6 }] },
      }),
    );
    const rows = scoreCases(cases, truth, one);
    expect(value(rows, "lesions")).toBe(2);
    expect(value(rows, "sensitivity at the operating point")).toBe(0.5);
    expect(value(rows, "false positives per scan at the operating point")).toBe(0.5);
    expect(value(rows, "sensitivity at 8 false positives per scan")).toBe(0.5);
    expect(value(rows, "time per case, median")).toBe(2);
    expect(rows.some(({ name }) => name.startsWith("area under"))).toBe(false);
  });

  it("take each label's own threshold, in rows of its own and in those of all", () => {
    const at = (label: string, x: number, score: number): Mark => ({ label, score, centrePatient: [x, 0, 0] });
    const lesion = (label: string, x: number) => ({ centrePatient: [x, 0, 0], diameterMm: 6, label });
    const truth = parseTruth(
      JSON.stringify({ cases: { a: [lesion("fracture", 0), lesion("Metal implant", 50)], b: [lesion("metal", 0)] } }),
    );
    // Metal at 0.6 is over the lowest threshold and under its own; a fracture at the place of metal finds none.
    const cases = [
      caseOf("a", at("fracture", 0, 0.6), at("metal", 50, 0.6), at("metal", 90, 0.7)),
      caseOf("b", at("metal", 0, 0.95), at("fracture", 0, 0.8)),
    ];
    const rows = scoreCases(cases, truth, two);
    expect(value(rows, "sensitivity at the operating point (fracture)")).toBe(1);
    expect(value(rows, "sensitivity at the operating point (metal)")).toBe(0.5);
    expect(value(rows, "sensitivity at the operating point")).toBeCloseTo(2 / 3, 12);
    expect(value(rows, "false positives per scan at the operating point (fracture)")).toBe(0.5);
    expect(value(rows, "false positives per scan at the operating point (metal)")).toBe(0);
    expect(value(rows, "false positives per scan at the operating point")).toBe(0.5);
    expect(value(rows, "lesions (metal)")).toBe(2);
  });

  it("are those of boxes and of whole images where boxes are given", () => {
    const cases = [
      caseOf("a.jpg", { label: "fracture", score: 0.8, box: [0.4, 0.3, 0.6, 0.7] }),
      caseOf("b.jpg", { label: "fracture", score: 0.2, box: [0.01, 0.01, 0.09, 0.09] }),
    ];
    const rows = scoreCases(cases, parseTruth("image\tboxes\na.jpg\t0.5 0.5 0.2 0.4\nb.jpg\t"), one);
    expect(value(rows, "mAP50")).toBeCloseTo(1, 12);
    expect(value(rows, "image sensitivity at the operating point")).toBe(1);
    expect(value(rows, "image specificity at the operating point")).toBe(1);
    expect(value(rows, "image AUC")).toBe(1);
  });

  it("of images go label by label too, and leave out of the boxes what nobody drew", () => {
    const box = (x: number) => [x, 0.4, x + 0.1, 0.5] as const;
    const mark = (label: string, x: number, score: number): Mark => ({ label, score, box: box(x) });
    const truth = parseTruth(
      [
        "image\tlabel\tfractured\tboxes",
        "a.jpg\tfracture\t1\t0.15 0.45 0.1 0.1",
        "a.jpg\tmetal\t1\t0.55 0.45 0.1 0.1",
        "b.jpg\tmetal\t1\t0.15 0.45 0.1 0.1",
        "c.jpg\tfracture\t0\t",
        "d.jpg\tfracture\t1\t",
      ].join("\n"),
    );
    const cases = [
      caseOf("a.jpg", mark("fracture", 0.1, 0.6), mark("metal", 0.5, 0.8)),
      caseOf("b.jpg", mark("metal", 0.1, 0.95)),
      caseOf("c.jpg", mark("metal", 0.1, 0.6)),
      caseOf("d.jpg", mark("fracture", 0.8, 0.9)),
    ];
    const rows = scoreCases(cases, truth, two);
    expect(value(rows, "positive images")).toBe(3);
    expect(value(rows, "boxes (metal)")).toBe(2);
    expect(value(rows, "sensitivity at the operating point (metal)")).toBe(0.5);
    expect(value(rows, "sensitivity at the operating point (fracture)")).toBe(1);
    expect(value(rows, "sensitivity at the operating point")).toBeCloseTo(2 / 3, 12);
    // c is flagged by the lowest threshold of all, and not by that of metal; d has a box that nobody can judge.
    expect(value(rows, "image specificity at the operating point")).toBe(1);
    expect(value(rows, "false positives per image at the operating point")).toBe(0);
    expect(value(rows, "mAP50 (metal)")).toBeCloseTo(1, 12);
  });
});
