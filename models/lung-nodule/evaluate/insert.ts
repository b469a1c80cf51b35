import { patientMmToIndex, type Vec3 } from "../../../src/geometry/index.ts";
import type { PreparedChest } from "../../../src/inference/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { drawNodule, type NoduleSpec } from "./nodule-shape.ts";
import { paint, volumeWhere } from "./paint.ts";
import type { Random } from "./random.ts";
import { measureScan, type ScanCharacter } from "./scan-character.ts";

type Pixels = Pick<Volume, "grid" | "values">;

/** A nodule that is known to be there. */
export interface TrueNodule {
  readonly centerPatient: Vec3;
  /** Of the ball of the same volume. */
  readonly diameterMm: number;
  readonly kind: string;
  readonly attachment: string;
}

/** What is left of a nodule in the lung is at least this large. */
const SMALLEST_MM = 4;

/** A place that is taken. */
export interface Ball {
  readonly centerPatient: Vec3;
  readonly radiusMm: number;
}

export interface InsertOptions {
  readonly count: number;
  readonly random: Random;
  /** Balls to stay out of: what is really there. */
  readonly keepOut?: readonly Ball[];
  /** How the scan blurs; measured from the scan where it is not given. */
  readonly scan?: ScanCharacter;
}

/**
 * A copy of a CT with simulated nodules in its lungs, and where they are.
 *
 * Each is blurred as the scan blurs and keeps the scan's own noise. The true size of a nodule on the pleura is that of its part in
 * the lung: what lies in the chest wall cannot be seen.
 */
export function insertNodules(
  volume: Pixels,
  chest: PreparedChest,
  options: InsertOptions,
): { values: Int16Array; truth: TrueNodule[] } {
  const values = Int16Array.from(volume.values);
  const scan = options.scan ?? measureScan(volume);
  const truth: TrueNodule[] = [];
  const taken = [...(options.keepOut ?? [])];
  for (let tries = 0; truth.length < options.count && tries < options.count * 40; tries++) {
    const spec = drawNodule(options.random);
    const centerPatient = drawPlace(chest, spec.attachment, spec.diameterMm / 2, options.random);
    const room = spec.diameterMm / 2 + 7;
    if (!centerPatient || taken.some((ball) => away(ball.centerPatient, centerPatient) < ball.radiusMm + room)) continue;
    const diameterMm = seenDiameterMm(spec, chest, centerPatient);
    if (diameterMm < SMALLEST_MM) continue;
    paint(volume, values, spec.whole, centerPatient, scan);
    taken.push({ centerPatient, radiusMm: spec.diameterMm / 2 });
    truth.push({ centerPatient, diameterMm, kind: spec.kind, attachment: spec.attachment });
  }
  return { values, truth };
}

function seenDiameterMm(spec: NoduleSpec, chest: PreparedChest, centerPatient: Vec3): number {
  if (spec.attachment !== "pleura") return spec.diameterMm;
  const { grid, labels } = chest.lungs;
  const [ni, nj, nk] = grid.dimensions;
  const inLung = (point: Vec3) => {
    const [i, j, k] = patientMmToIndex(grid, point).map(Math.round) as [number, number, number];
    return i >= 0 && j >= 0 && k >= 0 && i < ni && j < nj && k < nk && labels[i + ni * (j + nj * k)] !== 0;
  };
  return Math.cbrt((6 * volumeWhere(spec.body, centerPatient, inLung)) / Math.PI);
}

export function away(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** A place that suits the attachment: open lung, beside a vessel, or against the pleura; null where none is found. */
export function drawPlace(
  chest: PreparedChest,
  attachment: NoduleSpec["attachment"],
  radiusMm: number,
  random: Random,
): Vec3 | null {
  const { grid, labels, aerated } = chest.lungs;
  const [ni, nj, nk] = grid.dimensions;
  const radius = radiusMm / grid.spacingMm[0];
  for (let tries = 0; tries < 4000; tries++) {
    const at: Vec3 = [random.unit() * ni, random.unit() * nj, random.unit() * nk];
    const p = Math.floor(at[0]) + ni * (Math.floor(at[1]) + nj * Math.floor(at[2]));
    if (!labels[p]) continue;
    const counts = ringCounts(chest, at, radius);
    const suits =
      attachment === "pleura"
        ? counts.outside > 0.06 && counts.outside < 0.4
        : attachment === "vessel"
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
function ringCounts(chest: PreparedChest, at: Vec3, radius: number): { outside: number; dense: number } {
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
