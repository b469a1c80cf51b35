import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { type BitMask, bitsOf, closedBits, countBits, filledBits, grownBits, invertedBits } from "./bits.ts";
import { findRegions, regionOf } from "./components.ts";
import { squaredDistance } from "./distance.ts";
import { nthSmallest } from "./select.ts";

/** Wider than two words, and not a whole number of them. */
const dimensions: Vec3 = [71, 13, 9];
const voxels = 71 * 13 * 9;
const noise = (every: number) => Uint8Array.from({ length: voxels }, (_, p) => (((p * 7919) % 104_729) % every === 0 ? 1 : 0));
const ball = Uint8Array.from({ length: voxels }, (_, p) => {
  const [i, j, k] = [p % 71, Math.floor(p / 71) % 13, Math.floor(p / (71 * 13))];
  return (i - 33) ** 2 + (3 * (j - 6)) ** 2 + (4 * (k - 4)) ** 2 < 300 ? 1 : 0;
});

function bytesOf({ stride, words }: BitMask): number[] {
  return Array.from({ length: voxels }, (_, p) => {
    const [i, row] = [p % 71, Math.floor(p / 71)];
    return ((words[row * stride + (i >> 5)] as number) >>> (i & 31)) & 1;
  });
}

describe("masks of bits", () => {
  it("hold what the bytes hold, and nothing after the end of a row", () => {
    expect(bytesOf(bitsOf(noise(5), dimensions))).toEqual([...noise(5)]);
    expect(bytesOf(invertedBits(bitsOf(noise(5), dimensions)))).toEqual(Array.from(noise(5), (value) => 1 - value));
    const spare = invertedBits(bitsOf(new Uint8Array(voxels), dimensions)).words[2] as number;
    expect(spare).toBe((1 << (71 - 64)) - 1);
    expect(
      bytesOf(
        bitsOf(
          Uint8Array.from(ball, (value) => value * 2),
          dimensions,
          2,
        ),
      ),
    ).toEqual([...ball]);
  });

  it("are counted", () => {
    for (const mask of [noise(97), noise(2), ball, new Uint8Array(voxels), new Uint8Array(voxels).fill(1)])
      expect(countBits(bitsOf(mask, dimensions))).toBe(mask.reduce((sum, value) => sum + value, 0));
  });

  it.each([0, 1, 2, 6.25, 30.25, 49])("grow to all within a squared distance of %d", (limit) => {
    for (const mask of [noise(97), ball, Uint8Array.from(ball, (value) => 1 - value), new Uint8Array(voxels)]) {
      const expected = Array.from(squaredDistance(mask, dimensions), (squared) => (squared <= limit ? 1 : 0));
      expect(bytesOf(grownBits(bitsOf(mask, dimensions), limit))).toEqual(expected);
    }
  });

  it("fill a notch narrower than the ball and leave the outside", () => {
    const size: Vec3 = [24, 24, 24];
    const index = (i: number, j: number, k: number) => i + 24 * (j + 24 * k);
    const mask = new Uint8Array(24 ** 3);
    for (let k = 6; k < 18; k++)
      for (let j = 6; j < 18; j++) for (let i = 6; i < 18; i++) if (!(i < 9 && Math.abs(j - 11) < 2)) mask[index(i, j, k)] = 1;
    const { words } = closedBits(bitsOf(mask, size), 5);
    const at = (i: number, j: number, k: number) => ((words[j + 24 * k] as number) >>> i) & 1;
    expect(mask[index(7, 11, 12)]).toBe(0);
    expect([at(7, 11, 12), at(3, 11, 12), at(20, 20, 20)]).toEqual([1, 0, 0]);
  });

  it("fill what they enclose, however far a way out winds, and nothing that has one", () => {
    const shell = Uint8Array.from(ball, (value, p) => (value && !(p % 71 === 33 && Math.floor(p / 71) % 13 === 6) ? 1 : 0));
    const sealed = Uint8Array.from(squaredDistance(ball, dimensions), (squared) => (squared > 0 && squared <= 2 ? 1 : 0));
    for (const mask of [shell, sealed, noise(2), noise(3)]) {
      const outside = findRegions(
        Uint8Array.from(mask, (value) => 1 - value),
        dimensions,
      );
      const open = new Set<number>();
      const border = (p: number) => {
        const [i, j, k] = [p % 71, Math.floor(p / 71) % 13, Math.floor(p / (71 * 13))];
        return i === 0 || j === 0 || k === 0 || i === 70 || j === 12 || k === 8;
      };
      const labels = new Int32Array(voxels);
      for (let n = 0; n < outside.count; n++) labels.fill(outside.labels[n] as number, outside.starts[n], outside.ends[n]);
      for (let p = 0; p < voxels; p++) if (labels[p] && border(p)) open.add(labels[p] as number);
      const expected = Array.from(mask, (value, p) => (value || !open.has(labels[p] as number) ? 1 : 0));
      expect(bytesOf(filledBits(bitsOf(mask, dimensions)))).toEqual(expected);
    }
  });
});

describe("regions of a mask", () => {
  it("are what steps from face to face reach, in the order of their first voxels", () => {
    const mask = noise(3);
    const { count, starts, ends, labels, sizes } = findRegions(mask, dimensions);
    const flooded = new Int32Array(voxels);
    let last = 0;
    for (let seed = 0; seed < voxels; seed++) {
      if (!mask[seed] || flooded[seed]) continue;
      last++;
      const stack = [seed];
      for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
        if (!mask[p] || flooded[p]) continue;
        flooded[p] = last;
        const [i, j, k] = [p % 71, Math.floor(p / 71) % 13, Math.floor(p / (71 * 13))];
        if (i > 0) stack.push(p - 1);
        if (i < 70) stack.push(p + 1);
        if (j > 0) stack.push(p - 71);
        if (j < 12) stack.push(p + 71);
        if (k > 0) stack.push(p - 71 * 13);
        if (k < 8) stack.push(p + 71 * 13);
      }
    }
    const filled = new Int32Array(voxels);
    for (let n = 0; n < count; n++) filled.fill(labels[n] as number, starts[n], ends[n]);
    expect([...filled]).toEqual([...flooded]);
    expect(sizes).toEqual(
      Array.from({ length: last + 1 }, (_, label) => (label ? flooded.filter((l) => l === label).length : 0)),
    );
    const seed = mask.indexOf(1);
    expect([...regionOf(mask, dimensions, seed)]).toEqual(Array.from(flooded, (label) => (label === flooded[seed] ? 1 : 0)));
    expect(regionOf(mask, dimensions, mask.indexOf(0)).includes(1)).toBe(false);
  });
});

describe("nthSmallest", () => {
  it("is what stands there after sorting", () => {
    for (const count of [1, 2, 3, 10, 1001]) {
      const values = Float32Array.from({ length: count }, (_, n) => ((n * 7919) % 101) - 50);
      const sorted = values.toSorted();
      for (const n of [0, count >> 1, count - 1]) expect(nthSmallest(values.slice(), n)).toBe(sorted[n]);
    }
    expect(nthSmallest(new Float32Array(3), 3)).toBeUndefined();
    expect(nthSmallest(new Float32Array(0), 0)).toBeUndefined();
  });
});
