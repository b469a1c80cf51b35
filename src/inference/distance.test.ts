import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { squaredDistance } from "./distance.ts";

const dimensions: Vec3 = [9, 7, 6];
const at = (p: number) => [p % 9, Math.floor(p / 9) % 7, Math.floor(p / 63)] as const;

describe("squaredDistance", () => {
  it("equals the distance to the nearest set voxel, counted one by one", () => {
    const mask = Uint8Array.from({ length: 9 * 7 * 6 }, (_, p) => ((p * 7919) % 61 === 0 ? 1 : 0));
    const set = [...mask.keys()].filter((p) => mask[p]).map(at);
    const expected = [...mask.keys()].map((p) => {
      const [i, j, k] = at(p);
      return Math.min(...set.map(([a, b, c]) => (i - a) ** 2 + (j - b) ** 2 + (k - c) ** 2));
    });
    expect([...squaredDistance(mask, dimensions)]).toEqual(expected);
  });

  it("is 1e9 where nothing is set", () => {
    expect(squaredDistance(new Uint8Array(8), [2, 2, 2])).toEqual(new Float32Array(8).fill(1e9));
  });
});
