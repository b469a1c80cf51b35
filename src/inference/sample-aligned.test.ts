import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { sampleTrilinear } from "./resample.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";

const dimensions: Vec3 = [7, 5, 6];
const values = Int16Array.from({ length: 7 * 5 * 6 }, (_, n) => ((n * 7919) % 4001) - 1000);

describe("samples along the axes", () => {
  it.each([
    [
      [-1.2, -0.7, -2.1],
      [0.37, 0.41, 0.53],
    ],
    [
      [6.9, 5.2, 6.3],
      [-0.9, -0.61, -1.3],
    ],
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
    [
      [-0.4, -0.3, -0.2],
      [2.1, 1.7, 1.6],
    ],
    [
      [2.5, 1, 3],
      [0, 3, 0.01],
    ],
  ] as const)("are what each alone would be: from %j by %j", (start, step) => {
    const counts: Vec3 = step[1] > 1.5 ? [3, 3, 4] : [23, 17, 19];
    const [ni, nj, nk] = counts;
    const along = (axis: 0 | 1 | 2) => axisSamples(start[axis], step[axis], counts[axis], dimensions[axis]);
    const sampler = createAlignedSampler(values, dimensions, [along(0), along(1), along(2)], -77);
    const got = new Float64Array(ni * nj * nk);
    for (let k = 0; k < nk; k++) sampler.slice(k, (row, at) => got.set(row, at));
    let p = 0;
    for (let k = 0; k < nk; k++)
      for (let j = 0; j < nj; j++)
        for (let i = 0; i < ni; i++) {
          const at = [start[0] + i * step[0], start[1] + j * step[1], start[2] + k * step[2]] as const;
          expect(got[p++]).toBe(sampleTrilinear(values, dimensions, ...at, -77));
        }
  });
});
