import { yieldToLoop } from "../base/index.ts";
import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import { growLabels, labelComponents } from "./components.ts";
import { closed, inverted, squaredDistance } from "./distance.ts";
import { InferenceError } from "./errors.ts";
import { createNeighbours } from "./neighbours.ts";
import type { HuVolume } from "./resample.ts";
import { traceTrachea } from "./trachea.ts";

export const RIGHT_LUNG = 1;
export const LEFT_LUNG = 2;

/** Both lungs on the grid they were found on (along the patient's axes). */
export interface Lungs {
  readonly grid: VolumeGrid;
  /** 0 outside, 1 right, 2 left; vessels and what lies on the pleura, up to the closing radius, are inside. */
  readonly labels: Uint8Array;
  /** 255 where a label is, else 0: to be interpolated. */
  readonly inside: Uint8Array;
  /** 1 where the lung holds air. */
  readonly aerated: Uint8Array;
  readonly volumeMl: { readonly right: number; readonly left: number };
}

/** Air and lung against soft tissue. */
const AIR_THRESHOLD_HU = -400;
/** A region with a median under this is gas (stomach, bowel, room), not lung. */
const GAS_HU = -970;
const MIN_REGION_ML = 40;
const MIN_LUNGS_ML = 300;
const CLOSING_RADIUS_MM = 11;

/**
 * Finds the lungs of a chest CT by threshold and shape: internal air, without gas, trachea and main bronchi, split into right and
 * left, then closed by a ball so that nodules on the pleura and vessels belong to the lung.
 *
 * `coarse` is isotropic along the patient's axes, about 2 mm. Throws `inference/no-lungs` under 300 ml of lung.
 */
export async function segmentLungs(coarse: HuVolume, signal?: AbortSignal): Promise<Lungs> {
  const { grid, values } = coarse;
  const { dimensions } = grid;
  const spacingMm = grid.spacingMm[0];
  const air = internalAir(values, dimensions);
  await yieldToLoop(signal);
  const trachea = traceTrachea(air, values, dimensions, spacingMm);
  for (let p = 0; p < air.length; p++) if (trachea[p]) air[p] = 0;
  const lung = keepLungRegions(air, values, dimensions, spacingMm);
  await yieldToLoop(signal);
  const sides = splitSides(lung, dimensions, spacingMm);
  await yieldToLoop(signal);
  const labels = new Uint8Array(lung.length);
  for (const side of [RIGHT_LUNG, LEFT_LUNG]) {
    closeSide(labels, sides, dimensions, side, CLOSING_RADIUS_MM / spacingMm);
    await yieldToLoop(signal);
  }
  for (let p = 0; p < labels.length; p++) if (trachea[p]) labels[p] = 0;
  const voxelMl = spacingMm ** 3 / 1000;
  const counts = new Float64Array(3);
  for (let p = 0; p < sides.length; p++) counts[sides[p] as number] = (counts[sides[p] as number] as number) + 1;
  const count = (side: number) => (counts[side] as number) * voxelMl;
  const volumeMl = { right: count(RIGHT_LUNG), left: count(LEFT_LUNG) };
  if (volumeMl.right + volumeMl.left < MIN_LUNGS_ML) throw noLungs(volumeMl.right + volumeMl.left);
  return { grid, labels, inside: labels.map((label) => (label ? 255 : 0)), aerated: lung, volumeMl };
}

function noLungs(foundMl: number): InferenceError {
  return new InferenceError(
    "no-lungs",
    `Only ${Math.round(foundMl)} ml of lung was found, so the model did not run. The series can be read as usual; choose a chest CT that shows the lungs.`,
    { foundMl: Math.round(foundMl) },
  );
}

