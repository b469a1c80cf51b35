import { describe, expect, it } from "vitest";
import type { Frame, SeriesDetail } from "../../../src/contract/index.ts";
import { regionStatistics } from "../../../src/findings/index.ts";
import {
  add,
  distance,
  indexToPatientMm,
  patientMmToPixel,
  pixelToPatientMm,
  type Vec3,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import { valueAt } from "../measurement/measured.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { reduceDetail } from "../pixels/reduction.ts";
import { SeriesPixels } from "../pixels/series-pixels.ts";
import { autoWindow } from "../plane/auto-window.ts";
import { createPlaneSource, createStackSource } from "./slice-source.ts";

const centre: Vec3 = [4, -6, 130];
const radiusMm = 30;

/** A head CT of a ball in air: the table moves along z, the slices lean by an angle. 1 where the ball is, soft over a voxel. */
function ballCt(degrees: number, missingSlices: readonly number[] = []): { pixels: SeriesPixels; grid: VolumeGrid } {
  const angle = (degrees * Math.PI) / 180;
  const columnDirection: Vec3 = [0, Math.cos(angle), Math.sin(angle)];
  const grid: VolumeGrid = {
    dimensions: [100, 110, 50],
    spacingMm: [1, 1, 2],
    originPatient: [-46, -56 * Math.cos(angle), 80 - 56 * Math.sin(angle)],
    directions: [[1, 0, 0], columnDirection, [0, 0, 1]],
  };
  const [columns, rows, slices] = grid.dimensions;
  const held = Array.from({ length: slices }, (_, k) => k).filter((k) => !missingSlices.includes(k));
  const frames = held.map((k): Frame => {
    const imagePositionPatient = indexToPatientMm(grid, [0, 0, k]);
    return {
      sopClassUid: "1",
      sopInstanceUid: `1.${k + 1}`,
      frameNumber: 1,
      instanceNumber: k + 1,
      rows,
      columns,
      samplesPerPixel: 1,
      valueType: "float32",
      photometricInterpretation: "MONOCHROME2",
      plane: { imagePositionPatient, rowDirection: [1, 0, 0], columnDirection, pixelSpacing: [1, 1], rows, columns },
      pixelSpacingSource: "patient",
      voi: [],
      unit: "1",
    };
  });
  const detail = {
    seriesInstanceUid: "1",
    frames,
    geometry: { kind: "marked", issues: [], grid, missingSlices },
  } as unknown as SeriesDetail;
  const pixels = new SeriesPixels(detail);
  held.forEach((k, n) => {
    const values = new Float32Array(columns * rows);
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const away = distance(indexToPatientMm(grid, [i, j, k]), centre);
        values[i + columns * j] = Math.min(1, Math.max(0, radiusMm - away + 0.5));
      }
    }
    pixels.put(n, values.buffer);
  });
  return { pixels, grid };
}

describe.each([0, 15, -25])("a ball in a series whose gantry was tilted by %d degrees", (degrees) => {
  const { pixels, grid } = ballCt(degrees);

  it.each(["SAGITTAL", "CORONAL", "AXIAL"] as const)("is as round and as large in the %s plane as it is", (name) => {
    const source = createPlaneSource(pixels, grid, name);
    const index = source.nearest(centre) as number;
    const slice = source.slice(index);
    const plane = slice?.plane;
    if (slice === undefined || plane === undefined) throw new Error("no slice");
    // Every point where the ball ends along a line of the picture lies a radius away from its centre, in millimetres of the patient.
    let edges = 0;
    for (let row = 0; row < slice.rows; row++) {
      for (let column = 1; column < slice.columns; column++) {
        const [before, after] = [slice.values[column - 1 + slice.columns * row]!, slice.values[column + slice.columns * row]!];
        if (before < 0.5 === after < 0.5) continue;
        const crossing = column - 1 + (0.5 - before) / (after - before);
        expect(Math.abs(distance(pixelToPatientMm(plane, crossing, row), centre) - radiusMm)).toBeLessThan(0.35);
        edges += 1;
      }
    }
    expect(edges).toBeGreaterThan(50);
  });

  it.each(["SAGITTAL", "CORONAL", "AXIAL"] as const)("has its whole outline in a slab as thick as it, %s", (name) => {
    const source = createPlaneSource(pixels, grid, name);
    source.setSlab({ mode: "MIP", thicknessMm: 2 * radiusMm });
    const away: Vec3 = name === "SAGITTAL" ? [18, 0, 0] : name === "CORONAL" ? [0, 18, 0] : [0, 0, 18];
    const index = source.nearest(add(centre, away)) as number;
    const slice = source.slice(index);
    if (slice?.plane === undefined) throw new Error("no slice");
    expect(slice.isAcquired).toBe(false);
    expect(slice.slab?.planes).toBeGreaterThan(20);
    // Seen along the plane's normal, a ball is a disc of its radius wherever the slab's middle is.
    const middle = patientMmToPixel(slice.plane, centre);
    const [betweenRows, betweenColumns] = slice.plane.pixelSpacing;
    let edges = 0;
    for (let row = 0; row < slice.rows; row++) {
      for (let column = 1; column < slice.columns; column++) {
        const [before, after] = [slice.values[column - 1 + slice.columns * row]!, slice.values[column + slice.columns * row]!];
        if (before < 0.5 === after < 0.5) continue;
        const crossing = column - 1 + (0.5 - before) / (after - before);
        const awayMm = Math.hypot((crossing - middle[0]) * betweenColumns, (row - middle[1]) * betweenRows);
        // Slices are 2 mm apart: the widest circle of the ball may lie between two.
        expect(Math.abs(awayMm - radiusMm)).toBeLessThan(0.5);
        edges += 1;
      }
    }
    expect(edges).toBeGreaterThan(50);
  });

  it("lies whole in every plane: nothing of the slices is cut off at the sides", () => {
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
    const whole = sum(pixels.whole() as Float32Array);
    for (const name of ["SAGITTAL", "CORONAL"] as const) {
      const source = createPlaneSource(pixels, grid, name);
      let found = 0;
      for (let index = 0; index < source.count; index++) found += sum(source.slice(index)?.values ?? []);
      expect(Math.abs(found / whole - 1)).toBeLessThan(0.001);
    }
  });

  it("is gone to by its centre in every plane, and points outside are not", () => {
    for (const name of ["SAGITTAL", "CORONAL", "AXIAL"] as const) {
      const source = createPlaneSource(pixels, grid, name);
      expect(source.within(centre)?.map((part) => Math.round(part * 1e6) / 1e6)).toEqual(centre);
      expect(source.within([centre[0], centre[1], centre[2] + 200])).toBeUndefined();
    }
  });
});

