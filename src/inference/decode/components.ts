import type { Vec3 } from "../../geometry/index.ts";

/** Voxels that hang together; places are `x + nx * (y + ny * z)`. */
export interface Part {
  readonly voxels: Int32Array;
  readonly min: Vec3;
  readonly max: Vec3;
  /** Mean place of the voxels. */
  readonly centre: Vec3;
  readonly maxScore: number;
  readonly meanScore: number;
}

export type Connectivity = 4 | 8 | 6 | 18 | 26;

/** Voxels of one chunk of memory. */
const CHUNK = 2 ** 18;

/**
 * Collects voxels plane by plane, ascending in z, and tells which hang together: 4 and 8 in each plane alone, 6, 18 and 26 in the volume;
 * null takes all for one part. Only what is inside is held.
 */
export function createPartCollector(
  dimensions: Vec3,
  connectivity: Connectivity | null,
): {
  /** Takes the score of each voxel of plane z; a voxel is inside where it is over 0. */
  readonly push: (z: number, scores: Float32Array) => void;
  readonly finish: () => readonly Part[];
} {
  const [nx, ny] = dimensions;
  const area = nx * ny;
  const chunks: { voxels: Int32Array; labels: Int32Array; scores: Float32Array }[] = [];
  let count = 0;
  const roots = createRoots();
  const steps = connectivity === null ? [] : earlierNeighbours(connectivity);
  const blank = () => new Int32Array(area);
  let [above, here] = [blank(), blank()];
  let lastZ = -2;

  function labelAt(x: number, y: number): number {
    let label = 0;
    for (const [dx, dy, dz] of steps) {
      const [u, v] = [x + dx, y + dy];
      if (u < 0 || v < 0 || u >= nx || v >= ny) continue;
      const other = (dz === 0 ? here : above)[v * nx + u] as number;
      if (other) label = label ? roots.join(label, other) : other;
    }
    return label || roots.add();
  }

  function keep(voxel: number, label: number, score: number): void {
    const at = count % CHUNK;
    if (at === 0) chunks.push({ voxels: new Int32Array(CHUNK), labels: new Int32Array(CHUNK), scores: new Float32Array(CHUNK) });
    const chunk = chunks[chunks.length - 1] as (typeof chunks)[number];
    chunk.voxels[at] = voxel;
    chunk.labels[at] = label;
    chunk.scores[at] = score;
    count++;
  }

  return {
    push: (z, scores) => {
      [above, here] = [here, above];
      here.fill(0);
      if (z !== lastZ + 1) above.fill(0);
      lastZ = z;
      for (let p = 0; p < area; p++) {
        const score = scores[p] as number;
        if (!(score > 0)) continue;
        const label = connectivity === null ? 1 : labelAt(p % nx, Math.floor(p / nx));
        here[p] = label;
        keep(z * area + p, label, score);
      }
    },
    finish: () => {
      const sizes = new Map<number, number>();
      const each = (visit: (voxel: number, root: number, score: number) => void) => {
        for (let n = 0; n < count; n++) {
          const chunk = chunks[Math.floor(n / CHUNK)] as (typeof chunks)[number];
          const at = n % CHUNK;
          const label = chunk.labels[at] as number;
          visit(chunk.voxels[at] as number, connectivity === null ? label : roots.find(label), chunk.scores[at] as number);
        }
      };
      each((_, root) => sizes.set(root, (sizes.get(root) ?? 0) + 1));
      const parts = new Map([...sizes].map(([root, size]) => [root, createPart(size, nx, ny)]));
      each((voxel, root, score) => parts.get(root)?.add(voxel, score));
      return [...parts.values()].map((part) => part.finish());
    },
  };
}

/** Neighbours that were visited before a voxel: of the same row, plane, or the plane before. */
function earlierNeighbours(connectivity: Connectivity): readonly Vec3[] {
  const planar = connectivity === 4 || connectivity === 8;
  const most = { 4: 1, 8: 2, 6: 1, 18: 2, 26: 3 }[connectivity];
  const steps: Vec3[] = [];
  for (const dz of planar ? [0] : [-1, 0]) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        const before = dz < 0 || dy < 0 || (dy === 0 && dx < 0);
        if (before && Math.abs(dx) + Math.abs(dy) + Math.abs(dz) <= most) steps.push([dx, dy, dz]);
      }
    }
  }
  return steps;
}

/** Which provisional labels turned out to be one (disjoint sets with path halving). */
function createRoots(): { add: () => number; find: (label: number) => number; join: (a: number, b: number) => number } {
  const parents: number[] = [0];
  const find = (label: number) => {
    let at = label;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  };
  return {
    add: () => parents.push(parents.length) - 1,
    find,
    join: (a, b) => {
      const [low, high] = [find(a), find(b)].sort((m, n) => m - n) as [number, number];
      parents[high] = low;
      return low;
    },
  };
}

function createPart(size: number, nx: number, ny: number): { add: (voxel: number, score: number) => void; finish: () => Part } {
  const voxels = new Int32Array(size);
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-1, -1, -1];
  const sum: [number, number, number] = [0, 0, 0];
  let [count, maxScore, sumScore] = [0, 0, 0];
  return {
    add: (voxel, score) => {
      voxels[count++] = voxel;
      const at = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))] as const;
      for (const axis of [0, 1, 2] as const) {
        min[axis] = Math.min(min[axis], at[axis]);
        max[axis] = Math.max(max[axis], at[axis]);
        sum[axis] += at[axis];
      }
      maxScore = Math.max(maxScore, score);
      sumScore += score;
    },
    finish: () => ({
      ...{ voxels, min, max, maxScore },
      centre: [sum[0] / count, sum[1] / count, sum[2] / count],
      meanScore: sumScore / count,
    }),
  };
}
