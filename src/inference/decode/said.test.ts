import { describe, expect, it } from "vitest";
import { activated } from "./activation.ts";
import { decodeClassification, decodeRegression, overAll } from "./said.ts";

describe("scores", () => {
  it("run over the classes of each place", () => {
    const raw = Float32Array.of(1, 2, 3, 4, 0, -1);
    const soft = activated(raw, "softmax", { classes: 3, step: 2, places: 2 });
    const sums = [Math.exp(1) + Math.exp(3) + 1, Math.exp(2) + Math.exp(4) + Math.exp(-1)];
    for (const [p, value] of raw.entries()) expect(soft[p]).toBeCloseTo(Math.exp(value) / (sums[p % 2] as number), 6);
    expect(activated(raw, "sigmoid", { from: 2, classes: 1, step: 2, places: 2 })[0]).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
  });

  it("of crops and numbers of series are read by index", () => {
    const outputs = { prob: { data: Float32Array.of(0.2, 0.8, 0.9, 0.1), shape: [2, 2] } };
    const classes = { decoder: "classification", tensor: "prob", activation: "none", labels: [null, "nodule"] } as const;
    expect([...decodeClassification({ ...classes, labels: [...classes.labels] }, outputs, 1)]).toEqual([
      ["nodule", expect.closeTo(0.1, 6)],
    ]);
    const years = { decoder: "regression", tensor: "prob", index: 1, label: "age", scale: 10, offset: -2, unit: "a" } as const;
    expect(decodeRegression(years, outputs, 0)).toEqual({ label: "age", value: expect.closeTo(6, 5), unit: "a" });
    expect(() => decodeRegression({ ...years, index: 2 }, outputs, 0)).toThrow(/another shape/);
    expect([overAll([1, 5, 3], "max"), overAll([1, 5, 3], "mean"), overAll([], "max")]).toEqual([5, 3, 0]);
  });
});
