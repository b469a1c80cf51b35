import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { calibratedSpacing, lengthsAt } from "./lengths.ts";
import type { Slice } from "./slice.ts";

const slice = (frame: Partial<Frame>, isCalibrated = true): Slice =>
  ({ columns: 100, rows: 100, spacing: [0.4, 0.2], isCalibrated, plane: undefined, frame }) as never;

const regions = [
  { left: 10, top: 10, right: 20, bottom: 20, spacingMm: [0.1, 0.1] },
  { left: 0, top: 0, right: 60, bottom: 60, spacingMm: [0.3, 0.3] },
] as const;

describe("the lengths of pixels", () => {
  it("are those of the region that holds all of a measurement", () => {
    const us = slice({ pixelSpacingSource: "none", ultrasoundRegions: regions }, false);
    expect(
      lengthsAt(us, [
        [12, 12],
        [20.4, 15],
      ])?.spacingMm,
    ).toEqual([0.1, 0.1]);
    expect(
      lengthsAt(us, [
        [12, 12],
        [40, 15],
      ])?.spacingMm,
    ).toBeUndefined();
    expect(
      lengthsAt(us, [
        [25, 12],
        [40, 15],
      ])?.spacingMm,
    ).toEqual([0.3, 0.3]);
    expect(
      lengthsAt(us, [
        [12, 12],
        [80, 15],
      ]),
    ).toBeUndefined();
  });

  it("are none in a region of times within one of lengths, nor from one into the other", () => {
    const times = { left: 30, top: 30, right: 50, bottom: 50 };
    const us = slice({ pixelSpacingSource: "patient", ultrasoundRegions: [times, ...regions] });
    for (const from of [31, 25]) {
      expect(
        lengthsAt(us, [
          [from, 35],
          [40, 40],
        ]),
      ).toBeUndefined();
    }
  });

  it("are the image's where it has some, with who says so", () => {
    expect(lengthsAt(slice({ pixelSpacingSource: "corrected" }), [[1, 1]])).toEqual({
      spacingMm: [0.4, 0.2],
      source: "corrected",
    });
    expect(lengthsAt(slice({ pixelSpacingSource: "none" }, false), [[1, 1]])).toBeUndefined();
  });
});

describe("a calibration on a known length", () => {
  it("makes the line as long as it is, and keeps the pixels' proportions", () => {
    const spacing = calibratedSpacing([0.4, 0.2], [10, 10], [40, 30], 50);
    const [betweenRows, betweenColumns] = spacing ?? [0, 0];
    expect(Math.hypot(30 * betweenColumns, 20 * betweenRows)).toBeCloseTo(50, 9);
    expect(betweenRows / betweenColumns).toBeCloseTo(2, 9);
    expect(calibratedSpacing([1, 1], [5, 5], [5, 5], 50)).toBeUndefined();
  });
});
