import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { buildThumbnail, encodePng } from "./thumbnail.ts";
import type { DecodedFrame } from "./types.ts";
import { robustWindow } from "./voi-window.ts";

function grey(rows: number, columns: number, at: (x: number, y: number) => number): DecodedFrame {
  const values = Int16Array.from({ length: rows * columns }, (_, n) => at(n % columns, Math.floor(n / columns)));
  return { rows, columns, samplesPerPixel: 1, valueType: "int16", values };
}

const window = { windowCenter: 40, windowWidth: 400, explanation: "" };

describe("buildThumbnail", () => {
  it("keeps the aspect, averages and windows", () => {
    const raster = buildThumbnail(
      grey(100, 200, (x) => (x < 100 ? -1000 : 1000)),
      window,
      50,
    );
    expect([raster.width, raster.height, raster.channels]).toEqual([50, 25, 1]);
    expect([raster.data[0], raster.data[49]]).toEqual([0, 255]);
    const middle = buildThumbnail(
      grey(4, 4, (x) => (x % 2 === 0 ? 0 : 79)),
      window,
      2,
    );
    expect([...middle.data]).toEqual([128, 128, 128, 128]);
  });

  it("makes pixels square, inverts MONOCHROME1 and never enlarges", () => {
    const header = { photometricInterpretation: "MONOCHROME1", pixelSpacingMm: [2, 1] } as const;
    const raster = buildThumbnail(
      grey(10, 10, () => -1000),
      window,
      64,
      header,
    );
    expect([raster.width, raster.height, raster.data[0]]).toEqual([10, 20, 255]);
  });

  it("goes by the window's function, a VOI LUT, and the shape that is given", () => {
    const of = (voi: Parameters<typeof buildThumbnail>[1], shape?: "IDENTITY" | "INVERSE") => [
      ...buildThumbnail(
        grey(1, 3, (x) => x * 100),
        voi,
        3,
        { photometricInterpretation: "MONOCHROME2", ...(shape === undefined ? {} : { presentationLutShape: shape }) },
      ).data,
    ];
    const sigmoid = { windowCenter: 100, windowWidth: 400, explanation: "", function: "SIGMOID" } as const;
    expect(of(sigmoid)).toEqual([69, 128, 186]);
    expect(of(sigmoid, "INVERSE")).toEqual([186, 128, 69]);
    expect(of({ ...sigmoid, function: "LINEAR_EXACT", windowWidth: 200 })).toEqual([0, 128, 255]);
    expect(of({ first: 100, bits: 8, explanation: "", values: Uint16Array.of(7, 9) })).toEqual([7, 7, 9]);
  });

  it("gives colour as it is, and a PNG that reads back", () => {
    const frame: DecodedFrame = {
      rows: 1,
      columns: 2,
      samplesPerPixel: 3,
      valueType: "uint8",
      values: Uint8Array.of(1, 2, 3, 4, 5, 6),
    };
    const raster = buildThumbnail(frame, window, 8);
    expect([...raster.data]).toEqual([1, 2, 3, 4, 5, 6]);
    const png = decode(encodePng(raster));
    expect([png.width, png.height, png.channels, ...png.data]).toEqual([2, 1, 3, 1, 2, 3, 4, 5, 6]);
  });
});

describe("robustWindow", () => {
  it("covers the values without outliers and padding", () => {
    const values = Int16Array.from({ length: 10_000 }, (_, at) => (at < 20 ? 30_000 : at < 4000 ? -2000 : at % 100));
    const { windowCenter, windowWidth } = robustWindow(values, [-2000, -2000]);
    expect(windowCenter).toBeCloseTo(50.5, 0);
    expect(windowWidth).toBeGreaterThan(95);
    expect(windowWidth).toBeLessThan(105);
  });

  it("is a window even of a flat or empty image", () => {
    expect(robustWindow(new Int16Array(4)).windowWidth).toBe(1);
    expect(robustWindow(new Float32Array(0)).windowWidth).toBe(1);
  });
});
