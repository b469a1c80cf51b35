import { describe, expect, it } from "vitest";
import { intersectionOverUnion, type ScoredBox, suppressOverlaps } from "./suppress.ts";

/** Numbers from 0 to 1 that are the same in every run (Park and Miller's minimal standard). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function randomBoxes(count: number, axes: 2 | 3, seed: number): readonly ScoredBox[] {
  const next = dice(seed);
  const whole = (most: number) => Math.floor(next() * most);
  return Array.from({ length: count }, () => {
    const min = Array.from({ length: axes }, () => whole(12));
    return { label: whole(2) ? "cyst" : "mass", score: whole(1000) / 1000, min, max: min.map((low) => low + whole(7)) };
  });
}

const cells = new WeakMap<ScoredBox, ReadonlySet<number>>();

/** Every cell a box of whole edges is made of. */
function cellsOf(box: ScoredBox): ReadonlySet<number> {
  const known = cells.get(box);
  if (known) return known;
  const [x0 = 0, y0 = 0, z0 = 0] = box.min;
  const [x1 = 0, y1 = 0, z1 = 1] = box.max;
  const made = new Set<number>();
  for (let x = x0; x < x1; x++) for (let y = y0; y < y1; y++) for (let z = z0; z < z1; z++) made.add(x + 32 * (y + 32 * z));
  cells.set(box, made);
  return made;
}

/** Overlap by counting the cells that lie in both and in either. */
function counted(a: ScoredBox, b: ScoredBox): number {
  const both = [...cellsOf(a)].filter((cell) => cellsOf(b).has(cell)).length;
  const either = cellsOf(a).size + cellsOf(b).size - both;
  return either === 0 ? 0 : both / either;
}

/** What stays by the definition: a box stays unless one that stays before it, of its label, overlaps it by more. */
function bruteForce(boxes: readonly ScoredBox[], iou: number): readonly ScoredBox[] {
  const rest = [...boxes];
  const kept: ScoredBox[] = [];
  while (rest.length > 0) {
    const highest = Math.max(...rest.map(({ score }) => score));
    const [box] = rest.splice(
      rest.findIndex(({ score }) => score === highest),
      1,
    );
    if (box && kept.every((other) => other.label !== box.label || counted(other, box) <= iou)) kept.push(box);
  }
  return kept;
}

describe("suppression of overlaps", () => {
  it.each([2, 3] as const)("measures the overlap of boxes of %d axes as counting their cells does", (axes) => {
    const boxes = randomBoxes(40, axes, 7 + axes);
    for (const [n, a] of boxes.entries()) {
      const b = boxes[(n * 11 + 5) % boxes.length] as ScoredBox;
      expect(intersectionOverUnion(a, b)).toBeCloseTo(counted(a, b), 12);
    }
  });

  it.each([0, 0.2, 0.45, 0.7, 1])("keeps what a brute force keeps, overlap %d", (iou) => {
    for (const axes of [2, 3] as const) {
      for (let seed = 1; seed <= 6; seed++) {
        const boxes = randomBoxes(60, axes, seed * 31);
        expect(suppressOverlaps(boxes, iou)).toEqual(bruteForce(boxes, iou));
      }
    }
  });
});
