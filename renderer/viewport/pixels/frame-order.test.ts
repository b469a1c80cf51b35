import { describe, expect, it } from "vitest";
import { type Look, nextFrame } from "./frame-order.ts";

function order(looks: readonly Look[], count: number, take = count): number[] {
  const done: number[] = [];
  for (let at = 0; at < take; at++) {
    const next = nextFrame(looks, count, (index) => done.includes(index));
    if (next === undefined) break;
    done.push(next.index);
  }
  return done;
}

describe("the order of frames", () => {
  it("begins before the eye and goes outwards", () => {
    expect(order([{ index: 5, direction: 0, whole: false }], 11, 5)).toEqual([5, 4, 6, 3, 7]);
  });

  it("goes ahead in the direction of scrolling first", () => {
    expect(order([{ index: 5, direction: 1, whole: false }], 20, 6)).toEqual([5, 6, 7, 4, 8, 9]);
  });

  it("serves every eye before it fetches ahead", () => {
    const looks: Look[] = [
      { index: 2, direction: 0, whole: false },
      { index: 17, direction: 0, whole: true },
    ];
    expect(order(looks, 20, 2).sort()).toEqual([17, 2]);
  });

  it("ends when nothing is left", () => {
    expect(order([{ index: 0, direction: 0, whole: true }], 3, 10)).toHaveLength(3);
  });
});
