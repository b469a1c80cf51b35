import { describe, expect, it } from "vitest";
import type { Ribs } from "../../../src/contract/index.ts";
import { layOut, placeOf } from "./laid-out.ts";

const base64 = (values: Int16Array | Float32Array) =>
  btoa(String.fromCharCode(...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));

/** A right rib along the patient's x axis from x = -20 on, 10 columns of 2 mm, rows towards the feet. */
const columns = 10;
const rib: Ribs["ribs"][number] = {
  ...{ side: "R", number: 5, order: 1, isCut: false, columns, rows: 5 },
  valuesBase64: base64(Int16Array.from({ length: columns * 5 }, (_, n) => n - 1000)),
  middlesBase64: base64(Float32Array.from(Array.from({ length: columns }, (_, n) => [-20 - 2 * n, 30, 100]).flat())),
  runsBase64: "",
  downsBase64: base64(Float32Array.from(Array.from({ length: columns }, () => [0, 0, -1]).flat())),
};
const ribs: Ribs = {
  seriesInstanceUid: "1.2",
  numbering: { certainty: "certain", from: "both", reasons: [] },
  pixelMm: 2,
  grid: {
    dimensions: [8, 8, 8],
    spacingMm: [1, 1, 1],
    originPatient: [0, 0, 0],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  ribs: [rib],
};

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
    expect(layOut({ ...ribs, ribs: [{ ...rib, columns: 11 }] })).toEqual([]);
  });
});
