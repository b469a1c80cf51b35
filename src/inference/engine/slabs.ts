import { yieldToLoop } from "../../base/index.ts";
import type { Threads } from "./threads.ts";

/** Slices `from` to `to` (not included) of a volume. */
export interface Slab {
  readonly from: number;
  readonly to: number;
}

/** Voxels of a slab at most: a cancel arrives between two. */
const SLAB_VOXELS = 4_000_000;

/** Cuts the slices of a volume into slabs of much the same size, each a multiple of `multiple` slices but the last. */
export function slabsOf(slices: number, voxelsOfSlice: number, threads: number, multiple = 1): readonly Slab[] {
  const wanted = Math.max(2 * threads, Math.ceil((slices * voxelsOfSlice) / SLAB_VOXELS), 1);
  const size = Math.max(1, Math.ceil(slices / wanted / multiple)) * multiple;
  return Array.from({ length: Math.ceil(slices / size) }, (_, n) => ({ from: n * size, to: Math.min(slices, (n + 1) * size) }));
}

/** Runs what each slab asks for: all at once in threads, one after the other without them, with a way in between for a cancel. */
export async function overSlabs(
  slabs: readonly Slab[],
  { count }: Pick<Threads, "count">,
  signal: AbortSignal | undefined,
  run: (slab: Slab) => Promise<unknown>,
): Promise<void> {
  if (count > 0) await Promise.all(slabs.map(run));
  else
    for (const slab of slabs) {
      await yieldToLoop(signal);
      await run(slab);
    }
}
