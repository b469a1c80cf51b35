import { describe, expect, it, vi } from "vitest";
import type { Frame, SeriesDetail, ValueType } from "../../../src/contract/index.ts";
import {
  add,
  cross,
  distance,
  dot,
  indexToPatientMm,
  length,
  pixelToPatientMm,
  scale,
  subtract,
  type Vec3,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import { averageDown, averagedSize } from "../../../src/volume/index.ts";
import { createPlaneSource } from "../scene/slice-source.ts";
import { FrameLoader, type RetrieveFrames } from "./frame-loader.ts";
import { type Factors, fittingFactors, reduceDetail, volumeBytesOf } from "./reduction.ts";
import { SeriesCache } from "./series-cache.ts";
import { SeriesPixels } from "./series-pixels.ts";

const centre: Vec3 = [3.3, -6.2, 131.7];
const radiusMm = 24;
const padding = -2000;

interface Series {
  readonly detail: SeriesDetail;
  readonly values: ReadonlyMap<string, Int16Array<ArrayBuffer>>;
}

/** A computer that gives no memory. */
class NoMemory {
  constructor() {
    throw new RangeError("Array buffer allocation failed");
  }
}

/** A ball in air, its slices leaning by an angle; the outermost columns are padding. */
function ballCt(degrees: number, missingSlices: readonly number[] = []): Series {
  const angle = (degrees * Math.PI) / 180;
  const columnDirection: Vec3 = [0, Math.cos(angle), Math.sin(angle)];
  const grid: VolumeGrid = {
    dimensions: [91, 94, 77],
    spacingMm: [0.8, 0.8, 1],
    originPatient: [-32.7, -43.8 * Math.cos(angle), 93.7 - 37.6 * Math.sin(angle)],
    directions: [[1, 0, 0], columnDirection, [0, 0, 1]],
  };
  const [columns, rows, slices] = grid.dimensions;
  const values = new Map<string, Int16Array<ArrayBuffer>>();
  const frames: Frame[] = [];
  for (let k = 0; k < slices; k++) {
    if (missingSlices.includes(k)) continue;
    const sopInstanceUid = `1.${k + 1}`;
    const imagePositionPatient = indexToPatientMm(grid, [0, 0, k]);
    const own = new Int16Array(columns * rows);
    for (let at = 0; at < own.length; at++) {
      const i = at % columns;
      const away = distance(indexToPatientMm(grid, [i, Math.floor(at / columns), k]), centre);
      own[at] = i < 2 ? padding : Math.round(-1000 + 2000 * Math.min(1, Math.max(0, (radiusMm - away) / 2 + 0.5)));
    }
    values.set(sopInstanceUid, own);
    frames.push({
      sopClassUid: "1",
      sopInstanceUid,
      frameNumber: 1,
      instanceNumber: k + 1,
      rows,
      columns,
      samplesPerPixel: 1,
      valueType: "int16",
      photometricInterpretation: "MONOCHROME2",
      plane: { imagePositionPatient, rowDirection: [1, 0, 0], columnDirection, pixelSpacing: [0.8, 0.8], rows, columns },
      pixelSpacingSource: "patient",
      paddingRange: [padding, padding],
      voi: [],
      unit: "[hnsf'U]",
    });
  }
  const geometry = { kind: "volume", issues: [], grid, missingSlices };
  return { detail: { seriesInstanceUid: "1", frames, geometry } as unknown as SeriesDetail, values };
}

/** The series loaded as a volume of averaged voxels, as the host would average its frames. */
async function loaded({ detail, values }: Series, pixels: SeriesPixels): Promise<SeriesPixels> {
  const retrieveMany: RetrieveFrames = async (asked, { reduce = [1, 1] }) =>
    asked.map(({ sopInstanceUid, valueType }) => {
      const { columns, rows, paddingRange } = detail.frames[0] as Frame;
      const grid = { columns, rows, factors: reduce, paddingRange };
      const [width, height] = averagedSize(grid);
      const out = new Int16Array(width * height);
      expect(valueType satisfies ValueType | undefined).toBe("int16");
      averageDown(values.get(sopInstanceUid) as Int16Array, grid, out);
      return { bytes: new Uint8Array(out.buffer), missingValues: 0, range: undefined };
    });
  const loader = new FrameLoader(() => Promise.reject(new Error("one by one")), { retrieveMany });
  const idle = new Promise<void>((resolve) => loader.onIdle(resolve));
  loader.look({}, pixels, { index: Math.floor(pixels.frameCount / 2), direction: 0, whole: true });
  await idle;
  expect([pixels.loadedCount, pixels.failedCount]).toEqual([pixels.frameCount, 0]);
  return pixels;
}

async function reduced(series: Series, factors: Factors): Promise<SeriesPixels> {
  const { detail, reduction } = reduceDetail(series.detail, factors);
  return loaded(series, new SeriesPixels(detail, undefined, reduction));
}

/** Middle of what is brighter than air, by its brightness. */
function centroid(values: ArrayLike<number>, pointOf: (at: number) => Vec3): Vec3 {
  let [sum, weights]: [Vec3, number] = [[0, 0, 0], 0];
  for (let at = 0; at < values.length; at++) {
    const weight = Math.max(0, (values[at] as number) + 1000);
    if (weight === 0) continue;
    sum = add(sum, scale(pointOf(at), weight));
    weights += weight;
  }
  return scale(sum, 1 / weights);
}

describe.each([0, 15, -20])("a ball in a reduced volume whose gantry was tilted by %d degrees", (degrees) => {
  const series = ballCt(degrees);

  it.each([[[2, 2, 1]], [[2, 2, 2]], [[3, 3, 2]], [[1, 1, 4]], [[4, 4, 3]]] as const)(
    "lies where it is, by %j",
    async (factors) => {
      const pixels = await reduced(series, factors);
      const grid = pixels.detail.geometry.grid as VolumeGrid;
      const values = pixels.whole() as Int16Array;
      const [columns, rows] = grid.dimensions;
      expect(values).toHaveLength((volumeBytesOf(series.detail, factors) ?? 0) / 2);
      const pointOf = (at: number) =>
        indexToPatientMm(grid, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / columns / rows)]);
      const off = subtract(centroid(values, pointOf), centre);
      for (const [axis, direction] of grid.directions.entries())
        expect(Math.abs(dot(off, direction))).toBeLessThan(0.1 * (grid.spacingMm[axis] as number));
      for (const [k, { plane }] of pixels.detail.frames.entries()) {
        if (k + 1 < pixels.frameCount)
          expect(distance(plane?.imagePositionPatient as Vec3, indexToPatientMm(grid, [0, 0, k]))).toBeLessThan(1e-9);
      }
    },
  );

  it.each(["SAGITTAL", "CORONAL", "AXIAL"] as const)(
    "lies there in the %s plane and in a slab MIP, and says that it is averaged",
    async (name) => {
      const pixels = await reduced(series, [2, 2, 2]);
      const source = createPlaneSource(pixels, pixels.detail.geometry.grid as VolumeGrid, name);
      for (const slab of [undefined, { mode: "MIP", thicknessMm: 20 }] as const) {
        source.setSlab(slab);
        const slice = source.slice(source.nearest(centre) as number);
        const plane = slice?.plane;
        if (slice === undefined || plane === undefined) throw new Error("no slice");
        expect(slice).toMatchObject({ reducedBy: [2, 2, 2], isAcquired: false });
        const found = centroid(slice.values, (at) => pixelToPatientMm(plane, at % slice.columns, Math.floor(at / slice.columns)));
        const normal = cross(plane.rowDirection, plane.columnDirection);
        const off = subtract(found, centre);
        const inPlane = subtract(off, scale(normal, dot(off, normal)));
        expect(length(inPlane)).toBeLessThan(0.1 * 2);
        expect(Math.abs(dot(off, normal))).toBeLessThanOrEqual(1.01);
      }
    },
  );
});

