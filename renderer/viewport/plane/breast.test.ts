import { describe, expect, it } from "vitest";
import { breastOn } from "./breast.ts";

const columns = 480;
const rows = 640;
/** Half an ellipse against the wall, skin hardly brighter than air, a label beside it. */
function mammogram(wall: "left" | "right", { air = 0, tissue = 1500, centreRow = 300 } = {}) {
  const values = new Int16Array(columns * rows).fill(air);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const fromWall = wall === "left" ? column : columns - 1 - column;
      const away = Math.hypot(fromWall / 240, (row - centreRow) / 200);
      const isLabel = fromWall > 420 && fromWall < 460 && row > 20 && row < 60;
      if (away < 1) values[column + columns * row] = tissue + Math.round((away > 0.9 ? 0.85 : 0.2 * away) * (air - tissue));
      else if (isLabel) values[column + columns * row] = 4095;
    }
  }
  return { columns, rows, values, samplesPerPixel: 1 as const };
}

describe("a breast on a mammogram", () => {
  it.each([
    ["left", {}],
    ["right", {}],
    ["right", { air: 4000, tissue: 900 }],
    ["left", { centreRow: 220 }],
  ] as const)("is found against the %s, %j, without the label beside it", (wall, options) => {
    const found = breastOn(mammogram(wall, options), wall);
    const centre = "centreRow" in options ? options.centreRow : 300;
    const outer = wall === "left" ? found?.right : columns - 1 - (found?.left ?? 0);
    expect(outer).toBeGreaterThanOrEqual(235);
    expect(outer).toBeLessThan(265);
    expect(Math.abs(((found?.top ?? 0) + (found?.bottom ?? 0)) / 2 - centre)).toBeLessThan(8);
    expect((found?.bottom ?? 0) - (found?.top ?? 0)).toBeLessThan(440);
    expect(wall === "left" ? found?.left : found?.right).toBe(wall === "left" ? 0 : columns - 1);
  });

  it("is not made up where all is air, or all is tissue", () => {
    const flat = { columns, rows, values: new Int16Array(columns * rows), samplesPerPixel: 1 as const };
    expect(breastOn(flat, "left")).toBeUndefined();
    const noise = flat.values.map((_, at) => (at % columns > columns - 20 ? 0 : 1000 + (at % 7)));
    expect(breastOn({ ...flat, values: noise }, "left")?.right ?? columns).toBeGreaterThan(440);
  });
});
