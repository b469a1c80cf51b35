import { describe, expect, it } from "vitest";
import { packMask, unpackMask } from "../../findings/index.ts";
import { type ImagePlane, indexToPatientMm, type VolumeGrid } from "../../geometry/index.ts";
import type { SourceSeries } from "../context.ts";
import { segmentMaskOnGrid } from "./mask-on-grid.ts";
import type { ReadSegmentation } from "./read-seg.ts";
import { slicePlanes } from "./slice-plane.ts";

const angle = (20 * Math.PI) / 180;
const grid: VolumeGrid = {
  dimensions: [12, 10, 8],
  spacingMm: [0.5, 0.6, 3],
  originPatient: [-3, 4, 100],
  directions: [
    [1, 0, 0],
    [0, Math.cos(angle), Math.sin(angle)],
    [0, 0, 1],
  ],
};
const planeOf = (k: number): ImagePlane => ({
  imagePositionPatient: indexToPatientMm(grid, [0, 0, k]),
  rowDirection: grid.directions[0],
  columnDirection: grid.directions[1],
  pixelSpacing: [0.6, 0.5],
  rows: 10,
  columns: 12,
});

describe("a segmentation of a series whose gantry was tilted", () => {
  it("lies on the series' own frames", () => {
    const frames = Array.from({ length: 8 }, (_, k) => ({ sopInstanceUid: `1.${k}`, frameNumber: 1, plane: planeOf(k) }));
    const planes = slicePlanes(grid, { frames } as unknown as SourceSeries, [2, 5]);
    expect([...planes.values()].map(({ source }) => source?.sopInstanceUid)).toEqual(["1.2", "1.5"]);
  });

  it("is read back onto the voxels it was made of", () => {
    const pixels = new Uint8Array(120);
    pixels[3 + 12 * 4] = 1;
    pixels[4 + 12 * 4] = 1;
    const frames = [2, 3].map((k) => ({ segmentNumber: 1, plane: planeOf(k), pixels: () => pixels }));
    const mask = segmentMaskOnGrid({ rows: 10, columns: 12, frames } as unknown as ReadSegmentation, 1, grid);
    expect(mask).toEqual(packMask([3, 4, 2], [2, 1, 2], [1, 1, 1, 1]));
    expect(mask && [...unpackMask(mask)]).toEqual([1, 1, 1, 1]);
  });
});
