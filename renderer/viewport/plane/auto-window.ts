import { type Affine, invert, type Point2, transform } from "./affine.ts";
import type { Slice } from "./slice.ts";
import type { Window } from "./voi.ts";

/** Share of the values at each end that a window chosen by itself may lose: a few outliers would hide everything else. */
const TAIL = 0.005;

/**
 * The window that shows what a slice (or part of it) holds: all of its values but the outermost of each end; padding and what holds no value do not count.
 *
 * @param isInside of a pixel's centre; all by default
 * @returns undefined for colour, and where no values are
 */
export function autoWindow(slice: Slice, isInside: (column: number, row: number) => boolean = () => true): Window | undefined {
  if (slice.samplesPerPixel === 3) return undefined;
  const { columns, rows, values, frame, isBlank = () => false } = slice;
  const [paddingLow, paddingHigh] = frame.paddingRange ?? [1, 0];
  const found = new Float32Array(columns * rows);
  let count = 0;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = values[at] as number;
      if ((value >= paddingLow && value <= paddingHigh) || !Number.isFinite(value)) continue;
      if (!isInside(column, row) || isBlank(column, row)) continue;
      found[count++] = value;
    }
  }
  if (count === 0) return undefined;
  const sorted = found.subarray(0, count).sort();
  const cut = Math.floor(count * TAIL);
  return windowOfRange(sorted[cut] as number, sorted[count - 1 - cut] as number, frame.valueType !== "float32");
}

/** The window from black at `low` to white at `high` (PS3.3 C.11.2.1.2: LINEAR for whole values, LINEAR_EXACT for others). */
export function windowOfRange(low: number, high: number, wholeValues: boolean): Window {
  if (wholeValues) return { center: (low + high + 1) / 2, width: Math.max(1, high - low + 1) };
  return { center: (low + high) / 2, width: high - low || 1e-6, function: "LINEAR_EXACT" };
}

/** Which pixels lie within a rectangle of the view, from corner to corner. */
export function insideView(viewFromPixel: Affine, from: Point2, to: Point2): (column: number, row: number) => boolean {
  const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  return (column, row) => {
    const [x, y] = transform(viewFromPixel, [column, row]);
    return x >= left && x <= right && y >= top && y <= bottom;
  };
}

/** Corners of a rectangle of the view as pixels of the slice. */
export function viewRectangle(viewFromPixel: Affine, from: Point2, to: Point2): readonly Point2[] {
  const back = invert(viewFromPixel);
  const corners: readonly Point2[] = [from, [to[0], from[1]], to, [from[0], to[1]]];
  return corners.map((corner) => transform(back, corner));
}