/** Air that no path within its axial cut joins to the edge of the image. */
function internalAir(values: Int16Array, dimensions: Vec3): Uint8Array {
  const [ni, nj, nk] = dimensions;
  const air = new Uint8Array(values.length);
  for (let p = 0; p < air.length; p++) if ((values[p] as number) < AIR_THRESHOLD_HU) air[p] = 1;
  const stack = new Int32Array(ni * nj);
  for (let k = 0; k < nk; k++) clearFromEdge(air.subarray(k * ni * nj, (k + 1) * ni * nj), ni, nj, stack);
  return air;
}

/** Sets to 0 what hangs together with the edge of one cut. */
function clearFromEdge(cut: Uint8Array, ni: number, nj: number, stack: Int32Array): void {
  const forNeighbours = createNeighbours([ni, nj, 1]);
  let top = 0;
  const visit = (q: number) => {
    if (cut[q]) {
      cut[q] = 0;
      stack[top++] = q;
    }
  };
  for (let i = 0; i < ni; i++) {
    visit(i);
    visit(i + ni * (nj - 1));
  }
  for (let j = 0; j < nj; j++) {
    visit(j * ni);
    visit(j * ni + ni - 1);
  }
  while (top > 0) forNeighbours(stack[--top] as number, visit);
}

function keepLungRegions(air: Uint8Array, values: Int16Array, dimensions: Vec3, spacingMm: number): Uint8Array {
  const { labels, sizes } = labelComponents(air, dimensions);
  const voxelMl = spacingMm ** 3 / 1000;
  const gas = new Float64Array(sizes.length);
  for (let p = 0; p < labels.length; p++) {
    if (labels[p] && (values[p] as number) < GAS_HU) gas[labels[p] as number] = (gas[labels[p] as number] as number) + 1;
  }
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const keep = sizes.map(
    (size, label) =>
      label > 0 && size * voxelMl >= MIN_REGION_ML && size >= largest * 0.02 && (gas[label] as number) < size * 0.5,
  );
  const out = new Uint8Array(air.length);
  for (let p = 0; p < out.length; p++) if (keep[labels[p] as number]) out[p] = 1;
  return out;
}

/**
 * Right and left: the regions as they are when two large ones lie apart, else those that an erosion parts, grown back.
 * Smaller regions take the side of the patient's midline between the two.
 */
function splitSides(lung: Uint8Array, dimensions: Vec3, spacingMm: number): Uint8Array {
  const squared = squaredDistance(inverted(lung), dimensions);
  const total = lung.reduce((sum, value) => sum + value, 0);
  for (const radiusMm of [0, 2.1, 4.1, 6.1, 8.1, 11, 14]) {
    const limit = (radiusMm / spacingMm) ** 2;
    const core = new Uint8Array(lung.length);
    for (let p = 0; p < core.length; p++) if (lung[p] && (squared[p] as number) > limit) core[p] = 1;
    const seeds = seedSides(core, dimensions, total);
    if (seeds) return growLabels(lung, dimensions, seeds);
  }
  return byMidline(lung, dimensions);
}

/** Labels the cores of two large regions that lie side by side, or null when there are none such. */
function seedSides(core: Uint8Array, dimensions: Vec3, total: number): Uint8Array | null {
  const { labels, sizes } = labelComponents(core, dimensions);
  const order = sizes.map((size, label) => ({ size, label })).sort((a, b) => b.size - a.size);
  const [first, second] = order;
  if (!first || !second || second.size < total * 0.04 || first.size > total * 0.9) return null;
  const sumI = new Float64Array(sizes.length);
  const ni = dimensions[0];
  for (let p = 0; p < labels.length; p++) {
    if (labels[p]) sumI[labels[p] as number] = (sumI[labels[p] as number] as number) + (p % ni);
  }
  const meanI = sizes.map((size, label) => (sumI[label] as number) / Math.max(1, size));
  const a = meanI[first.label] as number;
  const b = meanI[second.label] as number;
  if (Math.abs(a - b) < ni * 0.15) return null;
  const middle = (a + b) / 2;
  const out = new Uint8Array(core.length);
  for (let p = 0; p < out.length; p++) {
    if (labels[p]) out[p] = (meanI[labels[p] as number] as number) < middle ? RIGHT_LUNG : LEFT_LUNG;
  }
  return out;
}

