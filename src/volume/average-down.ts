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
  const cells = { sums: new Float64Array(width), counts: new Uint32Array(width) };
  const isWhole = !(out instanceof Float32Array);
  for (let row = 0; row < height; row++) {
    cells.sums.fill(0);
    cells.counts.fill(0);
    for (let line = row * down; line < Math.min(rows, (row + 1) * down); line++) addLine(values, line * columns, grid, cells);
    for (let column = 0; column < width; column++) {
      const count = cells.counts[column] as number;
      const first = values[row * down * columns + column * across] as number;
      const mean = count === 0 ? first : (cells.sums[column] as number) / count;
      out[row * width + column] = isWhole ? Math.round(mean) : mean;
    }
  }
}

function addLine(
  values: Values,
  from: number,
  { columns, factors, paddingRange }: Grid,
  { sums, counts }: { readonly sums: Float64Array; readonly counts: Uint32Array },
): void {
  const [paddingLow, paddingHigh] = paddingRange ?? [1, 0];
  const [across] = factors;
  for (let cell = 0, at = 0; at < columns; cell++) {
    for (const end = Math.min(columns, at + across); at < end; at++) {
      const value = values[from + at] as number;
      if (value >= paddingLow && value <= paddingHigh) continue;
      sums[cell] = (sums[cell] as number) + value;
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
}
