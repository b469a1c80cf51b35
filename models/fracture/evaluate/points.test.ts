import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ProposedCase } from "../../../src/cli/evaluate/score-cases.ts";
import type { TrueImage } from "../../../src/cli/evaluate/truth-images.ts";
import { parseFolds } from "./folds.ts";
import { looksOf } from "./looks.ts";
import { pointsOf } from "./points.ts";
import { pointRows, setRows, sizeRows } from "./rows.ts";

const findings = {};
const middle = [0.4, 0.4, 0.6, 0.6] as const;
const corner = [0, 0, 0.1, 0.1] as const;

/** Twenty images, half of them fractured in the middle; each has a box in the corner whose score is its number in hundredths. */
const truth = new Map<string, TrueImage>();
const cases: ProposedCase[] = [];
for (let n = 1; n <= 20; n++) {
  const isPositive = n % 2 === 0;
  const name = `${n}.jpg`;
  const boxes = isPositive ? [{ label: "", box: middle }] : [];
  truth.set(name, { boxes, isPositive, regions: [n <= 10 ? "hand" : "leg"], hardware: n === 20 });
  cases.push({
    ...{ name, seconds: 0.1 },
    marks: [
      { label: "fracture", score: n / 100, box: corner },
      ...(isPositive ? [{ label: "fracture", score: 0.155, box: middle }] : []),
      { label: "image-fracture", score: isPositive ? 0.9 : n / 25 },
    ],
  });
}
const set = { name: "cross-validation", isGoal: true, cases, truth };
const points = pointsOf(cases, truth);

it("chooses the lowest thresholds that allow no more than a point's rule", () => {
  // 2, 6 and 20 of the boxes in corners; none, 1 and 2 of the ten images without a fracture (0.04, 0.12 ... 0.76).
  expect(points).toEqual([
    { id: "specific", box: 0.181, image: 0.761 },
    { id: "balanced", box: 0.141, image: 0.681 },
    { id: "sensitive", box: 0.001, image: 0.601 },
  ]);
});

it("says each number under its set and point, goals where they are aimed at, regions at the balanced point alone", () => {
  const rows = [...pointRows(set.name, points), ...setRows(set, points, { findings }), ...sizeRows(set)];
  const row = (name: string) => rows.find((one) => one.name === `cross-validation: ${name}`);
  expect(row("score of a box from which it is shown, balanced")?.value).toBe(0.141);
  expect(row("image AUC")).toMatchObject({ value: 1, target: ">= 0.9", met: true });
  expect(row("sensitivity at 0.3 false positives per image")).toMatchObject({ value: 1, target: ">= 0.8", met: true });
  expect(row("sensitivity at the operating point balanced")?.value).toBe(1);
  expect(row("sensitivity at the operating point specific")?.value).toBe(0);
  expect(row("false positives per image at the operating point sensitive")?.value).toBeLessThanOrEqual(1);
  expect(row("image specificity at the operating point balanced")?.value).toBe(0.7);
  expect(row("images, hand")?.value).toBe(10);
  expect(row("mAP50, with hardware")?.target).toBeNull();
  expect(row("boxes larger than 8 %, sensitivity at 0.3 false positives per image")?.value).toBe(1);
  expect(row("boxes of 5 to 8 %")?.value).toBe(0);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  expect(setRows({ ...set, isGoal: false }, points, { findings }).every(({ target }) => target === null)).toBe(true);
});

it("lists what was missed and what was wrong, by name, for somebody who looks", () => {
  const [head, ...lines] = looksOf([set], points).trim().split("\n");
  expect(head?.split("\t")).toEqual(["set", "image", "region", "hardware", "what", "score", "box"]);
  expect(lines.every((line) => line.includes("\twrong\t"))).toBe(true);
  expect(lines.length).toBe(6);
  const strict = points.map((point) => ({ ...point, box: 0.19 }));
  expect(looksOf([set], strict)).toContain("cross-validation\t20.jpg\tleg\t1\tmissed\t0.155\t0.4000 0.4000 0.6000 0.6000");
});

it("knows the fold of every training image by its name", () => {
  const folds = parseFolds(readFileSync(new URL("../train/folds/folds.tsv", import.meta.url), "utf8"));
  expect([folds.size, [...new Set(folds.values())].sort()]).toEqual([1774, [0, 1, 2, 3, 4]]);
  expect(() => parseFolds("image\tfold\na.jpg\tx\n")).toThrow();
});
