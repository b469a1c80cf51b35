import { yieldToLoop } from "../base/index.ts";
import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import { boxOf, type VoxelBox } from "./box.ts";
import { findRegions } from "./components.ts";
import { sharedUint8 } from "./engine/shared.ts";
import { noThreads } from "./engine/threads.ts";
import { InferenceError } from "./errors.ts";
import { LEFT_LUNG, RIGHT_LUNG, splitSides, writeSide } from "./lung-sides.ts";
import type { HuVolume } from "./resample.ts";
import type { SteppedOptions } from "./resample-volume.ts";
import { traceTrachea } from "./trachea.ts";

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

export interface SegmentOptions extends SteppedOptions {
  /** Told, as soon as it is known, in which box of voxels (with so much margin) all of the lungs will lie: long before they are found. */
  readonly onBox?: { readonly marginMm: number; readonly tell: (box: VoxelBox | null) => void };
}

/**
 * Finds the lungs of a chest CT by threshold and shape: internal air, without gas, trachea and main bronchi, split into right and
 * left, then closed by a ball so that nodules on the pleura and vessels belong to the lung.
 *
 * `coarse` is isotropic along the patient's axes, about 2 mm. Throws `inference/no-lungs` under 300 ml of lung.
 */
export async function segmentLungs(coarse: HuVolume, options: SegmentOptions = {}): Promise<Lungs> {
  const { signal, threads = noThreads, onBox } = options;
  const { grid, values } = coarse;
  const { dimensions } = grid;
  const spacingMm = grid.spacingMm[0];
  const air = internalAir(values, dimensions);
  await yieldToLoop(signal);
  const trachea = traceTrachea(air, values, dimensions, spacingMm);
  for (const p of trachea) air[p] = 0;
  const lung = keepLungRegions(air, values, dimensions, spacingMm);
  await yieldToLoop(signal);
  const sides = sharedUint8(threads, lung.length);
  sides.set(splitSides(lung, dimensions, spacingMm));
  const toClose = [RIGHT_LUNG, LEFT_LUNG].map((side) => ({ sides, dimensions, side, radius: CLOSING_RADIUS_MM / spacingMm }));
  const closing = Promise.all(toClose.map((side) => threads.run("close-side", side, { signal })));
  // Closing and filling stay inside it.
  onBox?.tell(boxOf(sides, dimensions, null, Math.ceil(onBox.marginMm / spacingMm)));
  const closed = await closing;
  const [right, left] = closed.map((side) => ((side?.voxels ?? 0) * spacingMm ** 3) / 1000) as [number, number];
  if (right + left < MIN_LUNGS_ML) throw noLungs(right + left);
  const labels = new Uint8Array(lung.length);
  const inside = sharedUint8(threads, labels.length);
  for (const [n, side] of closed.entries()) if (side) writeSide({ labels, inside }, toClose[n] as (typeof toClose)[number], side);
  await yieldToLoop(signal);
  for (const p of trachea) labels[p] = inside[p] = 0;
  return { grid, labels, inside, aerated: lung, volumeMl: { right, left } };
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
  for (let k = 0; k < nk; k++) clearFromEdge(air.subarray(k * ni * nj, (k + 1) * ni * nj), ni, nj);
  return air;
}

/** Sets to 0 what hangs together with the edge of one cut. */
function clearFromEdge(cut: Uint8Array, ni: number, nj: number): void {
  const { count, starts, ends, labels, sizes } = findRegions(cut, [ni, nj, 1]);
  const atEdge = new Uint8Array(sizes.length);
  for (let n = 0; n < count; n++) {
    const start = starts[n] as number;
    const end = ends[n] as number;
    if (start < ni || start >= ni * (nj - 1) || start % ni === 0 || end % ni === 0) atEdge[labels[n] as number] = 1;
  }
  for (let n = 0; n < count; n++) if (atEdge[labels[n] as number]) cut.fill(0, starts[n], ends[n]);
}

function keepLungRegions(air: Uint8Array, values: Int16Array, dimensions: Vec3, spacingMm: number): Uint8Array {
  const { count, starts, ends, labels, sizes } = findRegions(air, dimensions);
  const voxelMl = spacingMm ** 3 / 1000;
  const gas = new Float64Array(sizes.length);
  for (let n = 0; n < count; n++) {
    let cold = 0;
    for (let p = starts[n] as number; p < (ends[n] as number); p++) if ((values[p] as number) < GAS_HU) cold++;
    gas[labels[n] as number] = (gas[labels[n] as number] as number) + cold;
  }
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const keep = sizes.map(
    (size, label) =>
      label > 0 && size * voxelMl >= MIN_REGION_ML && size >= largest * 0.02 && (gas[label] as number) < size * 0.5,
  );
  const out = new Uint8Array(air.length);
  for (let n = 0; n < count; n++) if (keep[labels[n] as number]) out.fill(1, starts[n], ends[n]);
  return out;
}
