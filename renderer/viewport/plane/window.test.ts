import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { colourSlice } from "./colour-slice.ts";
import { greyLevel } from "./grey-level.ts";
import { draggable, exactGrey, type SeriesTables, type Voi, type Window } from "./voi.ts";
import { defaultVoi, draggedWindow, isInverse, stretchedWindow, windowGain } from "./window.ts";

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

const none: SeriesTables = { voi: [], palettes: [] };
const open = (window: Window): Voi => ({ kind: "window", window, explanation: "" });
const opened = (...[frame, modality, spread, tables = none]: Parameters<typeof defaultVoi> | [Frame, string, undefined?]) => {
  const voi = defaultVoi(frame, modality, spread, tables);
  return voi.kind === "window" ? voi.window : voi.table;
};

describe("greys", () => {
  it("follow the worked example of PS3.3 C.11.2.1.2.1, cut off: centre 2048, width 4096", () => {
    const grey = greyLevel(open({ center: 2048, width: 4096 }), false);
    expect([-1, 0, 4095, 5000].map(grey)).toEqual([0, 0, 255, 255]);
    for (const value of [1, 17, 2048, 4000, 4094]) expect(grey(value)).toBe(Math.floor(((value - 2047.5) / 4095 + 0.5) * 255));
  });

  it("are a threshold at width 1", () => {
    expect([99, 100].map(greyLevel(open({ center: 100, width: 1 }), false))).toEqual([0, 255]);
    expect([99, 100].map(greyLevel(open({ center: 100, width: 1 }), true))).toEqual([255, 0]);
  });

  it("follow LINEAR_EXACT for values that are not whole", () => {
    expect(exactGrey(0.5, { center: 0.5, width: 1 })).toBe(127.5);
    expect(exactGrey(2, { center: 0.5, width: 1 })).toBe(255);
  });

  it("follow SIGMOID", () => {
    const grey = greyLevel(open({ center: 100, width: 40, function: "SIGMOID" }), false);
    expect([grey(100), grey(110)]).toEqual([127, Math.floor(255 / (1 + Math.exp(-1)))]);
    expect([grey(-1e6), grey(1e6)]).toEqual([0, 255]);
  });

  it("of a table are its entries, held at the ends, and between two for values between", () => {
    const table = { first: -2, most: 255, values: Uint16Array.of(0, 100, 255), explanation: "" };
    const voi: Voi = { kind: "table", table, explanation: "" };
    expect([-9, -2, -1, -0.5, 0, 9].map(greyLevel(voi, false))).toEqual([0, 0, 100, 177, 255, 255]);
    expect([-2, -1, 0].map(greyLevel(voi, true))).toEqual([255, 155, 0]);
  });

  it("pass a Presentation LUT whose entries the VOI LUT's output spans, after the state's own modality values", () => {
    const presentation = { first: 0, most: 4095, values: Uint16Array.of(4095, 2048, 0), explanation: "" };
    const voi = open({ center: 50.5, width: 101 });
    expect([0, 49, 50, 99, 100, 101].map(greyLevel(voi, false, { presentation }))).toEqual([255, 255, 127, 127, 0, 0]);
    expect([0, 1].map(greyLevel(voi, false, { presentation, input: (value) => value + 50 }))).toEqual([127, 127]);
    expect([0, 50, 101].map(greyLevel(voi, true, { presentation }))).toEqual([0, 128, 255]);
  });

  it("give way to a palette from its first value on, and to a shutter everywhere it hides", () => {
    const out = new Uint32Array(4);
    const palette = { first: 100, words: Uint32Array.of(0xff0000ff, 0xff00ff00) };
    const shutter = { hidden: Uint8Array.of(0, 0, 0, 1), word: 0xff808080 };
    const greys = { voi: open({ center: 50, width: 100 }), inverted: false, padding: undefined, palette, shutter };
    colourSlice(Int16Array.of(0, 100, 200, 0), 1, greys, out);
    expect([...out]).toEqual([0xff000000, 0xff0000ff, 0xff00ff00, 0xff808080]);
  });

  it("are inverted once, by the shape where it is given", () => {
    const of = (photometricInterpretation: Frame["photometricInterpretation"], presentationLutShape?: "IDENTITY" | "INVERSE") =>
      isInverse({ ...frame, photometricInterpretation, presentationLutShape });
    expect([of("MONOCHROME1"), of("MONOCHROME1", "INVERSE"), of("MONOCHROME2", "INVERSE")]).toEqual([true, true, true]);
    expect([of("MONOCHROME2"), of("MONOCHROME2", "IDENTITY"), of("MONOCHROME1", "IDENTITY")]).toEqual([false, false, false]);
  });

  it("of signed values, inverted, with padding black", () => {
    const out = new Uint32Array(4);
    const values = Int16Array.from([-2000, -1000, 400, 3000]);
    colourSlice(values, 1, { voi: open({ center: -300, width: 1400 }), inverted: true, padding: [-2000, -2000] }, out);
    expect([...out].map((word) => word & 0xff)).toEqual([0, 255, 0, 0]);
    expect([...out].every((word) => word >>> 24 === 255)).toBe(true);
  });

  it("of colour stay as they are in the full window", () => {
    const out = new Uint32Array(1);
    colourSlice(
      Uint8Array.from([10, 20, 30]),
      3,
      { voi: open({ center: 128, width: 256 }), inverted: false, padding: undefined },
      out,
    );
    expect([...new Uint8Array(out.buffer)]).toEqual([10, 20, 30, 255]);
  });
});

