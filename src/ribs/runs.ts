/**
 * Rising numbers of voxels as runs within rows of so many columns: the first voxel of a run and how many it has, pair by pair.
 */
export function runsOf(voxels: Uint32Array, columns: number): Uint32Array {
  const runs: number[] = [];
  for (const voxel of voxels) {
    const last = runs.length - 2;
    const follows = last >= 0 && (runs[last] as number) + (runs[last + 1] as number) === voxel && voxel % columns !== 0;
    if (follows) runs[last + 1] = (runs[last + 1] as number) + 1;
    else runs.push(voxel, 1);
  }
  return Uint32Array.from(runs);
}
