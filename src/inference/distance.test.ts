import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { closed, squaredDistance } from "./distance.ts";

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

describe("closed", () => {
  it("fills a notch narrower than the ball and leaves the outside", () => {
    const size: Vec3 = [24, 24, 24];
    const mask = new Uint8Array(24 ** 3);
    const index = (i: number, j: number, k: number) => i + 24 * (j + 24 * k);
    for (let k = 6; k < 18; k++)
      for (let j = 6; j < 18; j++) for (let i = 6; i < 18; i++) if (!(i < 9 && Math.abs(j - 11) < 2)) mask[index(i, j, k)] = 1;
    const filled = closed(mask, size, 5);
    expect(mask[index(7, 11, 12)]).toBe(0);
    expect(filled[index(7, 11, 12)]).toBe(1);
    expect(filled[index(3, 11, 12)]).toBe(0);
    expect(filled[index(20, 20, 20)]).toBe(0);
  });
});
