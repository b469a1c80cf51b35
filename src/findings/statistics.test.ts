import { describe, expect, it } from "vitest";
import { pixelToPatientMm, type Vec3 } from "../geometry/index.ts";
import { dcm } from "./dcm.ts";
import type { FindingGeometry } from "./geometry.ts";
import { sct } from "./sct.ts";
import { regionHistogram, regionStatistics, type SampledFrame, statisticsMeasurements } from "./statistics.ts";

const plane = {
  imagePositionPatient: [-50, 20, 300] as Vec3,
  rowDirection: [0, 1, 0] as Vec3,
  columnDirection: [0, 0, -1] as Vec3,
  pixelSpacing: [2, 0.5] as const,
  rows: 100,
  columns: 200,
};
const frame = (value: (column: number, row: number) => number): SampledFrame => ({
  rows: 100,
  columns: 200,
  plane,
  values: Float32Array.from({ length: 20_000 }, (_, index) => value(index % 200, Math.floor(index / 200))),
});
const at = (column: number, row: number): Vec3 => pixelToPatientMm(plane, column, row);
const rectangle = (left: number, top: number, right: number, bottom: number): FindingGeometry => ({
  kind: "polygon",
  pointsPatient: [at(left, top), at(right, top), at(right, bottom), at(left, bottom)],
});

describe("regionStatistics", () => {
  it("takes the pixels whose centres lie inside, on an oblique plane with unequal spacing", () => {
    const found = regionStatistics(
      frame((column) => column),
      rectangle(9.5, 19.5, 14.5, 29.5),
    );
    expect(found).toEqual({
      pixelCount: 50,
      mean: 12,
      standardDeviation: Math.sqrt(2),
      minimum: 10,
      maximum: 14,
      areaMm2: 50,
    });
  });

  it("nears the area of an ellipse, wherever its axes point", () => {
    const [cos, sin] = [Math.cos(0.4), Math.sin(0.4)];
    const end = (along: number, across: number) =>
      at(100 + (along * cos - across * sin) / 0.5, 50 + (along * sin + across * cos) / 2);
    const ellipse: FindingGeometry = { kind: "ellipse", pointsPatient: [end(-30, 0), end(30, 0), end(0, -20), end(0, 20)] };
    const found = regionStatistics(
      frame(() => 7),
      ellipse,
    );
    expect(found?.areaMm2).toBeGreaterThan(Math.PI * 600 * 0.99);
    expect(found?.areaMm2).toBeLessThan(Math.PI * 600 * 1.01);
    expect([found?.mean, found?.standardDeviation]).toEqual([7, 0]);
  });

  it("cuts a sphere through its middle", () => {
    const found = regionStatistics(
      frame(() => 1),
      { kind: "sphere", centerPatient: at(100, 50), diameterMm: 40 },
    );
    expect(found?.areaMm2).toBeGreaterThan(Math.PI * 400 * 0.99);
    expect(found?.areaMm2).toBeLessThan(Math.PI * 400 * 1.01);
  });

  it("clips to the image, and leaves padding out", () => {
    const padded = { ...frame((column) => (column < 2 ? -2000 : 10)), paddingRange: [-2000, -1024] as const };
    const found = regionStatistics(padded, rectangle(-30, -30, 3.5, 1.5));
    expect(found).toMatchObject({ pixelCount: 4, mean: 10, minimum: 10 });
  });

  it("is exact for values far from zero", () => {
    const found = regionStatistics(
      { ...frame(() => 0), values: Float64Array.from({ length: 20_000 }, (_, index) => 1e9 + (index % 2)) },
      rectangle(-0.5, -0.5, 199.5, 99.5),
    );
    expect(found?.mean).toBeCloseTo(1e9 + 0.5, 6);
    expect(found?.standardDeviation).toBeCloseTo(0.5, 9);
  });

  it("says nothing where nothing is inside or the place is not known", () => {
    expect(
      regionStatistics(
        frame(() => 1),
        rectangle(10.1, 10.1, 10.4, 10.4),
      ),
    ).toBeUndefined();
    expect(regionStatistics({ ...frame(() => 1), plane: undefined }, rectangle(0, 0, 9, 9))).toBeUndefined();
    expect(
      regionStatistics(
        frame(() => 1),
        { kind: "length", pointsPatient: [at(0, 0), at(9, 9)] },
      ),
    ).toBeUndefined();
    const flat: FindingGeometry = { kind: "ellipse", pointsPatient: [at(0, 0), at(9, 0), at(3, 0), at(6, 0)] };
    expect(
      regionStatistics(
        frame(() => 1),
        flat,
      ),
    ).toBeUndefined();
  });

  it("works on an image without a plane, with or without a spacing", () => {
    const square: FindingGeometry = {
      kind: "image",
      shape: "polygon",
      pointsPixel: [
        [-0.5, -0.5],
        [1.5, -0.5],
        [1.5, 1.5],
        [-0.5, 1.5],
      ],
    };
    const image = { ...frame((column, row) => column + row), plane: undefined };
    expect(regionStatistics(image, square)).toMatchObject({ pixelCount: 4, mean: 1, areaMm2: undefined });
    expect(regionStatistics({ ...image, pixelSpacingMm: [0.1, 0.2] }, square)?.areaMm2).toBeCloseTo(0.08, 12);
  });
});

describe("regionHistogram", () => {
  const whole = rectangle(-0.5, -0.5, 199.5, 99.5);

  it("counts every pixel once, in bins of whole width for whole values", () => {
    const found = regionHistogram(
      frame((column) => column * 10 - 1000),
      whole,
    );
    expect(found).toMatchObject({ from: -1000, binWidth: 50 });
    expect(found?.counts).toHaveLength(40);
    expect(new Set(found?.counts)).toEqual(new Set([500]));
  });

  it("has bins of 1, 2 or 5 times a power of ten for others, and one for a single value", () => {
    const found = regionHistogram(
      { ...frame(() => 0), values: Float64Array.from({ length: 20_000 }, (_, index) => (index % 100) / 1000) },
      whole,
    );
    expect(found?.binWidth).toBeCloseTo(0.002, 12);
    expect(found?.counts.reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect(
      regionHistogram(
        frame(() => 7),
        whole,
      ),
    ).toEqual({ from: 7, binWidth: 1, counts: [20_000] });
  });

  it("leaves padding out and says nothing of an empty region", () => {
    const padded = { ...frame((column) => (column < 100 ? -2000 : 5)), paddingRange: [-2000, -2000] as const };
    expect(regionHistogram(padded, whole)).toEqual({ from: 5, binWidth: 1, counts: [10_000] });
    expect(regionHistogram(padded, rectangle(0.1, 0.1, 0.2, 0.2))).toBeUndefined();
  });
});

it("names attenuation as such, and other values by their statistics", () => {
  const statistics = { pixelCount: 1, mean: 1, standardDeviation: 2, minimum: 3, maximum: 4, areaMm2: 5 };
  expect(statisticsMeasurements(statistics, "[hnsf'U]").map(({ concept }) => concept)).toEqual([
    dcm.meanAttenuation,
    dcm.standardDeviationOfAttenuation,
    dcm.minimumAttenuation,
    dcm.maximumAttenuation,
  ]);
  expect(statisticsMeasurements(statistics, "1")[0]).toEqual({ concept: sct.mean, value: 1, unit: "1" });
});