describe("a series of which slices are missing", () => {
  const missing = [20, 21, 22];
  const { pixels, grid } = ballCt(15, missing);

  it("is blank where they would be, and in its place elsewhere", () => {
    const source = createPlaneSource(pixels, grid, "SAGITTAL");
    const slice = source.slice(source.nearest(centre) as number);
    const whole = createPlaneSource(ballCt(15).pixels, grid, "SAGITTAL");
    const other = whole.slice(whole.nearest(centre) as number);
    if (slice === undefined || other === undefined) throw new Error("no slice");
    for (let row = 0; row < slice.rows; row++) {
      const line = (of: typeof slice) => [...of.values.slice(row * of.columns, (row + 1) * of.columns)];
      // Rows go from head to foot.
      if (missing.includes(slice.rows - 1 - row)) expect(new Set(line(slice))).toEqual(new Set([0]));
      else expect(line(slice)).toEqual(line(other));
    }
  });

  it("has no values there: nothing is read, measured or windowed from what is drawn in their place", () => {
    for (const slab of [undefined, { mode: "MIP", thicknessMm: 5 }, { mode: "MEAN", thicknessMm: 5 }] as const) {
      const source = createPlaneSource(pixels, grid, "CORONAL");
      source.setSlab(slab);
      const slice = source.slice(source.nearest(centre) as number);
      const whole = createPlaneSource(ballCt(15).pixels, grid, "CORONAL");
      whole.setSlab(slab);
      const other = whole.slice(whole.nearest(centre) as number);
      if (slice === undefined || other === undefined) throw new Error("no slice");
      const held = Array.from({ length: 20 }, (_, n) => n + 16).filter((row) => !missing.includes(slice.rows - 1 - row));
      expect(held).toHaveLength(17);
      const wanted = held.flatMap((row) => [...other.values.slice(row * 100 + 40, row * 100 + 61)]);
      const corners = [
        [39.5, 15.5],
        [60.5, 15.5],
        [60.5, 35.5],
        [39.5, 35.5],
      ] as [number, number][];
      const found = regionStatistics(slice, { kind: "image", shape: "polygon", pointsPixel: corners });
      expect(found?.pixelCount).toBe(wanted.length);
      expect(found?.minimum).toBe(Math.min(...wanted));
      expect(found?.mean).toBeCloseTo(wanted.reduce((sum, value) => sum + value, 0) / wanted.length, 6);
      expect(valueAt(slice, [50, slice.rows - 1 - 21])).toBeUndefined();
      expect(valueAt(slice, [50, slice.rows - 1 - 24])).toBeGreaterThan(0.9);
      expect(autoWindow(slice, (_, row) => missing.includes(slice.rows - 1 - row))).toBeUndefined();
    }
  });

  it("has none beside the frames of a tilted gantry, which an upright picture is larger than", () => {
    const source = createPlaneSource(pixels, grid, "SAGITTAL");
    const slice = source.slice(50);
    if (slice === undefined) throw new Error("no slice");
    const held = Array.from({ length: slice.columns * slice.rows }, (_, at) => at).filter(
      (at) => valueAt(slice, [at % slice.columns, Math.floor(at / slice.columns)]) !== undefined,
    );
    // As many pixels as the frames have there, one more or less at the ends of each.
    expect(Math.abs(held.length - 47 * 110)).toBeLessThanOrEqual(47);
    expect(slice.columns).toBeGreaterThan(125);
  });

  it("is leafed through without them, each slice where it lies", () => {
    const source = createPlaneSource(pixels, grid, "AXIAL");
    expect(source.count).toBe(47);
    expect(source.planeAt(19)?.imagePositionPatient).toEqual(indexToPatientMm(grid, [0, 0, 19]));
    expect(source.planeAt(20)?.imagePositionPatient).toEqual(indexToPatientMm(grid, [0, 0, 23]));
    expect(source.nearest(indexToPatientMm(grid, [50, 50, 22]))).toBe(20);
    expect(source.slice(20)?.frame.sopInstanceUid).toBe("1.24");
  });

  it("is thrown together without them, as a stack too", () => {
    const source = createStackSource(pixels);
    source.setSlab({ mode: "MINIP", thicknessMm: 12 });
    const slice = source.slice(20);
    expect(slice?.slab?.planes).toBe(7);
    // Were the missing ones taken for zeros, all of it would be.
    const middle = 46 + 4 + 100 * Math.round(slice!.rows / 2);
    expect(slice?.values[middle]).toBeGreaterThan(0.9);
    source.setSlab(undefined);
    expect(source.slice(20)?.isAcquired).toBe(true);
  });
});

