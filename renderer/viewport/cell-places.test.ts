import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellCount } from "../../src/contract/index.ts";
import { placesOf } from "./cell-places.ts";

const layouts = fc.record({
  shape: fc.constantFrom("grid", "one-and-two", "one-and-three", "two-and-one"),
  rows: fc.integer({ min: 1, max: 4 }),
  columns: fc.integer({ min: 1, max: 4 }),
} as const);

describe("the places of cells", () => {
  it("cover the whole grid, each part once, upright and transposed", () => {
    fc.assert(
      fc.property(layouts, fc.boolean(), (layout, isTransposed) => {
        const count = cellCount(layout.shape, layout.rows, layout.columns);
        const { rows, columns, cells } = placesOf(layout, count, isTransposed);
        const covered = new Set<string>();
        for (const { row, column, rowSpan, columnSpan } of cells) {
          for (let y = row; y < row + rowSpan; y++) {
            for (let x = column; x < column + columnSpan; x++) {
              expect(covered.has(`${x} ${y}`)).toBe(false);
              covered.add(`${x} ${y}`);
            }
          }
        }
        expect(cells).toHaveLength(count);
        expect(covered.size).toBe(rows * columns);
      }),
    );
  });

  it("lie above each other on a high screen where they lay side by side on a wide one", () => {
    const { rows, columns, cells } = placesOf({ shape: "grid", rows: 1, columns: 2 }, 2, true);
    expect([rows, columns]).toEqual([2, 1]);
    expect(cells.map(({ row }) => row)).toEqual([1, 2]);
  });

  it("are a grid where another part has set other cells than the shape has", () => {
    expect(placesOf({ shape: "one-and-two", rows: 2, columns: 2 }, 4, false)).toMatchObject({ rows: 2, columns: 2 });
  });
});
