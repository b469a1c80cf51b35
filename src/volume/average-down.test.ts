import { describe, expect, it } from "vitest";
import { averageDown, averagedSize } from "./average-down.ts";

describe("averaging a frame down", () => {
  const average = (values: Int16Array | Float32Array, grid: Parameters<typeof averagedSize>[0]) => {
    const [columns, rows] = averagedSize(grid);
    const out = new (values.constructor as new (length: number) => Int16Array)(columns * rows);
    averageDown(values, grid, out);
    return { columns, rows, values: [...out] };
  };

  it("leaves a ramp a ramp through the cells' middles", () => {
    const [columns, rows] = [12, 10];
    const ramp = Float32Array.from({ length: columns * rows }, (_, at) => 3 * (at % columns) - 2 * Math.floor(at / columns));
    for (const factors of [
      [2, 2],
      [3, 5],
      [4, 2],
      [1, 1],
    ] as const) {
      const found = average(ramp, { columns, rows, factors });
      for (let j = 0; j < found.rows; j++) {
        for (let i = 0; i < found.columns; i++) {
          const [x, y] = [i * factors[0] + (factors[0] - 1) / 2, j * factors[1] + (factors[1] - 1) / 2];
          expect(found.values[i + found.columns * j]).toBeCloseTo(3 * x - 2 * y, 4);
        }
      }
    }
  });

  it("takes what there is of a cell at the end, and rounds whole numbers", () => {
    const found = average(Int16Array.of(1, 2, 10, 4, 6, 20, -7, -8, 3), { columns: 3, rows: 3, factors: [2, 2] });
    expect(found).toEqual({ columns: 2, rows: 2, values: [3, 15, -7, 3] });
  });

  it("leaves padding out of means, and padding alone as it is", () => {
    const values = Int16Array.of(-2000, 40, -2000, -2000, -2000, 60, -2000, -2000);
    const found = average(values, { columns: 4, rows: 2, factors: [2, 2], paddingRange: [-2000, -2000] });
    expect(found.values).toEqual([50, -2000]);
  });
});
