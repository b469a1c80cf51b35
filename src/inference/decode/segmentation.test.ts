import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../geometry/index.ts";
import { dice, planOf } from "../../testing/decoder-windows.ts";
import type { SegmentationDecoder } from "../contract/decoder.ts";
import { type Connectivity, createPartCollector } from "./components.ts";
import { createSegmentationDecoder, type LabelledPart } from "./segmentation.ts";

/** Connected parts by flooding from each voxel. */
function flooded(mask: Uint8Array, [nx, ny, nz]: Vec3, connectivity: Connectivity): string[] {
  const seen = new Uint8Array(mask.length);
  const parts: string[] = [];
  const planar = connectivity === 4 || connectivity === 8;
  const most = { 4: 1, 8: 2, 6: 1, 18: 2, 26: 3 }[connectivity];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || seen[start]) continue;
    const part: number[] = [];
    const stack = [start];
    seen[start] = 1;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      part.push(p);
      const [x, y, z] = [p % nx, Math.floor(p / nx) % ny, Math.floor(p / (nx * ny))];
      for (let q = 0; q < mask.length; q++) {
        const d = [
          Math.abs((q % nx) - x),
          Math.abs((Math.floor(q / nx) % ny) - y),
          Math.abs(Math.floor(q / (nx * ny)) - z),
        ] as const;
        const near = Math.max(...d) <= 1 && d[0] + d[1] + d[2] <= most && (!planar || d[2] === 0);
        if (near && mask[q] && !seen[q]) {
          seen[q] = 1;
          stack.push(q);
        }
      }
    }
    parts.push(part.sort((a, b) => a - b).join(" "));
  }
  expect(nz).toBeGreaterThan(0);
  return parts.sort();
}

describe("connected parts", () => {
  it.each([4, 8, 6, 18, 26] as const)("are those of a flood, connectivity %d", (connectivity) => {
    const dimensions: Vec3 = [9, 8, 7];
    for (let seed = 1; seed < 6; seed++) {
      const next = dice(seed * 97);
      const mask = Uint8Array.from({ length: 504 }, () => (next() < 0.35 ? 1 : 0));
      const collector = createPartCollector(dimensions, connectivity);
      for (let z = 0; z < 7; z++) collector.push(z, Float32Array.from(mask.subarray(z * 72, (z + 1) * 72)));
      const parts = collector.finish().map(({ voxels }) => [...voxels].sort((a, b) => a - b).join(" "));
      expect(parts.sort()).toEqual(flooded(mask, dimensions, connectivity));
    }
  });
});

