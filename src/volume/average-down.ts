import type { DecodedFrame } from "./types.ts";

type Values = DecodedFrame["values"];

/** Of what lies before the averaging. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** How many columns and rows become one. */
  readonly factors: readonly [number, number];
  /** Values that are nothing; they have no part in a mean. */
  readonly paddingRange?: readonly [number, number] | undefined;
}

/** Values that so many columns and rows are averaged down to: an incomplete cell at the end is one of its own. */
export function averagedSize({ columns, rows, factors }: Grid): readonly [number, number] {
  return [Math.ceil(columns / factors[0]), Math.ceil(rows / factors[1])];
}

/**
 * The means of cells of `factors` columns and rows of a grey frame, rounded where the type has whole numbers. A cell at the end is the mean
 * of what there is of it; one that holds padding alone stays padding.
 *
 * @param out as long as `averagedSize` says
 */
export function averageDown(values: Values, grid: Grid, out: Values): void {
  const { columns, rows, factors } = grid;
  const [across, down] = factors;
  const [width, height] = averagedSize(grid);
  const [paddingLow, paddingHigh] = grid.paddingRange ?? [1, 0];
  const isWhole = !(out instanceof Float32Array);
  for (let row = 0; row < height; row++) {
    const lastLine = Math.min(rows, (row + 1) * down);
    for (let column = 0; column < width; column++) {
      const end = Math.min(columns, (column + 1) * across);
      let sum = 0;
      let count = 0;
      for (let line = row * down; line < lastLine; line++) {
        for (let at = line * columns + column * across; at < line * columns + end; at++) {
          const value = values[at] as number;
          if (value >= paddingLow && value <= paddingHigh) continue;
          sum += value;
          count += 1;
        }
      }
      const mean = count === 0 ? (values[row * down * columns + column * across] as number) : sum / count;
      out[row * width + column] = isWhole ? Math.round(mean) : mean;
    }
  }
}
