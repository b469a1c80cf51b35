import { describe, expect, it } from "vitest";
import type { Point2 } from "../plane/affine.ts";
import { hitOf } from "./hit.ts";
import { pulled } from "./pull.ts";
import type { Seen } from "./seen.ts";

const line = Array.from({ length: 101 }, (_, at): Point2 => [at, 0]);
/** Four CSS pixels for a pixel. */
const view = line.map(([x, y]): Point2 => [4 * x, 4 * y]);

describe("pulling at a line of many points", () => {
  it("moves the point under the hand by as much, its neighbours less, and those beyond not at all", () => {
    const after = pulled({ points: line, view, isClosed: false }, 50, [0, 6]);
    expect(after[50]).toEqual([50, 6]);
    const heights = after.map(([, y]) => y);
    for (let at = 51; at <= 60; at++) expect(heights[at]).toBeLessThan(heights[at - 1] as number);
    expect(heights[60]).toBeCloseTo(0, 9);
    expect(after.slice(0, 40)).toEqual(line.slice(0, 40));
    expect(after.slice(61)).toEqual(line.slice(61));
  });

  it("takes more of the line along where it is pulled far", () => {
    const after = pulled({ points: line, view, isClosed: false }, 50, [0, 30]);
    const moved = after.filter(([, y]) => y !== 0).length;
    expect(moved).toBeGreaterThan(60);
  });

  it("goes round the seam of a closed line, and stops at the ends of an open one", () => {
    const ring = Array.from(
      { length: 90 },
      (_, at): Point2 => [100 * Math.cos((at * Math.PI) / 45), 100 * Math.sin((at * Math.PI) / 45)],
    );
    const after = pulled({ points: ring, view: ring, isClosed: true }, 0, [5, 0]);
    const by = (at: number) => (after[at]?.[0] ?? 0) - (ring[at]?.[0] ?? 0);
    expect(by(0)).toBeCloseTo(5, 9);
    for (const at of [1, 2, 3]) expect(by(90 - at)).toBeCloseTo(by(at), 9);
    const open = pulled({ points: ring, view: ring, isClosed: false }, 0, [5, 0]);
    expect(open[89]).toEqual(ring[89]);
  });

  it("begins at the nearest point of a chosen line that has no handles", () => {
    const seen = {
      finding: { id: "a" },
      shape: "polyline",
      points: line,
      view,
      strokes: [{ points: view }],
      handles: [],
    } as unknown as Seen;
    const all = [{ seen, label: undefined }];
    const at = (selectedFindingId: string | undefined) => hitOf(all, [81, 3], { selectedFindingId, isTouch: false })?.part;
    expect(at("a")).toEqual({ kind: "pull", index: 20 });
    expect(at(undefined)).toEqual({ kind: "shape" });
  });
});
