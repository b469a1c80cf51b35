import { describe, expect, it } from "vitest";
import type { Explanation } from "../../../src/contract/index.ts";
import type { Slice } from "../plane/slice.ts";
import { heatOnSlice, readHeat } from "./heat.ts";

function base64(values: readonly number[]): string {
  return btoa(String.fromCharCode(...new Uint8Array(new Float32Array(values).buffer)));
}

const values = Array.from({ length: 4 * 4 * 4 }, (_, at) => (at === 1 + 4 * (2 + 4 * 1) ? 0.5 : 0));
const explanation: Explanation = {
  kind: "occlusion",
  modelId: "m",
  modelVersion: "1.0.0",
  score: 0.8,
  grid: { dimensions: [4, 4, 4], valuesBase64: base64(values) },
  placement: {
    of: "volume",
    originPatient: [10, 20, 30],
    stepsPatient: [
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
    ],
  },
};

function sliceAt(z: number): Slice {
  const plane = {
    imagePositionPatient: [0, 0, z],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    pixelSpacing: [1, 1],
    rows: 64,
    columns: 64,
  } as const;
  const frame = { sopInstanceUid: "1.2", frameNumber: 1 } as Slice["frame"];
  return { columns: 64, rows: 64, plane, frame, isAcquired: true } as Slice;
}

/** Where the drawn map is strongest, in pixels of the slice. */
function peakOf(slice: Slice, of = explanation): readonly [number, number] | undefined {
  const heat = heatOnSlice(readHeat(of), of, slice);
  if (heat === undefined) return undefined;
  let best = 0;
  for (let at = 0; at < heat.columns * heat.rows; at++) {
    if ((heat.pixels[4 * at + 3] ?? 0) > (heat.pixels[4 * best + 3] ?? 0)) best = at;
  }
  const [left, top, width, height] = heat.box;
  const [x, y] = [best % heat.columns, Math.floor(best / heat.columns)];
  return [left + ((x + 0.5) * width) / heat.columns, top + ((y + 0.5) * height) / heat.rows];
}

describe("a map over a slice", () => {
  it("lies where its values are in the patient", () => {
    const [x, y] = peakOf(sliceAt(34)) ?? [];
    expect(x).toBeCloseTo(14, 0);
    expect(y).toBeCloseTo(28, 0);
  });

  it("fades to the next values and is nowhere else", () => {
    expect(peakOf(sliceAt(32))).toBeDefined();
    expect(peakOf(sliceAt(38.5))).toBeUndefined();
    expect(peakOf(sliceAt(100))).toBeUndefined();
  });

  it("lies over the image that it is of", () => {
    const placement = { of: "image", sopInstanceUid: "1.2", frameNumber: 1, pixelFromGrid: [8, 0, 0, 8, 4, 4] } as const;
    const flat = { dimensions: [4, 4, 1], valuesBase64: base64(values.slice(16, 32)) } as const;
    const ofImage: Explanation = { ...explanation, grid: flat, placement };
    const [x, y] = peakOf(sliceAt(0), ofImage) ?? [];
    expect(Math.abs((x ?? 0) - 12)).toBeLessThan(1);
    expect(Math.abs((y ?? 0) - 20)).toBeLessThan(1);
    expect(peakOf(sliceAt(0), { ...ofImage, placement: { ...placement, frameNumber: 2 } })).toBeUndefined();
  });

  it("is as weak as a small fall, and no stronger than a large one", () => {
    const opacity = (times: number) => {
      const grid = { dimensions: [4, 4, 4], valuesBase64: base64(values.map((value) => value * times)) } as const;
      const drawn = heatOnSlice(readHeat({ ...explanation, grid }), { ...explanation, grid }, sliceAt(34));
      return Math.max(...(drawn?.pixels.filter((_, at) => at % 4 === 3) ?? []));
    };
    // Values of 0.5, 1 and 4 in log odds.
    expect(opacity(2) / opacity(1)).toBeCloseTo(2, 1);
    expect(opacity(8)).toBe(opacity(2));
  });

  it("is nothing where covering hardly changes the score", () => {
    const grid = { dimensions: [4, 4, 4], valuesBase64: base64(values.map((value) => value / 10)) } as const;
    expect(peakOf(sliceAt(34), { ...explanation, grid })).toBeUndefined();
    expect(peakOf(sliceAt(34), { ...explanation, grid, kind: "class-activation" })).toBeDefined();
  });

  it("is nothing where nothing speaks for the proposal, or the numbers are none", () => {
    const grid = { dimensions: [4, 4, 4], valuesBase64: base64(values.map(() => Number.NaN)) } as const;
    expect(peakOf(sliceAt(34), { ...explanation, grid })).toBeUndefined();
    expect(peakOf(sliceAt(34), { ...explanation, grid: { ...grid, valuesBase64: "" } })).toBeUndefined();
  });
});