describe("a slab of a series that is still coming", () => {
  it.each(["AXIAL", "CORONAL"] as const)("takes in all that has come since, %s", (name) => {
    const { pixels: whole, grid } = ballCt(0);
    const coming = new SeriesPixels(whole.detail);
    const put = (from: number, to: number) => {
      for (let n = from; n < to; n++) coming.put(n, (whole.frame(n) as Float32Array).slice().buffer);
    };
    put(20, 27);
    const slab = { mode: "MEAN", thicknessMm: 40 } as const;
    const source = createPlaneSource(coming, grid, name);
    source.setSlab(slab);
    const index = source.nearest(centre) as number;
    expect(source.slice(index)).toBeDefined();
    put(0, 20);
    put(27, 50);
    // One frame of all that came is told of, as a scene does.
    source.refresh(3);
    const wanted = createPlaneSource(whole, grid, name);
    wanted.setSlab(slab);
    expect([...(source.slice(index)?.values ?? [])]).toEqual([...(wanted.slice(index)?.values ?? [])]);
  });
});

describe("a series whose values mean something else from frame to frame", () => {
  const { pixels, grid } = ballCt(0);
  const { frames } = pixels.detail;
  const made = (suvOf: (n: number) => number) => {
    const own = frames.map((frame, n) => ({ ...frame, unit: "Bq/ml", suv: { bodyWeight: suvOf(n), missing: [] } }));
    const other = new SeriesPixels({ ...pixels.detail, frames: own });
    frames.forEach((_, n) => {
      other.put(n, (pixels.frame(n) as Float32Array).slice().buffer);
    });
    return other;
  };
  const unitsOf = (of: SeriesPixels, slab = false, ofGrid = grid) =>
    (["CORONAL", "AXIAL"] as const).map((name) => {
      const source = createPlaneSource(of, ofGrid, name);
      if (slab) source.setSlab({ mode: "MIP", thicknessMm: 20 });
      return shownValues(source.slice(20)!.frame).unit;
    });

  it("is read in the unit of one frame only where it is one frame's, or that of all", () => {
    expect(unitsOf(made(() => 2))).toEqual(["{SUVbw}g/ml", "{SUVbw}g/ml"]);
    const uneven = made((n) => 2 + n / 50);
    expect(unitsOf(uneven)).toEqual(["Bq/ml", "{SUVbw}g/ml"]);
    expect(unitsOf(uneven, true)).toEqual(["Bq/ml", "Bq/ml"]);
  });

  it("is read in the values where averaged slices are of frames that differ, though those that stand for them do not", () => {
    const { detail, reduction } = reduceDetail(made((n) => 2 + (n % 2)).detail, [1, 1, 2]);
    const halved = new SeriesPixels(detail, undefined, reduction);
    detail.frames.forEach((_, n) => {
      halved.put(n, (pixels.frame(2 * n) as Float32Array).slice().buffer);
    });
    const halvedGrid = detail.geometry.grid as VolumeGrid;
    expect(unitsOf(halved, false, halvedGrid)).toEqual(["Bq/ml", "Bq/ml"]);
    expect(unitsOf(halved, true, halvedGrid)).toEqual(["Bq/ml", "Bq/ml"]);
  });
});
