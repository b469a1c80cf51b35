import { describe, expect, it } from "vitest";
import { indexToPatientMm } from "../../geometry/index.ts";
import type { Found } from "../decode/found.ts";
import { fitImage, toImage } from "../recipe/image-fit.ts";
import { cutToField, pixelBoxOf, tensorGrid } from "./image-space.ts";

const axes: Found["axes"] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const found = (x: number, y: number, width: number, height: number): Found => ({
  ...{ label: "fracture", score: 0.5, axes },
  ...{ centerPatient: [x, y, 0], extentMm: [width, height, 1] },
});

describe("image space", () => {
  it("has a tensor's pixels where the image's own are", () => {
    for (const fit of ["letterbox", "stretch", "crop"] as const) {
      const placed = fitImage({ size: [64, 96], fit }, { min: [130, 41], size: [1731, 2022] });
      const grid = tensorGrid(placed, [0.25, 0.5]);
      for (const [i, j] of [
        [0, 0],
        [95, 63],
        [17, 40],
      ] as const) {
        const [x, y] = toImage(placed, [i + 0.5, j + 0.5]);
        const [atX, atY] = indexToPatientMm(grid, [i, j, 0]);
        expect(atX / 0.25 + 0.5).toBeCloseTo(x, 9);
        expect(atY / 0.5 + 0.5).toBeCloseTo(y, 9);
      }
    }
  });

  it("cuts what reaches over the edge, and drops what lies outside or is no number", () => {
    const cut = cutToField(found(10, 5, 60, 8), { min: [0, 0], size: [100, 50] }, [2, 1]);
    expect(cut && pixelBoxOf(cut, [2, 1])).toEqual({ min: [-0.5, 1], max: [20, 9] });
    expect(cutToField(found(-3, 5, 60, 8), { min: [0, 0], size: [100, 50] }, [2, 1])).toBeNull();
    expect(cutToField(found(10, 50, 6, 8), { min: [0, 0], size: [100, 50] }, [2, 1])).toBeNull();
    expect(cutToField(found(Number.NaN, 5, 6, 8), { min: [0, 0], size: [100, 50] }, [2, 1])).toBeNull();
    expect(cutToField(found(10, 5, Infinity, 8), { min: [0, 0], size: [100, 50] }, [2, 1])).toBeNull();
  });

  it("drops what lies beside the field that the network saw", () => {
    const field = { min: [20, 10], size: [40, 30] } as const;
    expect(cutToField(found(15, 20, 20, 8), field, [1, 1])).toBeNull();
    const cut = cutToField(found(25, 20, 20, 8), field, [1, 1]);
    expect(cut && pixelBoxOf(cut, [1, 1])).toEqual({ min: [19.5, 16], max: [35, 24] });
  });

  it("keeps what has no extent a pixel wide", () => {
    const cut = cutToField(found(10, 5, 0, 0), { min: [0, 0], size: [100, 50] }, [1, 1]);
    expect(cut && pixelBoxOf(cut, [1, 1])).toEqual({ min: [9.5, 4.5], max: [10.5, 5.5] });
  });
});