function byMidline(lung: Uint8Array, dimensions: Vec3): Uint8Array {
  const ni = dimensions[0];
  return lung.map((value, p) => (value ? (p % ni < ni / 2 ? RIGHT_LUNG : LEFT_LUNG) : 0));
}

/** Closes one side inside its own box and writes it where no other side is yet. */
function closeSide(labels: Uint8Array, sides: Uint8Array, dimensions: Vec3, side: number, radius: number): void {
  const box = boxOf(sides, dimensions, side, Math.ceil(radius) + 1);
  if (!box) return;
  const [ni, nj] = dimensions;
  const [si, sj, sk] = box.size;
  const part = new Uint8Array(si * sj * sk);
  const whole = (i: number, j: number, k: number) => i + box.min[0] + ni * (j + box.min[1] + nj * (k + box.min[2]));
  forEachVoxel(box.size, (i, j, k, p) => {
    const [x, y, z] = [i + box.min[0], j + box.min[1], k + box.min[2]];
    const inside = x >= 0 && y >= 0 && z >= 0 && x < ni && y < nj && z < dimensions[2];
    if (inside && sides[whole(i, j, k)] === side) part[p] = 1;
  });
  const filled = withoutHoles(closed(part, box.size, radius), box.size);
  forEachVoxel(box.size, (i, j, k, p) => {
    if (!filled[p]) return;
    const [x, y, z] = [i + box.min[0], j + box.min[1], k + box.min[2]];
    if (x < 0 || y < 0 || z < 0 || x >= ni || y >= nj || z >= dimensions[2]) return;
    const q = whole(i, j, k);
    if (!labels[q] && (sides[q] === side || !sides[q])) labels[q] = side;
  });
}

/** Fills what the lung encloses on every side: a nodule too large for the closing ball. */
function withoutHoles(mask: Uint8Array, size: Vec3): Uint8Array {
  const { labels, sizes } = labelComponents(inverted(mask), size);
  const open = new Uint8Array(sizes.length);
  forEachVoxel(size, (i, j, k, p) => {
    const atBorder = i === 0 || j === 0 || k === 0 || i === size[0] - 1 || j === size[1] - 1 || k === size[2] - 1;
    if (atBorder) open[labels[p] as number] = 1;
  });
  return mask.map((value, p) => (value || !open[labels[p] as number] ? 1 : 0));
}

function forEachVoxel(size: Vec3, visit: (i: number, j: number, k: number, p: number) => void): void {
  let p = 0;
  for (let k = 0; k < size[2]; k++) for (let j = 0; j < size[1]; j++) for (let i = 0; i < size[0]; i++) visit(i, j, k, p++);
}

/** The box of one label with a margin; it may reach outside the grid. */
export function boxOf(
  labels: Uint8Array,
  dimensions: Vec3,
  label: number | null,
  margin: number,
): { min: Vec3; size: Vec3 } | null {
  const [ni, nj] = dimensions;
  const min = [Infinity, Infinity, Infinity] as [number, number, number];
  const max = [-1, -1, -1] as [number, number, number];
  for (let p = 0; p < labels.length; p++) {
    if (label === null ? !labels[p] : labels[p] !== label) continue;
    const at = [p % ni, ((p / ni) | 0) % nj, (p / (ni * nj)) | 0] as const;
    for (const axis of [0, 1, 2] as const) {
      if (at[axis] < min[axis]) min[axis] = at[axis];
      if (at[axis] > max[axis]) max[axis] = at[axis];
    }
  }
  if (max[0] < 0) return null;
  return {
    min: [min[0] - margin, min[1] - margin, min[2] - margin],
    size: [max[0] - min[0] + 1 + 2 * margin, max[1] - min[1] + 1 + 2 * margin, max[2] - min[2] + 1 + 2 * margin],
  };
}
