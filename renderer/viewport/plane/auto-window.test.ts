import { describe, expect, it } from "vitest";
import type { Frame, WindowPreset } from "../../../src/contract/index.ts";
import { autoWindow, insideView } from "./auto-window.ts";
import { greyLevel } from "./grey-level.ts";
import { presetWindow } from "./preset-window.ts";
import type { Slice } from "./slice.ts";
import type { Voi } from "./voi.ts";

const slice = (values: Int16Array | Float32Array, frame: Partial<Frame> = {}): Slice =>
  ({ columns: values.length, rows: 1, samplesPerPixel: 1, values, frame: { valueType: "int16", ...frame } }) as never;

describe("a window found by itself", () => {
  it("reaches from black to white over what is there, without padding and without outliers", () => {
    const values = Int16Array.from({ length: 1000 }, (_, at) => 100 + (at % 100));
    values[3] = -2000;
    values[500] = 30_000;
    const window = autoWindow(slice(values, { paddingRange: [-2000, -2000] }));
    const grey = greyLevel({ kind: "window", window: window!, explanation: "" }, false);
    expect([grey(100), grey(150), grey(200)]).toEqual([0, 128, 255]);
  });

  it("is that of a region where one is drawn", () => {
    const values = Int16Array.from({ length: 100 }, (_, at) => at);
    const inside = insideView([2, 0, 0, 2, 1, 1], [21, 0], [41, 5]);
    expect(autoWindow(slice(values), inside)).toEqual({ center: 15.5, width: 11 });
  });

  it("is exact for values that are not whole, and none for colour", () => {
    const window = autoWindow(slice(Float32Array.from([0.25, 0.5, 0.75]), { valueType: "float32" }));
    expect(window).toEqual({ center: 0.5, width: 0.5, function: "LINEAR_EXACT" });
    expect(autoWindow({ ...slice(new Int16Array(3)), samplesPerPixel: 3 })).toBeUndefined();
  });
});

describe("a preset", () => {
  const opening: Voi = { kind: "window", window: { center: 1000, width: 500 }, explanation: "" };
  const named = { id: "x", name: "" };
  const frame = (more: Partial<Frame>) => ({ samplesPerPixel: 1, valueType: "int16", unit: "1", ...more }) as Frame;

  it("in Hounsfield units means nothing on other values", () => {
    const lung: WindowPreset = { kind: "values", ...named, center: -600, width: 1500 };
    expect(presetWindow(lung, frame({ unit: "[hnsf'U]" }), "CT", opening, "bodyWeight")).toEqual({ center: -600, width: 1500 });
    expect(presetWindow(lung, frame({}), "CT", opening, "bodyWeight")).toBeUndefined();
  });

  it("of uptake is in units of the values, by the type that is chosen", () => {
    const six: WindowPreset = { kind: "uptake", ...named, low: 0, high: 6 };
    const pet = frame({ unit: "Bq/ml", suv: { bodyWeight: 0.0005, leanBodyMass: 0.0004, missing: [] } });
    expect(presetWindow(six, pet, "PT", opening, "bodyWeight")).toMatchObject({ center: 6000, width: 12_000 });
    expect(presetWindow(six, pet, "PT", opening, "leanBodyMass")?.width).toBeCloseTo(15_000, 6);
    expect(presetWindow(six, pet, "PT", opening, "bodySurfaceArea")).toBeUndefined();
  });

  it("relative to the opening window widens and shifts it", () => {
    const softer: WindowPreset = { kind: "relative", ...named, width: 1.6, shift: -0.2 };
    expect(presetWindow(softer, frame({}), "MR", opening, "bodyWeight")).toEqual({ center: 900, width: 800 });
  });
});
