import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../geometry/index.ts";
import { createStitcher } from "./stitch.ts";
import { windowStarts } from "./window-plan.ts";

const dimensions: Vec3 = [23, 17, 19];
const size: Vec3 = [9, 8, 7];
const blends = ["gaussian", "uniform", "centre"] as const;

function windows(): readonly Vec3[] {
  const starts = ([0, 1, 2] as const).map((axis) => windowStarts(dimensions[axis], size[axis], 0.4)) as [
    number[],
    number[],
    number[],
  ];
  return starts[2].flatMap((z) => starts[1].flatMap((y) => starts[0].map((x): Vec3 => [x, y, z])));
}

/** All planes of two channels that are stitched from windows whose values are `of(window, x, y, z, channel)`. */
function stitched(
  blend: (typeof blends)[number],
  of: (n: number, x: number, y: number, z: number, c: number) => number,
  all = windows(),
): Float32Array {
  const area = dimensions[0] * dimensions[1];
  const out = new Float32Array(2 * area * dimensions[2]);
  const order: number[] = [];
  const stitcher = createStitcher({
    ...{ dimensions, channels: 2, depth: size[2], blend },
    onPlane: (z, values) => {
      order.push(z);
      out.set(values, z * 2 * area);
    },
  });
  for (const [n, min] of all.entries()) {
    const values = new Float32Array(2 * size[0] * size[1] * size[2]);
    for (let p = 0; p < values.length; p++) {
      const [i, j] = [p % size[0], Math.floor(p / size[0]) % size[1]];
      const [k, c] = [Math.floor(p / (size[0] * size[1])) % size[2], Math.floor(p / (size[0] * size[1] * size[2]))];
      values[p] = of(n, min[0] + i, min[1] + j, min[2] + k, c);
    }
    stitcher.add(min, size, values);
  }
  stitcher.end();
  expect(order).toEqual(Array.from({ length: dimensions[2] }, (_, z) => z));
  return out;
}

const at = (out: Float32Array, x: number, y: number, z: number, c: number) =>
  out[(z * 2 + c) * dimensions[0] * dimensions[1] + y * dimensions[0] + x] as number;

describe.each(blends)("windows that are stitched, %s", (blend) => {
  it("leave a constant constant and a ramp a ramp", () => {
    const same = stitched(blend, (_n, _x, _y, _z, c) => (c === 0 ? 0.3 : -4));
    for (let p = 0; p < same.length; p++) {
      const channel = Math.floor(p / (dimensions[0] * dimensions[1])) % 2;
      expect(Math.abs((same[p] as number) - (channel === 0 ? 0.3 : -4))).toBeLessThan(1e-5);
    }
    const ramp = stitched(blend, (_n, x, y, z, c) => x - 2 * y + 3 * z + c);
    for (const [x, y, z] of [
      [0, 0, 0],
      [11, 8, 9],
      [22, 16, 18],
    ] as const)
      expect(at(ramp, x, y, z, 1)).toBeCloseTo(x - 2 * y + 3 * z + 1, 4);
  });

  it("weigh windows as a loop over all of them does", () => {
    const all = windows();
    const out = stitched(blend, (n) => n * n);
    for (const [x, y, z] of [
      [0, 0, 0],
      [7, 6, 5],
      [12, 9, 11],
      [22, 3, 18],
    ] as const) {
      const here = all.flatMap((min, n) => {
        const inside = [x, y, z].every(
          (p, axis) => p >= (min[axis] as number) && p < (min[axis] as number) + (size[axis] as number),
        );
        const away = [x, y, z].map((p, axis) => p - (min[axis] as number) - ((size[axis] as number) - 1) / 2);
        const gauss = away.reduce((product, d, axis) => product * Math.exp(-0.5 * (d / ((size[axis] as number) / 8)) ** 2), 1);
        const near = away.reduce((sum, d) => sum + d * d, 0);
        return inside ? [{ value: n * n, weight: blend === "gaussian" ? Math.max(1e-3, gauss) : 1, near }] : [];
      });
      const total = here.reduce((sum, { weight }) => sum + weight, 0);
      const mean = here.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
      const nearest = here.toSorted((a, b) => a.near - b.near)[0]?.value ?? 0;
      const expected = blend === "centre" ? nearest : mean;
      expect(Math.abs(at(out, x, y, z, 0) - expected)).toBeLessThan(0.01 + expected * 1e-4);
    }
  });

  it("are 0 where none was", () => {
    const out = stitched(blend, () => 1, [[0, 0, 0]]);
    expect(at(out, 8, 7, 6, 0)).toBe(1);
    expect(at(out, 9, 7, 6, 0)).toBe(0);
    expect(at(out, 0, 0, 18, 1)).toBe(0);
  });
});
