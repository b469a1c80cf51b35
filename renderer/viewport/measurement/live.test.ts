import { describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { dcm, sct } from "../../../src/findings/index.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import { isCountedLive, liveNumbers } from "./live.ts";
import { measureShape } from "./measured.ts";

const side = 1024;
const frame = { unit: "[hnsf'U]", pixelSpacingSource: "patient", sopInstanceUid: "1.2", frameNumber: 1 } as Slice["frame"];
const slice = {
  columns: side,
  rows: side,
  samplesPerPixel: 1,
  values: Int16Array.from({ length: side * side }, (_, at) => at % side),
  spacing: [1, 1],
  isCalibrated: true,
  isAcquired: true,
  plane: {
    imagePositionPatient: [0, 0, 0],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    pixelSpacing: [1, 1],
    rows: side,
    columns: side,
  },
  frame,
} as unknown as Slice;
const detail = { frames: [frame], geometry: { kind: "volume", issues: [] } } as unknown as SeriesDetail;
const square = (size: number): readonly Point2[] => [
  [10, 10],
  [10 + size, 10],
  [10 + size, 10 + size],
  [10, 10 + size],
];
const shaped = { shape: "polygon", code: dcm.imageRegion } as const;

describe("a region under the hand", () => {
  it("says the same as once it is let go", () => {
    const live = liveNumbers(shaped, square(100), slice, detail);
    expect(live.measurements).toEqual(measureShape(shaped, square(100), slice, detail).measurements);
    expect(live.measurements.find(({ concept }) => concept === dcm.meanAttenuation)?.value).toBeCloseTo(59.5, 9);
  });

  it("has its size alone where counting would take long", () => {
    const { measurements } = liveNumbers(shaped, square(800), slice, detail);
    expect(measurements.map(({ concept }) => concept)).toEqual([sct.area, sct.perimeter]);
    expect(isCountedLive("polygon", square(800), slice)).toBe(false);
    const corners = Array.from(
      { length: 4000 },
      (_, at): Point2 => [300 + 200 * Math.cos(at / 637), 300 + 200 * Math.sin(at / 796)],
    );
    expect(isCountedLive("polygon", corners, slice)).toBe(true);
    expect(isCountedLive("polygon", [...corners, ...corners, ...corners], slice)).toBe(false);
  });

  it("counts only what of it lies on the image", () => {
    const wide: readonly Point2[] = [
      [-9000, 500],
      [9000, 500],
      [9000, 600],
      [-9000, 600],
    ];
    expect(isCountedLive("polygon", wide, slice)).toBe(true);
    const ends: readonly Point2[] = [
      [100, 300],
      [900, 300],
      [500, 290],
      [500, 310],
    ];
    expect(isCountedLive("ellipse", ends, slice)).toBe(true);
  });
});
