type Index = [number, number, number];

/** The smallest box around voxels that are told one by one; written for millions of them. */
export class VoxelBounds {
  readonly low: Index = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  readonly high: Index = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  include(i: number, j: number, k: number): void {
    const { low, high } = this;
    if (i < low[0]) low[0] = i;
    if (j < low[1]) low[1] = j;
    if (k < low[2]) low[2] = k;
    if (i > high[0]) high[0] = i;
    if (j > high[1]) high[1] = j;
    if (k > high[2]) high[2] = k;
  }

  /** Voxels along i, j, k; undefined where none was told. */
  size(): Index | undefined {
    const { low, high } = this;
    return high[0] < low[0] ? undefined : [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1];
  }
}
