/** The n-th smallest value, from 0; undefined beyond the end. Reorders `values`. Takes time in proportion to their number (Hoare's selection). */
export function nthSmallest(values: Float32Array, n: number): number | undefined {
  if (!(n >= 0 && n < values.length)) return undefined;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const [endOfLow, startOfHigh] = parted(values, low, high);
    if (n <= endOfLow) high = endOfLow;
    else if (n >= startOfHigh) low = startOfHigh;
    else break;
  }
  return values[n];
}

/** Puts what is less than the middle value before what is more; what lies between the two answers is the middle value itself. */
function parted(values: Float32Array, low: number, high: number): readonly [number, number] {
  const pivot = values[(low + high) >> 1] as number;
  let i = low;
  let j = high;
  while (i <= j) {
    while ((values[i] as number) < pivot) i++;
    while ((values[j] as number) > pivot) j--;
    if (i > j) break;
    const swapped = values[i] as number;
    values[i++] = values[j] as number;
    values[j--] = swapped;
  }
  return [j, i];
}
