import type { PreparedChest } from "../../../src/inference/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { drawNodule, type NoduleSpec } from "./nodule-shape.ts";
import type { Random } from "./random.ts";

type Point = readonly [number, number, number];
type Pixels = Pick<Volume, "grid" | "values">;

/** A nodule that is known to be there. */
export interface TrueNodule {
  readonly centerPatient: Point;
  readonly diameterMm: number;
  readonly kind: string;
  readonly attachment: string;
}

export interface InsertOptions {
  readonly count: number;
  readonly random: Random;
  /** Balls to stay out of: what is really there. */
  readonly keepOut?: readonly { readonly centerPatient: Point; readonly radiusMm: number }[];
  /** In-plane blur of the scan, standard deviation in millimetres. */
  readonly blurMm?: number;
}

/**
 * A copy of a CT with simulated nodules in its lungs, and where they are.
 *
 * The series' grid must lie along the patient's axes. Each nodule is blurred by the scan's own in-plane spread and slice thickness
 * and carries noise like its surroundings; vessels brighter than it stay visible inside.
 */
export function insertNodules(
  volume: Pixels,
  chest: PreparedChest,
  options: InsertOptions,
): { values: Int16Array; truth: TrueNodule[] } {
  const values = Int16Array.from(volume.values);
  const noiseHu = softTissueNoise(volume);
  const truth: TrueNodule[] = [];
  const taken = [...(options.keepOut ?? [])];
  for (let tries = 0; truth.length < options.count && tries < options.count * 40; tries++) {
    const spec = drawNodule(options.random);
    const centerPatient = drawPlace(chest, spec, options.random);
    const room = spec.diameterMm / 2 + 7;
    if (!centerPatient || taken.some((ball) => away(ball.centerPatient, centerPatient) < ball.radiusMm + room)) continue;
    paint(volume, values, spec, centerPatient, { blurMm: options.blurMm ?? 0.6, noiseHu, random: options.random });
    taken.push({ centerPatient, radiusMm: spec.diameterMm / 2 });
    truth.push({ centerPatient, diameterMm: spec.diameterMm, kind: spec.kind, attachment: spec.attachment });
  }
  return { values, truth };
}

