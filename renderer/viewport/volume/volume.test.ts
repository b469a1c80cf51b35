import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, dot, normalize, scale, type Vec3, type VolumeGrid } from "../../../src/geometry/index.ts";
import type { VolumePreset } from "../../stores/viewport/rendering.ts";
import { Blocks } from "./blocks.ts";
import { pointToTexture, slopeFrame, textureBox } from "./box.ts";
import { draggedFace } from "./clip-hand.ts";
import { byteConverter, placeOfByte, valueAtPlace } from "./domain.ts";
import { fitVolume } from "./fit.ts";
import { Halves } from "./halves.ts";
import { enlarged, forward, frontOrbit, project, shifted, sideDirection, turned, viewedFrom } from "./orbit.ts";
import { bandsOf, Pace } from "./pace.ts";
import { domainOf, presetFor, presetsOf } from "./presets.ts";
import { extinctionOf, stepTable, TABLE_SIZE, transferTable } from "./transfer.ts";

const grid: VolumeGrid = {
  dimensions: [10, 20, 30],
  spacingMm: [1, 1, 2],
  originPatient: [-5, -10, 100],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

describe("leaps", () => {
  const opaque = Float32Array.from({ length: 256 }, (_, byte) => (byte > 100 ? 1 : 0));

  it("never pass a block in which something is seen, nor its neighbours that interpolation reaches", () => {
    const blocks = new Blocks([32, 32, 32]);
    const clear = new Uint8Array(32 * 32).fill(1);
    for (let k = 0; k < 32; k++) {
      const slice = clear.slice();
      if (k === 16) slice[13 + 32 * 13] = 255;
      blocks.addSlice(k, slice);
    }
    const distances = blocks.distances(opaque);
    const at = (x: number, y: number, z: number) => distances[x + 8 * (y + 8 * z)];
    expect(at(3, 3, 4)).toBe(0);
    expect(at(3, 3, 3)).toBe(0);
    expect(at(4, 4, 5)).toBe(1);
    expect(at(0, 3, 4)).toBe(3);
    expect(at(7, 7, 7)).toBe(4);
    expect(new Set(blocks.distances(opaque, true))).toEqual(new Set([0, 1]));
  });

  it("are as far as the nearest block that is seen, along the longest of the three ways", () => {
    const at = fc.record({ x: fc.nat(10), y: fc.nat(7), z: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(at, { minLength: 1, maxLength: 4 }), (seen) => {
        const blocks = new Blocks([44, 32, 24]);
        for (let k = 0; k < 24; k++) {
          const slice = new Uint8Array(44 * 32).fill(1);
          for (const { x, y, z } of seen) if (k === z * 4 + 1) slice[x * 4 + 1 + 44 * (y * 4 + 1)] = 200;
          blocks.addSlice(k, slice);
        }
        const distances = blocks.distances(opaque);
        for (let n = 0; n < distances.length; n++) {
          const [x, y, z] = [n % 11, Math.floor(n / 11) % 8, Math.floor(n / 88)];
          const away = Math.min(...seen.map((s) => Math.max(Math.abs(s.x - x), Math.abs(s.y - y), Math.abs(s.z - z))));
          expect(distances[n]).toBe(away);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("look at faint tissue, and not at noise", () => {
    const faint = Float32Array.from({ length: 256 }, (_, byte) => (byte > 100 ? 0.003 : 0));
    const all = new Blocks([8, 8, 8]);
    for (let k = 0; k < 8; k++) all.addSlice(k, new Uint8Array(64).fill(150));
    expect(Math.max(...all.distances(faint))).toBe(0);
    const few = new Blocks([8, 8, 8]);
    for (let k = 0; k < 8; k++) {
      const slice = new Uint8Array(64).fill(1);
      slice[k] = 150;
      few.addSlice(k, slice);
    }
    expect(Math.min(...few.distances(faint))).toBe(255);
  });

  it("know the extremes of each block, and count nothing as neither", () => {
    const blocks = new Blocks([4, 4, 4]);
    for (let k = 0; k < 4; k++)
      blocks.addSlice(
        k,
        Uint8Array.from({ length: 16 }, (_, at) => (at % 3 === 0 ? 0 : 60 + at + k)),
      );
    expect([...blocks.extremes("brightest")]).toEqual([60 + 14 + 3]);
    expect([...blocks.extremes("darkest")]).toEqual([61]);
  });
});

describe("presets", () => {
  const plain = { shift: 0, stretch: 1, opacity: 1 };
  const hu = "[hnsf'U]";
  const domain = domainOf(hu, { low: 0, high: 1 });
  const extinctionAt = (name: VolumePreset, value: number, look = plain) => {
    const bytes = new Uint8Array(1);
    byteConverter(new Int16Array(), domain)(Int16Array.of(value), 0, 1, bytes);
    return extinctionOf(transferTable(presetFor(name, hu, { low: 0, high: 1 }, look), domain))[bytes[0] as number] as number;
  };

  it("show bone and not water, lung and not air", () => {
    for (const [name, seen, unseen] of [
      ["bone", 700, 0],
      ["lung", -800, -1000],
      ["airways", -980, -850],
      ["skin", -100, -1000],
      ["soft-tissue", 50, -1000],
      ["vessels", 300, 40],
    ] as const) {
      expect(extinctionAt(name, seen), name).toBeGreaterThan(0);
      expect(extinctionAt(name, unseen), name).toBe(0);
    }
  });

  it("are moved, stretched and made more opaque by the hand", () => {
    expect(extinctionAt("bone", 100)).toBe(0);
    expect(extinctionAt("bone", 100, { ...plain, shift: -300 })).toBeGreaterThan(0);
    expect(extinctionAt("bone", 50, { ...plain, stretch: 1.5 })).toBeGreaterThan(0);
    expect(extinctionAt("bone", 700, { ...plain, opacity: 2 })).toBeCloseTo(2 * extinctionAt("bone", 700), 5);
  });

  it("tell Hounsfield units apart to 5 HU where soft tissue and contrast are, and know byte 0 as nothing", () => {
    for (const value of [-1024, -990, -700, -100, 0, 60, 300, 690, 1400, 3000]) {
      const bytes = new Uint8Array(1);
      byteConverter(new Int16Array(), domain)(Int16Array.of(value), 0, 1, bytes);
      const back = valueAtPlace(placeOfByte(bytes[0] as number), domain);
      expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) < 350 ? 3 : 104);
      expect(bytes[0]).toBeGreaterThan(0);
    }
    const padded = new Uint8Array(1);
    byteConverter(new Int16Array(), domain, [-2000, -2000])(Int16Array.of(-2000), 0, 1, padded);
    expect(padded[0]).toBe(0);
  });

  it("are few where values have no meaning of their own, and lie in their spread", () => {
    expect(presetsOf("1")).not.toContain("lung");
    expect(presetsOf(hu)).toHaveLength(8);
    const { corners } = presetFor("skin", "1", { low: 100, high: 1100 }, plain);
    expect(corners[0]?.[0]).toBeCloseTo(200);
  });

  it("average between two values, the same both ways", () => {
    const table = new Float32Array(TABLE_SIZE * 4);
    table.set([1, 0.5, 0, 2], 100 * 4);
    const steps = stepTable(table);
    const at = (start: number, end: number) => [
      ...steps.slice((end * TABLE_SIZE + start) * 4, (end * TABLE_SIZE + start) * 4 + 4),
    ];
    expect(at(100, 100)).toEqual([1, 0.5, 0, 2]);
    expect(at(99, 102)).toEqual([1, 0.5, 0, 0.5]);
    expect(at(102, 99)).toEqual(at(99, 102));
    expect(at(0, 50)[3]).toBe(0);
  });
});

describe("the volume's texture", () => {
  const leaning = [grid.directions[0], grid.directions[1], normalize([0, 0.5, 2])] as const;

  it("spans it from edge to edge", () => {
    const box = textureBox(grid);
    expect(pointToTexture(box, [-5.5, -10.5, 99])).toEqual([0, 0, 0]);
    const far = pointToTexture(box, [4.5, 9.5, 159]);
    for (const part of far) expect(part).toBeCloseTo(1, 9);
  });

  it("is skewed with a tilted gantry", () => {
    const box = textureBox({ ...grid, spacingMm: [1, 1, Math.hypot(0.5, 2)], directions: leaning });
    const centreOfVoxel = ([i, j, k]: Vec3): Vec3 => [-5 + i, -10 + j + k * 0.5, 100 + k * 2];
    for (const voxel of [
      [0, 0, 0],
      [9, 19, 29],
      [3, 7, 20],
    ] as Vec3[]) {
      const place = pointToTexture(box, centreOfVoxel(voxel));
      expect(
        place.map((part, axis) => part * (grid.dimensions[axis] as number) - 0.5).map((part) => Math.round(part * 1e6) / 1e6 + 0),
      ).toEqual([...voxel]);
    }
  });

  it("gives slopes along right angles, whatever the way from slice to slice leans", () => {
    const { axes, lean } = slopeFrame({ directions: leaning });
    const wanted: Vec3 = [0.3, -0.7, 0.2];
    // What differences of neighbouring voxels along the grid's own axes are, for a value that rises by `wanted` a millimetre.
    const seen = leaning.map((direction) => dot(direction, wanted)) as unknown as Vec3;
    const along = [seen[0], seen[1], (seen[2] - lean[0] * seen[0] - lean[1] * seen[1]) / lean[2]] as const;
    for (const [at, axis] of axes.entries()) expect(along[at]).toBeCloseTo(dot(axis, wanted), 9);
  });

  it("is thinned to what the graphics card takes, and says why", () => {
    expect(fitVolume([512, 512, 300], 2048)).toMatchObject({ stride: 1, reason: undefined });
    expect(fitVolume([512, 512, 3000], 2048)).toMatchObject({ stride: 2, voxels: [256, 256, 1500], reason: "texture" });
    expect(fitVolume([2000, 2000, 1500], 2048)).toMatchObject({ stride: 2, reason: "memory" });
  });
});

describe("the view of a volume", () => {
  const size = { width: 300, height: 200 };
  const front = frontOrbit([0, 0, 0], 100, size);

  it("looks from the front, head up, left on the right", () => {
    expect(forward(front)).toEqual([0, 1, 0].map((part) => expect.closeTo(part)));
    expect(project(front, size, [10, 0, 0])[0]).toBeGreaterThan(150);
    expect(project(front, size, [0, 0, 10])[1]).toBeLessThan(100);
  });

  it("turns the near side with the hand and stays a rotation", () => {
    let orbit = front;
    for (let step = 0; step < 500; step++) orbit = turned(orbit, [7, -3]);
    expect(dot(orbit.right, orbit.down)).toBeCloseTo(0, 9);
    expect(dot(orbit.right, orbit.right)).toBeCloseTo(1, 9);
    const near = scale(forward(front), -50);
    expect(project(turned(front, [20, 0]), size, near)[0]).toBeGreaterThan(150);
    expect(project(turned(front, [0, 20]), size, near)[1]).toBeGreaterThan(100);
  });

  it("is looked at from six sides, that side towards the eye and letters as they are read", () => {
    for (const [side, towards, right] of [
      ["A", [0, -1, 0], [1, 0, 0]],
      ["P", [0, 1, 0], [-1, 0, 0]],
      ["L", [1, 0, 0], [0, 1, 0]],
      ["R", [-1, 0, 0], [0, -1, 0]],
      ["H", [0, 0, 1], [-1, 0, 0]],
      ["F", [0, 0, -1], [1, 0, 0]],
    ] as const) {
      const orbit = viewedFrom(front, side);
      expect(sideDirection(side).map((part) => part + 0)).toEqual(towards);
      expect(forward(orbit).map((part) => part + 0)).toEqual(towards.map((part) => 0 - part + 0));
      expect(orbit.right).toEqual(right);
      expect(orbit.viewScale).toBe(front.viewScale);
    }
  });

  it("moves a face of the clip box by the way of the hand along its axis alone", () => {
    const box = { low: [0, 0, 0] as Vec3, high: [1, 1, 1] as Vec3 };
    const along = [120, -50] as const;
    const moved = draggedFace(box, { axis: 2, side: "low" }, along, [60 + 50 * 0.3, -25 + 120 * 0.3]);
    expect(moved.low[2]).toBeCloseTo(0.5, 9);
    expect(moved.high).toEqual([1, 1, 1]);
    expect(draggedFace(box, { axis: 2, side: "low" }, [3, 4], [50, 50])).toEqual(box);
  });

  it("shifts with the hand and enlarges about the middle", () => {
    const point: Vec3 = add(front.centrePatient, [5, 0, 5]);
    const [x, y] = project(front, size, point);
    expect(project(shifted(front, [12, -8]), size, point)).toEqual([expect.closeTo(x + 12), expect.closeTo(y - 8)]);
    expect(project(enlarged(front, 2), size, point)[0] - 150).toBeCloseTo((x - 150) * 2, 9);
  });
});

describe("halves", () => {
  it("are the means of what is something, whichever of two slices comes first", () => {
    const slices = [Uint8Array.of(10, 20, 0, 30, 0, 0), Uint8Array.of(50, 60, 0, 70, 0, 9)];
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const halves = new Halves([3, 2, 3]);
      expect(halves.voxels).toEqual([2, 1, 2]);
      expect(halves.reach).toEqual([3 / 4, 1, 3 / 4]);
      const [alone, both] = order.map((slice) => halves.take(slice, slices[slice]!));
      expect([...alone!.bytes]).toEqual(order[0] === 0 ? [23, 0] : [63, 9]);
      expect(both).toMatchObject({ slice: 0 });
      expect([...both!.bytes]).toEqual([43, 9]);
      expect(halves.take(2, Uint8Array.of(4, 4, 4, 4, 4, 4))).toMatchObject({ slice: 1, bytes: Uint8Array.of(4, 4) });
    }
  });

  it("stay what all their voxels are", () => {
    const halves = new Halves([5, 7, 4]);
    for (const slice of [3, 0, 1, 2])
      expect(new Set(halves.take(slice, new Uint8Array(35).fill(77)).bytes)).toEqual(new Set([77]));
  });
});

describe("pace", () => {
  it("believes what is slow at once, and what is quick by and by", () => {
    const pace = new Pace();
    for (let at = 0; at < 40; at++) pace.noteCoarse(20, 1e6);
    pace.noteCoarse(2000, 1e6);
    const slowed = pace.share(1e6);
    expect(slowed).toBeLessThan(Math.sqrt(45 / 1000));
    pace.noteCoarse(20, 1e6);
    expect(pace.share(1e6)).toBeLessThan(slowed * 1.3);
  });

  it("lowers the resolution to what the card can do, and draws all of it where it can", () => {
    const slow = new Pace();
    for (let at = 0; at < 20; at++) slow.noteCoarse(400, 1e6);
    expect(slow.share(1e6)).toBeCloseTo(Math.sqrt(45 / 400), 2);
    expect(slow.affordsFull(1e6)).toBe(false);
    const quick = new Pace();
    for (let at = 0; at < 20; at++) quick.noteFine(5, 1e6);
    expect(quick.affordsFull(1e6)).toBe(true);
  });

  it("covers the view with bands from the middle outwards, without gaps", () => {
    const bands = bandsOf(103, 20);
    expect(bands.reduce((sum, { height }) => sum + height, 0)).toBe(103);
    const sorted = [...bands].sort((a, b) => a.y - b.y);
    const ends = [0, ...sorted.map(({ y, height }) => y + height)];
    expect(sorted.map(({ y }) => y)).toEqual(ends.slice(0, -1));
    expect(Math.abs(bands[0]!.y + bands[0]!.height / 2 - 51.5)).toBeLessThan(20);
  });
});
