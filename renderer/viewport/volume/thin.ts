import type { PixelValues } from "../pixels/series-pixels.ts";

/**
 * Slices of a volume as one of fewer voxels: each the mean of `stride` columns and rows of all of them, padding left out. Cells at the
 * ends are of what there is.
 *
 * @param out as long as the cells are many, in the type of the slices
 */
export function thinned(
  slices: readonly PixelValues[],
  {
    columns,
    stride,
    padding,
  }: { readonly columns: number; readonly stride: number; readonly padding?: readonly [number, number] | undefined },
  out: PixelValues,
): void {
  const [first] = slices;
  if (first === undefined) return;
  const rows = first.length / columns;
  const width = Math.ceil(columns / stride);
  const [paddingLow, paddingHigh] = padding ?? [1, 0];
  const sums = new Float64Array(width);
  const counts = new Uint32Array(width);
  const add = (values: PixelValues, row: number) => {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] as number;
      if (value >= paddingLow && value <= paddingHigh) continue;
      const cell = Math.floor(column / stride);
      sums[cell] = (sums[cell] as number) + value;
      counts[cell] = (counts[cell] as number) + 1;
    }
  };
  for (let line = 0; line * stride < rows; line++) {
    sums.fill(0);
    counts.fill(0);
    for (const values of slices) for (let row = line * stride; row < Math.min(rows, (line + 1) * stride); row++) add(values, row);
    for (let cell = 0; cell < width; cell++) {
      const count = counts[cell] as number;
      out[line * width + cell] =
        count === 0 ? (first[line * stride * columns + cell * stride] as number) : (sums[cell] as number) / count;
    }
  }
}