function away(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** A voxel that suits the attachment: open lung, beside a vessel, or against the pleura. */
function drawPlace(chest: PreparedChest, spec: NoduleSpec, random: Random): Point | null {
  const { grid, labels, aerated } = chest.lungs;
  const [ni, nj, nk] = grid.dimensions;
  const radius = spec.diameterMm / 2 / grid.spacingMm[0];
  for (let tries = 0; tries < 4000; tries++) {
    const at: Point = [random.unit() * ni, random.unit() * nj, random.unit() * nk];
    const p = Math.floor(at[0]) + ni * (Math.floor(at[1]) + nj * Math.floor(at[2]));
    if (!labels[p]) continue;
    const counts = ringCounts(chest, at, radius);
    const suits =
      spec.attachment === "pleura"
        ? counts.outside > 0.06 && counts.outside < 0.4
        : spec.attachment === "vessel"
          ? counts.outside === 0 && counts.dense > 0.04 && counts.dense < 0.35
          : counts.outside === 0 && counts.dense < 0.03 && aerated[p] === 1;
    if (!suits) continue;
    return [
      grid.originPatient[0] + at[0] * grid.spacingMm[0],
      grid.originPatient[1] + at[1] * grid.spacingMm[1],
      grid.originPatient[2] + at[2] * grid.spacingMm[2],
    ];
  }
  return null;
}

/** Of points on a ball: how many lie outside the lungs, how many in something dense inside them. */
function ringCounts(chest: PreparedChest, at: Point, radius: number): { outside: number; dense: number } {
  const { grid, labels, aerated } = chest.lungs;
  const [ni, nj, nk] = grid.dimensions;
  let outside = 0;
  let dense = 0;
  const points = 40;
  for (let n = 0; n < points; n++) {
    const z = 1 - (2 * n + 1) / points;
    const angle = n * 2.399963;
    const r = Math.sqrt(1 - z * z);
    const i = Math.floor(at[0] + radius * r * Math.cos(angle));
    const j = Math.floor(at[1] + radius * r * Math.sin(angle));
    const k = Math.floor(at[2] + radius * z);
    const within = i >= 0 && j >= 0 && k >= 0 && i < ni && j < nj && k < nk;
    const p = i + ni * (j + nj * k);
    if (!within || !labels[p]) outside++;
    else if (!aerated[p]) dense++;
  }
  return { outside: outside / points, dense: dense / points };
}

interface PaintOptions {
  readonly blurMm: number;
  readonly noiseHu: number;
  readonly random: Random;
}

function paint(volume: Pixels, values: Int16Array, spec: NoduleSpec, center: Point, options: PaintOptions): void {
  const { grid } = volume;
  const [ni, nj] = grid.dimensions;
  const reach = spec.diameterMm * 0.95 + 4;
  const from = (axis: 0 | 1 | 2, side: -1 | 1) =>
    clampIndex(
      (center[axis] + side * reach - grid.originPatient[axis]) / (grid.directions[axis][axis] * grid.spacingMm[axis]),
      grid.dimensions[axis],
    );
  const low = ([0, 1, 2] as const).map((axis) => Math.min(from(axis, -1), from(axis, 1))) as [number, number, number];
  const high = ([0, 1, 2] as const).map((axis) => Math.max(from(axis, -1), from(axis, 1))) as [number, number, number];
  const place = (axis: 0 | 1 | 2, index: number) =>
    grid.originPatient[axis] + grid.directions[axis][axis] * index * grid.spacingMm[axis] - center[axis];
  const cover = createCover(spec, options.blurMm, grid.spacingMm[2]);
  for (let k = low[2]; k <= high[2]; k++) {
    for (let j = low[1]; j <= high[1]; j++) {
      for (let i = low[0]; i <= high[0]; i++) {
        const p = i + ni * (j + nj * k);
        const { whole, core } = cover(place(0, i), place(1, j), place(2, k));
        if (whole < 0.005) continue;
        const mixed = spec.hu + (spec.coreHu - spec.hu) * (spec.kind === "part-solid" ? core : 0);
        const target = (mixed + 1000) * spec.texture(place(0, i), place(1, j), place(2, k)) - 1000;
        const missing = target + options.noiseHu * options.random.normal() - (values[p] as number);
        if (missing > 0) values[p] = Math.round((values[p] as number) + whole * missing);
      }
    }
  }
}

function clampIndex(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.round(index)));
}

/** How much of a voxel the nodule and its core fill, 0 to 1, after the blur of the scan: five samples across the slice. */
function createCover(spec: NoduleSpec, blurMm: number, sliceMm: number) {
  const scanMm = Math.max(0.35, blurMm);
  const edge = (depthMm: number, sigma: number) => 1 / (1 + Math.exp((-1.702 * depthMm) / sigma));
  return (x: number, y: number, z: number): { whole: number; core: number } => {
    let whole = 0;
    let core = 0;
    for (let n = -2; n <= 2; n++) {
      const zz = z + (n / 5) * sliceMm;
      const r = Math.hypot(x, y, zz);
      const factor = r < 1e-6 ? 1 : spec.surface([x / r, y / r, zz / r]);
      whole += edge((spec.diameterMm / 2) * factor - r, Math.hypot(scanMm, spec.softMm)) / 5;
      core += edge((spec.coreDiameterMm / 2) * factor - r, scanMm) / 5;
    }
    return { whole, core };
  };
}

/** Standard deviation of the noise in soft tissue, from differences of neighbours in a row. */
function softTissueNoise({ grid, values }: Pixels): number {
  const steps: number[] = [];
  for (let p = 1; p < values.length; p += 997) {
    const here = values[p] as number;
    if (here < -20 || here > 120 || p % grid.dimensions[0] === 0) continue;
    steps.push(Math.abs(here - (values[p - 1] as number)));
  }
  steps.sort((a, b) => a - b);
  return steps.length === 0 ? 15 : Math.min(80, (steps[steps.length >> 1] as number) / 0.954);
}
