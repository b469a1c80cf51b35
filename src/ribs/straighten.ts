import { yieldToLoop } from "../base/index.ts";
import { add, cross, distance, dot, length, normalize, patientMmToIndex, scale, subtract, type Vec3 } from "../geometry/index.ts";
import { pointsEvery } from "./points-every.ts";
import type { HuVolume, Rib } from "./types.ts";
import { createSampler } from "./work-volume.ts";

/** A rib laid out straight: columns along it from the spine, rows across it from the head's side down. */
export interface RibStrip {
  readonly columns: number;
  readonly rows: number;
  /** Edge of a pixel, both ways. */
  readonly pixelMm: number;
  /** HU, row by row: the mean of a slab that lies on the rib. */
  readonly values: Int16Array;
  /** For each column the middle of the rib, LPS+ millimetres. */
  readonly middles: readonly Vec3[];
  /** For each column the direction from row to row, away from the head. */
  readonly downs: readonly Vec3[];
}

const PIXEL_MM = 0.8;
const HEIGHT_MM = 24;
/** Layers of the slab through the rib's thickness: the outer and the inner cortex and the marrow between. */
const LAYERS_MM = [-2, -1, 0, 1, 2] as const;
/** Columns between two places where the wall is looked for, and over how many it is smoothed to either side. */
const EVERY = 4;
const SMOOTH = 16;

/**
 * The ribs of a chest as strips: resampled from the volume itself along each middle line, at right angles to it along the chest's
 * wall, trilinear. The brightest of the layers is kept where `slab` is "max".
 */
export async function straightenRibs(
  volume: HuVolume,
  ribs: readonly Rib[],
  slab: "mean" | "max",
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<readonly RibStrip[]> {
  const strips: RibStrip[] = [];
  for (const rib of ribs) {
    await yieldToLoop(signal);
    strips.push(straighten(volume, rib, ribs, slab));
    onShare(strips.length / ribs.length);
  }
  return strips;
}

function straighten(volume: HuVolume, rib: Rib, all: readonly Rib[], slab: "mean" | "max"): RibStrip {
  const middles = pointsEvery(rib.points, PIXEL_MM);
  const rows = Math.round(HEIGHT_MM / PIXEL_MM) | 1;
  const columns = middles.length;
  const values = new Int16Array(columns * rows);
  const sample = createSampler(volume.values, volume.grid.dimensions);
  const zero = patientMmToIndex(volume.grid, [0, 0, 0]);
  const toIndex = (direction: Vec3) => subtract(patientMmToIndex(volume.grid, direction), zero);
  const reach = Math.round(6 / PIXEL_MM);
  const alongs = middles.map((_, c) =>
    normalize(subtract(middles[Math.min(columns - 1, c + reach)] as Vec3, middles[Math.max(0, c - reach)] as Vec3)),
  );
  const downs = downwards(middles, alongs, rib, all);
  for (let c = 0; c < columns; c++) {
    const middle = middles[c] as Vec3;
    const down = downs[c] as Vec3;
    const outward = cross(alongs[c] as Vec3, down);
    const at = patientMmToIndex(volume.grid, middle);
    const rowStep = toIndex(scale(down, PIXEL_MM));
    const layerStep = toIndex(outward);
    for (let r = 0; r < rows; r++) {
      const place = add(at, scale(rowStep, r - (rows - 1) / 2));
      let most = -Infinity;
      let sum = 0;
      for (const layer of LAYERS_MM) {
        const value = sample(place[0] + layer * layerStep[0], place[1] + layer * layerStep[1], place[2] + layer * layerStep[2]);
        sum += value;
        most = Math.max(most, value);
      }
      values[r * columns + c] = Math.round(slab === "max" ? most : sum / LAYERS_MM.length);
    }
  }
  return { columns, rows, pixelMm: PIXEL_MM, values, middles, downs };
}

/**
 * For each column the direction along the chest's wall at right angles to the rib, towards the feet: the wall is what the ribs above and
 * below span, so that a rib is seen on its flat side however steeply it runs.
 */
function downwards(middles: readonly Vec3[], alongs: readonly Vec3[], rib: Rib, all: readonly Rib[]): readonly Vec3[] {
  const beside = (step: 1 | -1) =>
    all.find(({ side, order }) => side === rib.side && order === rib.order + step)?.points.filter((_, n) => n % 3 === 0) ?? [];
  const [above, below] = [beside(-1), beside(1)];
  const raw = middles.map((middle, c) => {
    if (c % EVERY !== 0) return undefined;
    const along = alongs[c] as Vec3;
    const across = (way: Vec3) => {
      const right = subtract(way, scale(along, dot(way, along)));
      // What lies rather along the rib than beside it says little of the wall.
      return scale(normalize(right), length(right) / Math.max(1, length(way)));
    };
    const up = nearest(middle, above);
    const down = nearest(middle, below);
    const feet = scale(across([0, 0, -1]), 0.2);
    return add(feet, add(up ? across(subtract(middle, up)) : [0, 0, 0], down ? across(subtract(down, middle)) : [0, 0, 0]));
  });
  return middles.map((_, c) => {
    let sum: Vec3 = [0, 0, 0];
    for (let n = Math.max(0, c - SMOOTH); n <= Math.min(middles.length - 1, c + SMOOTH); n++) sum = add(sum, raw[n] ?? [0, 0, 0]);
    const along = alongs[c] as Vec3;
    return normalize(subtract(sum, scale(along, dot(sum, along))));
  });
}

function nearest(point: Vec3, line: readonly Vec3[]): Vec3 | undefined {
  let best: Vec3 | undefined;
  let least = Infinity;
  for (const other of line) {
    const apart = distance(point, other);
    if (apart < least) {
      least = apart;
      best = other;
    }
  }
  return best;
}
