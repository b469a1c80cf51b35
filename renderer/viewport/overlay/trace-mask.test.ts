import { describe, expect, it } from "vitest";
import { traceMask } from "./trace-mask.ts";

const of = (...rows: string[]) => traceMask(rows[0]?.length ?? 0, rows.length, (column, row) => rows[row]?.[column] === "#");

/** Fills a path of M, H, V and Z by the even-odd rule, counting for the centre of each pixel the upright edges to its left. */
function fill(path: string, columns: number, rows: number): string[] {
  const upright: [number, number, number][] = [];
  for (const loop of path.split("Z").filter(Boolean)) {
    const [, startX = 0, startY = 0] = /^M(\d+) (\d+)/.exec(loop)?.map(Number) ?? [];
    let [x, y] = [startX, startY];
    for (const [, kind, value] of loop.matchAll(/([HV])(\d+)/g)) {
      if (kind === "H") x = Number(value);
      else {
        upright.push([x, Math.min(y, Number(value)), Math.max(y, Number(value))]);
        y = Number(value);
      }
    }
    upright.push([x, Math.min(y, startY), Math.max(y, startY)]);
    expect(x === startX || y === startY).toBe(true);
  }
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => {
      const crossed = upright.filter(([x, from, to]) => x <= column && from <= row && to > row).length;
      return crossed % 2 === 1 ? "#" : ".";
    }).join(""),
  );
}

describe("the outline of a mask", () => {
  it("runs along the edges of pixels and writes corners alone", () => {
    expect(of("....", ".##.", ".##.")).toBe("M1 1H3V3H1Z");
    expect(of("#")).toBe("M0 0H1V1H0Z");
    expect(of("..")).toBe("");
  });

  it("has a loop for each hole, the other way round", () => {
    expect(of("###", "#.#", "###")).toBe("M0 0H3V3H0ZM1 1V2H2V1Z");
  });

  it("keeps pixels apart that touch at a corner", () => {
    expect(of("#.", ".#")).toBe("M0 0H1V1H0ZM1 1H2V2H1Z");
  });

  it("encloses what is set and nothing else, whatever it is", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let n = 0; n < 60; n++) {
      const [columns, rows] = [1 + Math.floor(random() * 14), 1 + Math.floor(random() * 14)];
      const mask = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => (random() < 0.55 ? "#" : ".")).join(""),
      );
      expect(fill(of(...mask), columns, rows)).toEqual(mask);
    }
  });
});
