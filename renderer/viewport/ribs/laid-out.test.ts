import { describe, expect, it } from "vitest";
import { asBase64, ribAnswer } from "../../../src/testing/rib-answer.ts";
import { layOut, placeOf } from "./laid-out.ts";

/** A right rib along the patient's x axis from x = -20 on, 10 columns of 2 mm, rows towards the feet. */
const columns = 10;
const ribs = ribAnswer(
  {
    ...{ columns, rows: 5 },
    valuesBase64: asBase64(Int16Array.from({ length: columns * 5 }, (_, n) => n - 1000)),
    middlesBase64: asBase64(Float32Array.from(Array.from({ length: columns }, (_, n) => [-20 - 2 * n, 30, 100]).flat())),
    downsBase64: asBase64(Float32Array.from(Array.from({ length: columns }, () => [0, 0, -1]).flat())),
  },
  { pixelMm: 2, dimensions: [8, 8, 8], spacingMm: [1, 1, 1] },
);

describe("ribs as they are drawn", () => {
  const all = layOut(ribs);

  it("have their values and the place of every pixel", () => {
    expect(all[0]?.values[7]).toBe(-993);
    expect(all[0]?.pointAt(3, 2)).toEqual([-26, 30, 100]);
    expect(all[0]?.pointAt(3, 4)).toEqual([-26, 30, 96]);
  });

  it("say which of their pixels a point of the patient is nearest to", () => {
    expect(placeOf(all, [-30, 30, 102], 2)).toMatchObject({ rib: { number: 5 }, place: { column: 5, row: 1 } });
    expect(placeOf(all, [-30, 60, 102], 2)).toBeUndefined();
  });

  it("are left out where the host's parts do not fit together", () => {
    expect(layOut({ ...ribs, ribs: ribs.ribs.map((rib) => ({ ...rib, columns: 11 })) })).toEqual([]);
  });
});
