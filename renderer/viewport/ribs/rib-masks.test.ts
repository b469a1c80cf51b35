import { describe, expect, it } from "vitest";
import type { ImagePlane } from "../../../src/geometry/index.ts";
import { asBase64, ribAnswer } from "../../../src/testing/rib-answer.ts";
import { cutRibs, ribMasks } from "./rib-masks.ts";

const ribsOf = (runs: readonly number[]) =>
  ribAnswer({ runsBase64: asBase64(Uint32Array.from(runs)) }, { dimensions: [10, 10, 4], spacingMm: [2, 2, 3] });

/** An axial plane through slice k of the grid. */
const axial = (k: number): ImagePlane => ({
  imagePositionPatient: [0, 0, 3 * k],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [2, 2],
  rows: 10,
  columns: 10,
});

describe("voxels of ribs", () => {
  // Columns 3 to 5 of rows 2 and 3 in slice 1.
  const ribs = ribsOf([123, 3, 133, 3]);

  it("are cut by a plane along the edges of its pixels", () => {
    const [cut] = cutRibs(ribMasks(ribs), ribs.grid, axial(1));
    expect(cut?.mask).toMatchObject({ side: "R", number: 5 });
    expect(cut?.box).toEqual([2.5, 1.5, 5.5, 3.5]);
    expect(cutRibs(ribMasks(ribs), ribs.grid, axial(2))).toEqual([]);
  });

  it.each([
    ["go back", [133, 3, 123, 3]],
    ["leave their row", [128, 3]],
    ["lie outside the grid", [400, 1]],
    ["are empty", [123, 0]],
    ["are none", []],
  ])("are left out where their runs %s", (_, runs) => {
    expect(ribMasks(ribsOf(runs))).toEqual([]);
  });
});
