import type { Box } from "../../../src/inference/index.ts";

/** A generated radiograph with what is there and what was found; boxes in its pixels, from edge to edge. */
export interface Drawing {
  readonly columns: number;
  readonly rows: number;
  /** 0 to 1. */
  readonly shown: Float32Array;
  readonly truth: readonly Box[];
  readonly found: readonly Box[];
}

const TRUE = { colour: [90, 220, 120], dash: 5 } as const;
const FOUND = { colour: [255, 176, 0], dash: 0 } as const;

/** The whole image in a square of so many pixels, RGB, its boxes as lines of two pixels. */
export function tileOf({ columns, rows, shown, truth, found }: Drawing, size: number): Uint8Array {
  const scale = size / Math.max(columns, rows);
  const [left, top] = [(size - columns * scale) / 2, (size - rows * scale) / 2];
  const pixels = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const value = meanOf(shown, [columns, rows], [(x - left) / scale, (y - top) / scale], 1 / scale);
      pixels.fill(Math.round(255 * value), 3 * (x + size * y), 3 * (x + size * y) + 3);
    }
  }
  const draw = (boxes: readonly Box[], style: typeof TRUE | typeof FOUND) => {
    for (const box of boxes) {
      const [l, t, r, b] = box.map((side, n) => Math.round(side * scale + (n % 2 === 0 ? left : top))) as unknown as Box;
      for (let x = l; x <= r; x++) for (const y of [t, b]) dot(pixels, size, [x, y], style);
      for (let y = t; y <= b; y++) for (const x of [l, r]) dot(pixels, size, [x, y], style);
    }
  };
  draw(truth, TRUE);
  draw(found, FOUND);
  return pixels;
}

function dot(
  pixels: Uint8Array,
  size: number,
  [x, y]: readonly [number, number],
  { colour, dash }: { readonly colour: readonly number[]; readonly dash: number },
): void {
  if (dash > 0 && Math.floor((x + y) / dash) % 2 === 1) return;
  for (const [i, j] of [
    [x, y],
    [x + 1, y],
    [x, y + 1],
    [x + 1, y + 1],
  ] as const)
    if (i >= 0 && j >= 0 && i < size && j < size) pixels.set(colour, 3 * (i + size * j));
}

/** Mean of the pixels under a square of `edge` from (x, y) on; 0 outside the image. */
function meanOf(
  shown: Float32Array,
  [columns, rows]: readonly [number, number],
  [x, y]: readonly [number, number],
  edge: number,
): number {
  const [fromX, fromY] = [Math.floor(x), Math.floor(y)];
  const reach = Math.max(1, Math.round(edge));
  let [sum, count] = [0, 0];
  for (let j = fromY; j < fromY + reach; j++) {
    for (let i = fromX; i < fromX + reach; i++) {
      count++;
      if (i >= 0 && j >= 0 && i < columns && j < rows) sum += shown[i + columns * j] ?? 0;
    }
  }
  return Math.min(1, sum / count);
}
