import { describe, expect, it } from "vitest";
import { displayShares } from "./grey-share.ts";

const plain = { photometricInterpretation: "MONOCHROME2" as const };
const window = { windowCenter: 128, windowWidth: 256, explanation: "" };

describe("a frame as it is drawn", () => {
  it("goes through the window, and through its inverse once", () => {
    const frame = { values: Uint8Array.of(0, 255, 51), samplesPerPixel: 1 as const };
    expect([...displayShares(frame, window, plain)].map((share) => Number(share.toFixed(6)))).toEqual([0, 1, 0.2]);
    const inverse = { photometricInterpretation: "MONOCHROME1" as const };
    expect([...displayShares(frame, window, inverse)].map((share) => Number(share.toFixed(6)))).toEqual([1, 0, 0.8]);
    expect([...displayShares(frame, window, { ...inverse, presentationLutShape: "IDENTITY" })][1]).toBe(1);
  });

  it("goes through a table, whose ends hold outside", () => {
    const table = { first: -1, bits: 8, explanation: "", values: Uint16Array.of(0, 51, 255) };
    const frame = { values: Int16Array.of(-32_768, -1, 0, 1, 32_767), samplesPerPixel: 1 as const };
    expect([...displayShares(frame, table, plain)].map((share) => Number(share.toFixed(6)))).toEqual([0, 0, 0.2, 1, 1]);
  });

  it("is black where there is padding or no number, also where low values are bright", () => {
    const inverse = { photometricInterpretation: "MONOCHROME1" as const, paddingRange: [-10, -5] as const };
    const frame = { values: Float32Array.of(-7, Number.NaN, 0), samplesPerPixel: 1 as const };
    expect([...displayShares(frame, { ...window, function: "LINEAR_EXACT" }, inverse)]).toEqual([0, 0, 1]);
  });

  it("leaves colour as it is", () => {
    const frame = { values: Uint8Array.of(0, 51, 255), samplesPerPixel: 3 as const };
    expect([...displayShares(frame, window, plain)].map((share) => Number(share.toFixed(6)))).toEqual([0, 0.2, 1]);
  });
});
