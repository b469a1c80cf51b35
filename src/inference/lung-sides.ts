import type { Vec3 } from "../geometry/index.ts";
import { type BitMask, bitsOf, closedBits, countBits, filledBits, grownBits, invertedBits } from "./bits.ts";
import { boxOf, clipped, cutOut, forEachBit, type VoxelBox } from "./box.ts";
import { findRegions, growLabels } from "./components.ts";

export const RIGHT_LUNG = 1;
export const LEFT_LUNG = 2;

/**
 * Right and left: the regions as they are when two large ones lie apart, else those that an erosion parts, grown back.
 * Smaller regions take the side of the patient's midline between the two.
 */
export function splitSides(lung: Uint8Array, dimensions: Vec3, spacingMm: number): Uint8Array {
  const apart = seedSides(lung, dimensions, null);
  if (apart.seeds) return apart.seeds;
  for (const radiusMm of [2.1, 4.1, 6.1, 8.1, 11, 14]) {
    const { seeds } = seedSides(eroded(lung, dimensions, (radiusMm / spacingMm) ** 2), dimensions, apart.total);
    if (seeds) return growLabels(lung, dimensions, seeds);
  }
  return byMidline(lung, dimensions);
}

/** What lies further than a radius (its square, in voxels) from all that is outside the mask. */
function eroded(mask: Uint8Array, dimensions: Vec3, squaredRadius: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  const box = boxOf(mask, dimensions, null, 1);
  if (!box) return out;
  const cut = clipped(box, dimensions);
  const part = bitsOf(cutOut(mask, dimensions, cut), cut.size);
  forEachBit(invertedBits(grownBits(invertedBits(part), squaredRadius)), cut, dimensions, (q) => {
    out[q] = 1;
  });
  return out;
}

interface Sides {
  /** The cores labelled by side; null where no two large regions lie side by side. */
  readonly seeds: Uint8Array | null;
  readonly total: number;
}

/** Labels the cores of two large regions that lie side by side; `whole` is the size of the lung, of the core itself without one. */
function seedSides(core: Uint8Array, dimensions: Vec3, whole: number | null): Sides {
  const { count, starts, ends, labels, sizes } = findRegions(core, dimensions);
  const total = whole ?? sizes.reduce((sum, size) => sum + size, 0);
  const order = sizes.map((size, label) => ({ size, label })).sort((a, b) => b.size - a.size);
  const [first, second] = order;
  if (!first || !second || second.size < total * 0.04 || first.size > total * 0.9) return { seeds: null, total };
  const sumI = new Float64Array(sizes.length);
  const ni = dimensions[0];
  for (let n = 0; n < count; n++) {
    const from = (starts[n] as number) % ni;
    const length = (ends[n] as number) - (starts[n] as number);
    sumI[labels[n] as number] = (sumI[labels[n] as number] as number) + (length * (2 * from + length - 1)) / 2;
  }
  const meanI = sizes.map((size, label) => (sumI[label] as number) / Math.max(1, size));
  const a = meanI[first.label] as number;
  const b = meanI[second.label] as number;
  if (Math.abs(a - b) < ni * 0.15) return { seeds: null, total };
  const middle = (a + b) / 2;
  const seeds = new Uint8Array(core.length);
  for (let n = 0; n < count; n++) {
    seeds.fill((meanI[labels[n] as number] as number) < middle ? RIGHT_LUNG : LEFT_LUNG, starts[n], ends[n]);
  }
  return { seeds, total };
}

function byMidline(lung: Uint8Array, dimensions: Vec3): Uint8Array {
  const ni = dimensions[0];
  return lung.map((value, p) => (value ? (p % ni < ni / 2 ? RIGHT_LUNG : LEFT_LUNG) : 0));
}

/** One side of the lungs, to be closed by a ball of a radius in voxels. */
export interface SideToClose {
  readonly sides: Uint8Array;
  readonly dimensions: Vec3;
  readonly side: number;
  readonly radius: number;
}

/** A mask of a box that may reach outside its grid. */
export interface ClosedSide {
  readonly box: VoxelBox;
  readonly mask: BitMask;
  /** Voxels of the side before it was closed. */
  readonly voxels: number;
}

/** Closes one side inside its own box and fills what it encloses; null where it has no voxels. */
export function closedSide({ sides, dimensions, side, radius }: SideToClose): ClosedSide | null {
  const box = boxOf(sides, dimensions, side, Math.ceil(radius) + 1);
  if (!box) return null;
  const bits = bitsOf(cutOut(sides, dimensions, box), box.size, side);
  return { box, mask: filledBits(closedBits(bits, radius)), voxels: countBits(bits) };
}

/** Writes a closed side where no other side is yet, and 255 into `inside` there. */
export function writeSide(
  { labels, inside }: { readonly labels: Uint8Array; readonly inside: Uint8Array },
  { sides, dimensions, side }: SideToClose,
  { box, mask }: ClosedSide,
): void {
  forEachBit(mask, box, dimensions, (q) => {
    if (labels[q] || (sides[q] !== side && sides[q])) return;
    labels[q] = side;
    inside[q] = 255;
  });
}