describe("a volume of averaged voxels", () => {
  const series = ballCt(0, [30, 31, 40]);

  it("keeps slices that are missing, and fills those of which a part is there", async () => {
    const pixels = await reduced(series, [1, 1, 2]);
    expect(pixels.detail.geometry.missingSlices).toEqual([15]);
    expect(pixels.frameOfSlice(15)).toBeUndefined();
    expect(pixels.detail.frames[pixels.frameOfSlice(20) as number]?.sopInstanceUid).toBe("1.42");
    expect(pixels.frameCount).toBe(38);
  });

  it("has the means of its voxels", async () => {
    const pixels = await reduced(series, [2, 3, 1] as unknown as Factors);
    const [first, second] = [series.values.get("1.21"), pixels.frame(20)];
    const cell = [0, 1, 2].flatMap((line) => [0, 1].map((at) => first?.[44 + at + 91 * (45 + line)] ?? Number.NaN));
    expect(second?.[22 + 46 * 15]).toBe(Math.round(cell.reduce((sum, value) => sum + value, 0) / 6));
    expect(second?.[0]).toBe(padding);
  });

  it("is as fine as its bytes allow, along all axes alike", () => {
    const bytes = volumeBytesOf(series.detail) as number;
    expect(fittingFactors(series.detail, bytes)).toEqual([1, 1, 1]);
    expect(fittingFactors(series.detail, bytes - 1)).toEqual([2, 2, 1]);
    expect(fittingFactors(series.detail, bytes / 5)).toEqual([2, 2, 2]);
    expect(fittingFactors(series.detail, bytes / 60)).toEqual([5, 5, 3]);
    expect(fittingFactors(series.detail, 10)).toBeUndefined();
  });

  it("lies beside frames that are held one by one, and is shared", async () => {
    const bytes = volumeBytesOf(series.detail) as number;
    const cache = new SeriesCache(() => bytes / 3);
    const stack = cache.hold(series.detail).pixels;
    const volume = cache.holdVolume(series.detail)?.pixels;
    expect([stack.whole(), stack.reduction, volume?.reduction?.factors]).toEqual([undefined, undefined, [2, 2, 1]]);
    expect(cache.holdVolume(series.detail)?.pixels).toBe(volume);
    expect(cache.hold(series.detail).pixels).toBe(stack);
    const roomy = new SeriesCache(() => bytes);
    expect(roomy.holdVolume(series.detail)?.pixels).toBe(roomy.hold(series.detail).pixels);
  });

  it("is none where there is no memory for the smallest", () => {
    expect(new SeriesCache(() => 10).holdVolume(series.detail)).toBeUndefined();
    vi.stubGlobal("ArrayBuffer", NoMemory);
    const cache = new SeriesCache();
    expect(cache.holdVolume(series.detail)).toBeUndefined();
    // Nothing of it is left behind: it is tried again.
    vi.unstubAllGlobals();
    expect(cache.holdVolume(series.detail)?.pixels.whole()).toBeDefined();
  });
});