describe("the window", () => {
  it("opens as the frame says, else as its modality is read, else over all values", () => {
    const voi = [{ windowCenter: -600, windowWidth: 1500, explanation: "LUNG" }];
    expect(opened({ ...frame, voi }, "CT")).toEqual({ center: -600, width: 1500 });
    expect(opened(frame, "CT")).toEqual({ center: 40, width: 400 });
    expect(opened({ ...frame, unit: "1" }, "MR", { low: 0, high: 999 }, none)).toEqual({ center: 500, width: 1000 });
  });

  it("of PET goes from SUV 0 to 6 where uptake is known, whatever the file says", () => {
    const voi = [{ windowCenter: 8000, windowWidth: 16_000, explanation: "" }];
    const activity: Frame = { ...frame, voi, valueType: "float32", unit: "Bq/ml", suv: { bodyWeight: 0.0005, missing: [] } };
    expect(opened(activity, "PT")).toEqual({ center: 6000, width: 12_000, function: "LINEAR_EXACT" });
    expect(opened({ ...frame, unit: "{SUVbw}g/ml" }, "PT")).toMatchObject({ center: 3, width: 6 });
    expect(opened({ ...activity, suv: { missing: ["PatientWeight"] } }, "PT")).toEqual({ center: 8000, width: 16_000 });
  });

  it("is the file's own table where it has no window", () => {
    const table = { first: -10, most: 255, values: Uint16Array.of(0, 255), explanation: "HARD" };
    expect(opened({ ...frame, voiLookupTables: [0] }, "CT", undefined, { voi: [table], palettes: [] })).toBe(table);
  });

  it("is dragged by the dynamic range in 1024 steps: right widens, up lowers the centre", () => {
    const gain = windowGain({ low: -1024, high: 3071 });
    expect(gain).toBeCloseTo(4, 2);
    expect(draggedWindow({ center: 40, width: 400 }, 10, -5, gain)).toEqual({ center: 20, width: 440 });
    expect(draggedWindow({ center: 40, width: 400 }, -1000, 0, gain).width).toBe(1);
  });

  it("that is dragged stays a sigmoid, takes over from a table, and draws the same on values that are not whole", () => {
    const sigmoid = open({ center: 40, width: 400, function: "SIGMOID" });
    expect(draggedWindow(draggable(sigmoid, true), 10, 0, 4)).toEqual({ center: 40, width: 440, function: "SIGMOID" });
    const table = { first: 100, most: 255, values: new Uint16Array(50), explanation: "" };
    expect(draggable({ kind: "table", table, explanation: "" }, true)).toEqual({ center: 125, width: 50 });
    const restated = draggable(open({ center: 40, width: 400 }), false);
    for (const value of [-200, -159.5, 0.25, 77.7, 239.5, 300]) {
      const exact = Math.min(255, Math.max(0, ((value - 39.5) / 399 + 0.5) * 255));
      expect(exactGrey(value, restated)).toBeCloseTo(exact, 9);
    }
  });

  it("is never called narrower than it is drawn", () => {
    expect(stretchedWindow({ center: 40, width: 1.5 }, 0.5)).toEqual({ center: 40, width: 1 });
    expect(stretchedWindow({ center: 0.5, width: 0.4, function: "LINEAR_EXACT" }, 0.5).width).toBeCloseTo(0.2, 12);
  });

  it("of small numbers moves in small steps", () => {
    const { width } = draggedWindow({ center: 3, width: 6 }, 1, 0, windowGain({ low: 0, high: 20 }));
    expect(width).toBeCloseTo(6 + 20 / 1024, 9);
  });
});
