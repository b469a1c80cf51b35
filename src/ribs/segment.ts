import { yieldToLoop } from "../base/index.ts";
import { fillSurface } from "./fill.ts";
import { outlineRib } from "./outline.ts";
import { sampleRays, sectionsOf } from "./sections.ts";
import type { HuVolume, Rib } from "./types.ts";

/** Lung within a surface is none of the bone. */
const LUNG_HU = -250;
/** Depths that are told apart where two ribs meet, and ribs. */
const DEPTHS = 256;
const RIBS = 64;

/**
 * The voxels of each rib, in the order of `ribs`: numbers i + columns * (j + rows * k) of the volume's grid, rising. Bone and its marrow
 * within the surface around the middle line; cartilage, and bones that touch a rib, are not taken in. No voxel is of two ribs: where two
 * surfaces meet it goes to the one in which it lies deeper.
 */
export async function segmentRibs(
  volume: HuVolume,
  ribs: readonly Rib[],
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<readonly Uint32Array[]> {
  const keys: number[] = [];
  for (const [rib, { points }] of ribs.slice(0, RIBS).entries()) {
    await yieldToLoop(signal);
    const sections = sectionsOf(points);
    const radii = outlineRib(sampleRays(volume, sections));
    fillSurface(volume.grid, sections, radii, (voxel, depth) => {
      if ((volume.values[voxel] as number) < LUNG_HU) return;
      keys.push((voxel * DEPTHS + Math.floor(depth * (DEPTHS - 1))) * RIBS + rib);
    });
    onShare((rib + 1) / ribs.length);
  }
  return shareOut(Float64Array.from(keys).sort(), ribs.length);
}

/** Of the keys of one voxel the first is that of the rib it lies deepest in. */
function shareOut(keys: Float64Array, count: number): readonly Uint32Array[] {
  const voxels: number[][] = Array.from({ length: count }, () => []);
  let before = -1;
  for (const key of keys) {
    const voxel = Math.floor(key / (DEPTHS * RIBS));
    if (voxel === before) continue;
    before = voxel;
    voxels[key % RIBS]?.push(voxel);
  }
  return voxels.map((own) => Uint32Array.from(own));
}
