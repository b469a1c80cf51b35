import { describe, expect, it } from "vitest";
import { linkSlices } from "./link-slices.ts";

describe("boxes of slices", () => {
  const box = (z: number, x: number, score: number, label = "cyst") => ({
    label,
    score,
    min: [x, 10, z],
    max: [x + 8, 18, z + 1],
  });
  it("become one thing through the slices that show it, one missing, and no more", () => {
    const linked = linkSlices([
      ...[3, 4, 6].map((z) => box(z, 20 + z * 0.2, 0.5 + z / 20)),
      box(10, 20, 0.95),
      box(4, 40, 0.6),
      box(5, 20.5, 0.7, "mass"),
    ]);
    const spans = linked.map(({ label, min, max, score }) => [label, min[2], max[2], score]);
    expect(spans.sort((a, b) => Number(a[3]) - Number(b[3]))).toEqual([
      ["cyst", 4, 5, 0.6],
      ["mass", 5, 6, 0.7],
      ["cyst", 3, 7, 0.8],
      ["cyst", 10, 11, 0.95],
    ]);
  });
});
