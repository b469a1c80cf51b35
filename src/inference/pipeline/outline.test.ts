import { describe, expect, it } from "vitest";
import { outlineOf } from "./outline.ts";

/** A mask from rows of text: `#` is set. */
function maskOf(...rows: readonly string[]): readonly [number[], number] {
  return [rows.flatMap((row) => [...row].map((cell) => (cell === "#" ? 1 : 0))), rows[0]?.length ?? 0];
}

/** Whether a point lies in a polygon, by the parity of the edges to its right. */
function contains(polygon: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (const [n, [ax, ay]] of polygon.entries()) {
    const [bx, by] = polygon[(n + 1) % polygon.length] as readonly [number, number];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

describe("the outline of a mask", () => {
  it("is a pixel's four corners, clockwise", () => {
    expect(outlineOf(...maskOf("...", ".#.", "..."))).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 2],
    ]);
  });

  it("holds what is set and nothing else, holes apart", () => {
    const [mask, columns] = maskOf("..##....", ".####.#.", "#####.#.", ".#######", "..#..###", "........");
    const outline = outlineOf(mask, columns);
    for (const [p, set] of mask.entries()) {
      expect([p, contains(outline, (p % columns) + 0.5, Math.floor(p / columns) + 0.5)]).toEqual([p, set === 1]);
    }
  });

  it("goes around parts that touch at a corner as one", () => {
    const [mask, columns] = maskOf("##..", "##..", "..##", "..##");
    const outline = outlineOf(mask, columns);
    expect(contains(outline, 0.5, 0.5) && contains(outline, 3.5, 3.5)).toBe(true);
    expect(contains(outline, 3.5, 0.5)).toBe(false);
  });

  it("does not draw holes, takes the longest of several, and nothing of nothing", () => {
    expect(outlineOf(...maskOf("#####", "#...#", "#...#", "#####"))).toHaveLength(4);
    const [mask, columns] = maskOf("#....", "..###", "..#.#", "..###");
    expect(outlineOf(mask, columns)).toEqual([
      [2, 1],
      [5, 1],
      [5, 4],
      [2, 4],
    ]);
    expect(outlineOf(...maskOf("..", ".."))).toEqual([]);
  });
});
