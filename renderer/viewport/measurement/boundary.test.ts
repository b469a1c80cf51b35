import { describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { ballMask, type Finding, maskVoxelCount, packMask, unpackMask } from "../../../src/findings/index.ts";
import type { VolumeGrid } from "../../../src/geometry/index.ts";
import { maskPath } from "../overlay/mask-paths.ts";
import { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import { grown as grownAt, redrawn as redrawnAt } from "./boundary.ts";
import { carryBoundary } from "./carried-boundary.ts";
import { type Home, homeHere } from "./home.ts";

const grid: VolumeGrid = {
  dimensions: [20, 16, 5],
  spacingMm: [0.5, 0.5, 2],
  originPatient: [0, 0, 0],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};
const planeAt = (k: number) => ({
  imagePositionPatient: [0, 0, 2 * k] as const,
  rowDirection: [1, 0, 0] as const,
  columnDirection: [0, 1, 0] as const,
  pixelSpacing: [0.5, 0.5] as const,
  rows: 16,
  columns: 20,
});
const frames = Array.from({ length: 5 }, (_, k) => ({
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: `1.2.${k + 1}`,
  frameNumber: 1,
  rows: 16,
  columns: 20,
  samplesPerPixel: 1,
  valueType: "int16",
  unit: "[hnsf'U]",
  plane: planeAt(k),
}));
const detail = { seriesInstanceUid: "1.2", frames, geometry: { kind: "volume", issues: [], grid } } as unknown as SeriesDetail;
const sliceAt = (k: number): Slice =>
  ({ columns: 20, rows: 16, plane: planeAt(k), frame: frames[k], isAcquired: true }) as unknown as Slice;

function finding(over: Partial<Finding> = {}): Finding {
  const reference = { sopClassUid: "1.2", sopInstanceUid: "1.2.3", frameNumber: 1 };
  const sphere = { kind: "sphere", centerPatient: [5, 4, 4], diameterMm: 3 } as const;
  return { seriesInstanceUid: "1.2", geometry: sphere, reference, caveats: [], ...over } as Finding;
}

function pixels(loaded: number): SeriesPixels {
  const made = new SeriesPixels(detail);
  for (let k = 0; k < loaded; k++) made.put(k, new Int16Array(320).fill(10 * k).buffer);
  return made;
}

const home = (one: Finding, loaded: SeriesPixels): Home | undefined => homeHere(one, detail, loaded);
const grown = (one: Finding, by: 1 | -1, _of: SeriesDetail, loaded: SeriesPixels) => {
  const there = home(one, loaded);
  return there && grownAt(one, by, there);
};
const redrawn = (one: Finding, line: readonly Point2[], slice: Slice, of: SeriesDetail, loaded: SeriesPixels) => {
  const there = home(one, loaded);
  return there && redrawnAt(one, line, slice, of, there);
};

describe("the boundary of a finding", () => {
  it("of a ball becomes a mask as it grows, and takes the mean only where all values have come", () => {
    const larger = grown(finding(), 1, detail, pixels(5));
    const ball = ballMask(grid, [5, 4, 4], 3);
    if (larger?.segment === undefined || ball === undefined) throw new Error("no mask");
    expect(maskVoxelCount(larger.segment)).toBeGreaterThan(maskVoxelCount(ball));
    expect(larger.measurements).toHaveLength(5);
    expect(larger.measurements.at(-1)).toMatchObject({ value: 20, unit: "[hnsf'U]" });
    expect(grown(finding(), 1, detail, pixels(2))?.measurements).toHaveLength(4);
  });

  it("shrinks to nothing by saying so", () => {
    const one = finding({ segment: packMask([3, 3, 2], [1, 1, 1], [1]) });
    expect(grown(one, -1, detail, pixels(5))).toBeUndefined();
  });

  it("has its voxels on its own series alone", () => {
    expect(grown(finding({ seriesInstanceUid: "1.3" }), 1, detail, pixels(5))).toBeUndefined();
    const other = { sopClassUid: "1.2", sopInstanceUid: "1.9", frameNumber: 1 };
    expect(grown(finding({ reference: other }), 1, detail, pixels(5))).toBeUndefined();
  });

  it("drawn anew is what lies within the line on that slice, and the old on the others", () => {
    const segment = packMask([8, 6, 1], [4, 4, 3], Array<number>(48).fill(1));
    const line: readonly Point2[] = [
      [1.5, 1.5],
      [4.5, 1.5],
      [4.5, 3.5],
      [1.5, 3.5],
    ];
    const made = redrawn(finding({ segment }), line, sliceAt(2), detail, pixels(5))?.segment;
    if (made === undefined) throw new Error("no mask");
    expect(maskVoxelCount(made)).toBe(32 + 3 * 2);
    const [ni, nj] = made.size;
    expect(made.minIndex).toEqual([2, 2, 1]);
    expect(unpackMask(made).subarray(ni * nj, ni * nj + 3)).toEqual(new Uint8Array([1, 1, 1]));
    expect(redrawn(finding({ segment }), line.slice(0, 2), sliceAt(2), detail, pixels(5))).toBeUndefined();
  });
});

describe("the boundary of a ball that is moved or resized", () => {
  const segment = packMask([8, 6, 1], [4, 4, 3], Array<number>(48).fill(1));
  const ball = { kind: "sphere", centerPatient: [4.75, 3.75, 4], diameterMm: 4 } as const;
  const one = finding({ segment, geometry: ball });
  const put = (centerPatient: readonly [number, number, number], diameterMm = ball.diameterMm) => ({
    ...{ geometry: { kind: "sphere", centerPatient, diameterMm } as const, measurements: [], caveats: [] },
    reference: one.reference,
  });
  const loaded = pixels(5);
  const carried = (to: ReturnType<typeof put>, at: Home | undefined = home(one, loaded)) => carryBoundary(one, to, at);

  it("goes along as it is when it is moved a little, its numbers those of its voxels", () => {
    const { revised, how } = carried(put([5.25, 3.75, 4])) ?? {};
    expect(how).toBe("moved");
    expect(revised?.segment).toEqual({ ...segment, minIndex: [9, 6, 1] });
    expect(revised?.measurements).toEqual(grown(one, 1, detail, loaded) && expect.any(Array));
    const volume = revised?.measurements.find(({ unit }) => unit === "mm3");
    expect(volume?.value).toBe(48 * 0.5 * 0.5 * 2);
    // The mean is taken anew: slices 1 to 3 hold 10, 20 and 30.
    expect(revised?.measurements.at(-1)).toMatchObject({ value: 20, unit: "[hnsf'U]" });
    const up = carried(put([4.75, 3.75, 5.9]))?.revised;
    expect(up?.measurements.at(-1)).toMatchObject({ value: 30 });
    expect(up?.reference.sopInstanceUid).toBe("1.2.4");
  });

  it("is that of the ball elsewhere and of another size where nothing stands out", () => {
    for (const to of [put([4.75, 3.75, 4], 5), put([8.5, 6, 4])]) {
      const { revised, how } = carried(to) ?? {};
      expect(how).toBe("ball");
      expect(revised?.segment).toEqual(ballMask(grid, to.geometry.centerPatient, to.geometry.diameterMm));
    }
  });

  it("is found anew where something does", () => {
    const bright = new SeriesPixels(detail);
    for (let k = 0; k < 5; k++) {
      const values = new Int16Array(320).fill(-850);
      if (k === 2 || k === 3) for (let j = 9; j < 13; j++) values.fill(40, 20 * j + 13, 20 * j + 17);
      bright.put(k, values.buffer);
    }
    const { revised, how } = carryBoundary(one, put([7.25, 5.25, 5], 5), homeHere(one, detail, bright)) ?? {};
    expect(how).toBe("found");
    expect(revised?.segment).toEqual(packMask([13, 9, 2], [4, 4, 2], Array<number>(32).fill(1)));
    expect(revised?.measurements.at(-1)).toMatchObject({ value: 40 });
  });

  it("is none where nobody knows the voxels, and then the numbers are those of the ball", () => {
    const to = put([6, 4, 4]);
    expect(carryBoundary(one, to, undefined)).toEqual({ revised: to, how: "none" });
    expect(carryBoundary(finding(), to, home(one, loaded))).toBeUndefined();
  });
});

describe("a boundary drawn on another series of the frame of reference", () => {
  it("changes the finding's own voxels that lie on the slice, without values of another series", () => {
    const segment = packMask([8, 6, 1], [4, 4, 3], Array<number>(48).fill(1));
    const one = finding({ segment });
    const other = { ...detail, seriesInstanceUid: "1.9" } as SeriesDetail;
    // Coronal, thinner than the voxels are apart: through row 7 and a quarter.
    const plane = {
      imagePositionPatient: [0, 3.6, -1],
      rowDirection: [1, 0, 0],
      columnDirection: [0, 0, 1],
      pixelSpacing: [0.25, 0.25],
      rows: 60,
      columns: 60,
    } as const;
    const slice = { ...sliceAt(0), plane, columns: 60, rows: 60, isAcquired: true } as Slice;
    const line: readonly Point2[] = [
      [11, 3],
      [31, 3],
      [31, 29],
      [11, 29],
    ];
    const made = redrawnAt(one, line, slice, other, { detail, grid });
    const voxels = made?.segment && unpackMask(made.segment);
    expect(made?.segment?.minIndex).toEqual([6, 6, 0]);
    expect(made?.segment?.size).toEqual([10, 4, 4]);
    // Row 7 is what was drawn, columns 6 to 15 of slices 0 to 3; the other rows are as before.
    const inRow = (j: number) => voxels?.filter((value, at) => value === 1 && Math.floor(at / 10) % 4 === j).length;
    expect([0, 1, 2, 3].map(inRow)).toEqual([12, 40, 12, 12]);
    expect(made?.measurements.map(({ unit }) => unit)).toEqual(["mm", "mm", "mm", "mm3"]);
  });
});

describe("the outline of a mask", () => {
  const one = finding({ segment: packMask([8, 6, 1], [4, 2, 2], Array<number>(16).fill(1)) });

  it("runs along the edges of its pixels, on the slices that it is on", () => {
    expect(maskPath(one, detail, sliceAt(1))).toBe("M7.5 5.5H11.5V7.5H7.5Z");
    expect(maskPath(one, detail, sliceAt(2))).not.toBe("");
    for (const k of [0, 3]) expect(maskPath(one, detail, sliceAt(k))).toBe("");
  });

  it("is cut by planes across the slices, as thick as the slices are", () => {
    const plane = {
      imagePositionPatient: [0, 3.5, 0],
      rowDirection: [1, 0, 0],
      columnDirection: [0, 0, 1],
      pixelSpacing: [0.5, 0.5],
      rows: 20,
      columns: 20,
    } as const;
    const path = maskPath(one, detail, { ...sliceAt(0), plane, isAcquired: false });
    const numbers = path.match(/[\d.]+/g)?.map(Number) ?? [];
    // Columns 8 to 11; from half a slice above the first to half a slice below the last: 2 mm and 4 mm, in half millimetres.
    expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([1.5, 11.5]);
    expect(path).toContain("V9.5");
  });

  it("is none of a mask that cannot be read, and on another series", () => {
    const broken = finding({ segment: { minIndex: [0, 0, 0], size: [4, 4, 4], bitsBase64: "AA==" } });
    expect(maskPath(broken, detail, sliceAt(0))).toBe("");
    expect(maskPath({ ...one, seriesInstanceUid: "1.3" }, detail, sliceAt(1))).toBe("");
  });
});