describe("a segmentation", () => {
  const dimensions: Vec3 = [30, 26, 22];
  const decoder: SegmentationDecoder = {
    ...{ decoder: "segmentation", tensor: "mask", activation: "none", labels: ["cyst"], pick: "threshold", threshold: 0.5 },
    components: { as: "candidates", connectivity: 26, score: "max", maxCandidates: 10 },
  };
  const balls = [
    { at: [8, 9, 10], radius: 5, score: 0.9 },
    { at: [21, 15, 12], radius: 6, score: 0.7 },
  ];
  const scoreAt = (x: number, y: number, z: number) =>
    Math.max(
      0,
      ...balls.map(({ at, radius, score }) =>
        Math.hypot(x - (at[0] as number), y - (at[1] as number), z - (at[2] as number)) <= radius ? score : 0,
      ),
    );

  function run(change: Partial<SegmentationDecoder>, of = scoreAt, step = 1): readonly LabelledPart[] {
    // Coarse cells of windows that begin at odd voxels would lie across each other.
    const plan = planOf(dimensions, step > 1 ? {} : { patch: [12, 14, 16], overlap: 0.5 });
    const reader = createSegmentationDecoder(
      { ...decoder, ...change },
      { dimensions, voxelMm3: 2, pixelMm2: 1, axes: 3, windowSize: plan.size, blend: plan.blend },
    );
    const cells = plan.size.map((voxels) => voxels / step) as unknown as Vec3;
    for (const min of plan.windows) {
      const data = new Float32Array(cells[0] * cells[1] * cells[2]);
      for (let p = 0; p < data.length; p++) {
        const at = [p % cells[0], Math.floor(p / cells[0]) % cells[1], Math.floor(p / (cells[0] * cells[1]))];
        const [x = 0, y = 0, z = 0] = at.map((cell, axis) => (min[axis] as number) + cell * step);
        data[p] = of(x, y, z);
      }
      reader.take(min, { mask: { data, shape: [1, 1, ...cells.toReversed()] } }, 0);
    }
    return reader.finish();
  }

  const counted = (n: number, of = scoreAt) => {
    let count = 0;
    for (let z = 0; z < dimensions[2]; z++)
      for (let y = 0; y < dimensions[1]; y++)
        for (let x = 0; x < dimensions[0]; x++) if (of(x, y, z) === balls[n]?.score) count++;
    return count;
  };

  it("stitched from windows is the one that was cut into them, with its parts", () => {
    const parts = run({});
    expect(parts.map(({ voxels }) => voxels.length)).toEqual([counted(0), counted(1)]);
    expect(parts.map(({ score }) => Number(score.toFixed(3)))).toEqual([0.9, 0.7]);
    parts.forEach(({ centre }, n) => {
      for (const axis of [0, 1, 2] as const) expect(centre[axis]).toBeCloseTo(balls[n]?.at[axis] as number, 6);
    });
  });

  it("leaves out what is too small, and joins the rest where it is one mask", () => {
    const least = (counted(0) + 1) * 2;
    const components = { ...decoder.components, as: "mask", minVolumeMm3: least } as SegmentationDecoder["components"];
    expect(run({ components }).map(({ voxels }) => voxels.length)).toEqual([counted(1)]);
    const whole = run({ components: { ...decoder.components, as: "mask" } as SegmentationDecoder["components"] });
    expect(whole.map(({ voxels, as }) => [voxels.length, as])).toEqual([[counted(0) + counted(1), "mask"]]);
  });

  it("tells parts that barely touch apart when they are worn down, and gives them their layer back", () => {
    const bridged = (x: number, y: number, z: number) => {
      const inBridge = x > 12 && x < 16 && y >= 11 && y <= 12 && z === 11;
      return Math.max(scoreAt(x, y, z), inBridge ? 0.6 : 0);
    };
    expect(run({}, bridged)).toHaveLength(1);
    const apart = run({ components: { ...decoder.components, erode: 1 } as SegmentationDecoder["components"] }, bridged);
    expect(apart).toHaveLength(2);
    apart.forEach(({ centre, voxels }, n) => {
      for (const axis of [0, 1, 2] as const) expect(Math.abs(centre[axis] - (balls[n]?.at[axis] ?? 0))).toBeLessThan(0.1);
      // A ball of voxels has single ones at its poles, which a worn-down one does not reach again.
      expect(Math.abs(voxels.length / counted(n) - 1)).toBeLessThan(0.06);
    });
  });

  it("of fewer cells stands for as many voxels", () => {
    const halved = run({}, (x, y, z) => (x >= 8 && x < 16 && y >= 6 && y < 14 && z >= 4 && z < 10 ? 0.8 : 0), 2);
    expect(halved.map(({ voxels }) => voxels.length)).toEqual([8 * 8 * 6]);
  });

  it("gives each voxel to the highest class where it is asked to", () => {
    const reader = createSegmentationDecoder(
      { ...decoder, labels: [null, "cyst", "mass"], activation: "softmax", pick: "argmax", threshold: 0 },
      { dimensions: [3, 1, 1], voxelMm3: 1, pixelMm2: 1, axes: 3, windowSize: [3, 1, 1], blend: "uniform" },
    );
    reader.take([0, 0, 0], { mask: { data: Float32Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5), shape: [1, 3, 1, 1, 3] } }, 0);
    expect(reader.finish().map(({ label, voxels }) => [label, [...voxels]])).toEqual([
      ["cyst", [1]],
      ["mass", [2]],
    ]);
  });
});
