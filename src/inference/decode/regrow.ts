import type { Vec3 } from "../../geometry/index.ts";
import { createNeighbours } from "../neighbours.ts";
import type { Part } from "./components.ts";

/** Gives parts of a mask that was worn down their outer layers back. */
export interface Regrowth {
  /** The mask as it was: plane z, over 0 inside. */
  readonly remember: (z: number, scores: Float32Array) => void;
  /** Each part with so many layers more, as far as the mask went; what two could have goes to the one that comes first. */
  readonly grow: (parts: readonly Part[], layers: number) => readonly Part[];
}

/** Remembers a mask of one bit a voxel. */
export function createRegrowth(dimensions: Vec3): Regrowth {
  const [nx, ny, nz] = dimensions;
  const area = nx * ny;
  const free = new Uint8Array(Math.ceil((area * nz) / 8));
  const isFree = (p: number) => ((free[p >> 3] as number) >> (p & 7)) & 1;
  const take = (p: number) => {
    free[p >> 3] = (free[p >> 3] as number) & ~(1 << (p & 7));
  };
  return {
    remember: (z, scores) => {
      for (let p = 0; p < area; p++) {
        if (!((scores[p] as number) > 0)) continue;
        const at = z * area + p;
        free[at >> 3] = (free[at >> 3] as number) | (1 << (at & 7));
      }
    },
    grow: (parts, layers) => {
      const forNeighbours = createNeighbours(dimensions);
      for (const { voxels } of parts) for (const p of voxels) take(p);
      const grown = parts.map(({ voxels }): Int32Array[] => [voxels]);
      for (let layer = 0; layer < layers; layer++) {
        for (const shells of grown) {
          const shell: number[] = [];
          for (const p of shells[shells.length - 1] as Int32Array) {
            forNeighbours(p, (q) => {
              if (!isFree(q)) return;
              take(q);
              shell.push(q);
            });
          }
          shells.push(Int32Array.from(shell));
        }
      }
      return parts.map((part, n) => withVoxels(part, grown[n] as Int32Array[], nx, ny));
    },
  };
}

/** The part with more voxels; its scores stay those of its core. */
function withVoxels(part: Part, shells: readonly Int32Array[], nx: number, ny: number): Part {
  const voxels = new Int32Array(shells.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const shell of shells) {
    voxels.set(shell, at);
    at += shell.length;
  }
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-1, -1, -1];
  const sum: [number, number, number] = [0, 0, 0];
  for (const p of voxels) {
    const place = [p % nx, Math.floor(p / nx) % ny, Math.floor(p / (nx * ny))] as const;
    for (const axis of [0, 1, 2] as const) {
      min[axis] = Math.min(min[axis], place[axis]);
      max[axis] = Math.max(max[axis], place[axis]);
      sum[axis] += place[axis];
    }
  }
  const count = voxels.length;
  return { ...part, voxels, min, max, centre: [sum[0] / count, sum[1] / count, sum[2] / count] };
}
