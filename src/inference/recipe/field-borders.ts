import { bestBorder } from "./field-lines.ts";
import type { BorderLine, Sighted } from "./field-sight.ts";
import { type Plane, resampleInto } from "./resample-image.ts";

/** A rectangle of whole pixels, [x, y]: its first column and row, and how many. */
export interface PixelRect {
  readonly min: readonly [number, number];
  readonly size: readonly [number, number];
}

/** The longer edge of the small picture that borders are looked for in. */
const EDGE = 128;
/** Borders that are cut at most: a rotated rectangle within the margin of a film, and two that are not quite straight. */
const MOST_BORDERS = 10;
/** Share of the picture that is left at least. */
const LEAST_FIELD = 0.15;

/**
 * The collimated field of a radiograph as its pixels tell it: the rectangle around what the straight borders leave. Beyond a border lies
 * one tone (a shutter, the margin of a film, with or without markers on it), or what is brighter than the image and empty (unexposed).
 * Where nothing is sure nothing is cut.
 *
 * @param grey 0 to 1 as it is shown, 1 bright
 */
export function fieldFromPixels(grey: Plane): PixelRect {
  const small = shrink(grey);
  let sighted = lookOver(small);
  for (let n = 0; n < MOST_BORDERS; n++) {
    const border = bestBorder(sighted);
    if (!border) break;
    sighted = within(sighted, border);
  }
  const { xs, ys } = sighted;
  if (xs.length < LEAST_FIELD * small.columns * small.rows) return { min: [0, 0], size: [grey.columns, grey.rows] };
  const [left, right] = ends(xs, grey.columns / small.columns, grey.columns);
  const [top, bottom] = ends(ys, grey.rows / small.rows, grey.rows);
  return { min: [left, top], size: [right - left, bottom - top] };
}

/** From the centres of small pixels to whole pixels of the image, the last one not in it. */
function ends(centres: Float32Array, scale: number, most: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const at of centres) {
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return [Math.floor((low - 0.5) * scale), Math.min(most, Math.ceil((high + 0.5) * scale))];
}

function shrink(plane: Plane): Sighted["small"] {
  const scale = Math.min(1, EDGE / Math.max(plane.rows, plane.columns));
  const columns = Math.max(1, Math.round(plane.columns * scale));
  const rows = Math.max(1, Math.round(plane.rows * scale));
  const values = new Float32Array(columns * rows);
  resampleInto(values, [columns, rows], plane, [0, 0], [columns, rows]);
  return { columns, rows, values };
}

/** Every pixel with how it changes along x and y: the mean of what two and four pixels show. The picture's edge goes on outside. */
function lookOver(small: Sighted["small"]): Sighted {
  const { columns, rows, values } = small;
  const held = (at: number, count: number) => Math.min(count - 1, Math.max(0, at));
  const count = columns * rows;
  const [xs, ys] = [new Float32Array(count), new Float32Array(count)];
  const [acrossX, acrossY] = [new Float32Array(count), new Float32Array(count)];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const p = x + y * columns;
      const at = (i: number, j: number) => values[held(i, columns) + held(j, rows) * columns] as number;
      acrossX[p] = (at(x + 2, y) - at(x - 2, y) + at(x + 1, y) - at(x - 1, y)) / 2;
      acrossY[p] = (at(x, y + 2) - at(x, y - 2) + at(x, y + 1) - at(x, y - 1)) / 2;
      xs[p] = x + 0.5;
      ys[p] = y + 0.5;
    }
  }
  return { small, values, xs, ys, acrossX, acrossY };
}

/** Without a border and what lies beyond it. */
function within({ small, ...pixels }: Sighted, { normal, at }: BorderLine): Sighted {
  const { xs, ys, values, acrossX, acrossY } = pixels;
  const stays = (_: number, p: number) => Math.floor((xs[p] as number) * normal[0] + (ys[p] as number) * normal[1]) < at;
  return {
    small,
    ...{ xs: xs.filter(stays), ys: ys.filter(stays), values: values.filter(stays) },
    ...{ acrossX: acrossX.filter(stays), acrossY: acrossY.filter(stays) },
  };
}
