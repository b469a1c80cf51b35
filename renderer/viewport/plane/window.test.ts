import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { colourSlice, defaultWindow, draggedWindow, exactGreyOf, greyOf, windowGain } from "./window.ts";

const frame: Frame = {
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: "1.2.3",
  frameNumber: 1,
  instanceNumber: 1,
  rows: 2,
  columns: 2,
  samplesPerPixel: 1,
  valueType: "int16",
  photometricInterpretation: "MONOCHROME2",
  pixelSpacingSource: "patient",
  voi: [],
  unit: "[hnsf'U]",
};

describe("greys", () => {
  it("follow the worked example of PS3.3 C.11.2.1.2.1: centre 2048, width 4096", () => {
    const window = { center: 2048, width: 4096 };
    expect(greyOf(0, window)).toBe(0);
    expect(greyOf(4095, window)).toBe(255);
    expect(greyOf(2048, window)).toBeCloseTo(((2048 - 2047.5) / 4095 + 0.5) * 255, 9);
    expect(greyOf(-1, window)).toBe(0);
    expect(greyOf(5000, window)).toBe(255);
  });

  it("are a threshold at width 1", () => {
    expect([greyOf(99, { center: 100, width: 1 }), greyOf(100, { center: 100, width: 1 })]).toEqual([0, 255]);
  });

  it("follow LINEAR_EXACT for values that are not whole", () => {
    expect(exactGreyOf(0.5, { center: 0.5, width: 1 })).toBe(127.5);
    expect(exactGreyOf(2, { center: 0.5, width: 1 })).toBe(255);
  });

  it("of signed values, inverted, with padding black", () => {
    const out = new Uint32Array(4);
    const values = Int16Array.from([-2000, -1000, 400, 3000]);
    colourSlice(values, 1, { window: { center: -300, width: 1400 }, inverted: true, padding: [-2000, -2000] }, out);
    expect([...out].map((word) => word & 0xff)).toEqual([0, 255, 0, 0]);
    expect([...out].every((word) => word >>> 24 === 255)).toBe(true);
  });

  it("of colour stay as they are in the full window", () => {
    const out = new Uint32Array(1);
    colourSlice(
      Uint8Array.from([10, 20, 30]),
      3,
      { window: { center: 128, width: 256 }, inverted: false, padding: undefined },
      out,
    );
    expect([...new Uint8Array(out.buffer)]).toEqual([10, 20, 30, 255]);
  });
});

describe("the window", () => {
  it("opens as the frame says, else as its modality is read, else over all values", () => {
    const voi = [{ windowCenter: -600, windowWidth: 1500, explanation: "LUNG" }];
    expect(defaultWindow({ ...frame, voi }, "CT", undefined)).toEqual({ center: -600, width: 1500 });
    expect(defaultWindow(frame, "CT", undefined)).toEqual({ center: 40, width: 400 });
    expect(defaultWindow(frame, "MR", { low: 0, high: 999 })).toEqual({ center: 500, width: 1000 });
    expect(defaultWindow({ ...frame, unit: "{SUVbw}g/ml" }, "PT", undefined)).toEqual({ center: 3, width: 6 });
  });

  it("is dragged by the dynamic range in 1024 steps: right widens, up lowers the centre", () => {
    const gain = windowGain({ low: -1024, high: 3071 });
    expect(gain).toBeCloseTo(4, 2);
    expect(draggedWindow({ center: 40, width: 400 }, 10, -5, gain)).toEqual({ center: 20, width: 440 });
    expect(draggedWindow({ center: 40, width: 400 }, -1000, 0, gain).width).toBe(1);
  });

  it("of small numbers moves in small steps", () => {
    const { width } = draggedWindow({ center: 3, width: 6 }, 1, 0, windowGain({ low: 0, high: 20 }));
    expect(width).toBeCloseTo(6 + 20 / 1024, 9);
  });
});
