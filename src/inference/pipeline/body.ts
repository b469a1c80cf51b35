import { yieldToLoop } from "../../base/index.ts";
import { voxelCount } from "../../geometry/index.ts";
import type { Volume } from "../../volume/index.ts";
import { labelComponents } from "../components.ts";
import { createNeighbours } from "../neighbours.ts";
import { createPlaneSampler, type GridValues } from "../recipe/sample-grid.ts";
import { boundsPatient, patientGrid } from "../resample.ts";

/** Under this is air around a patient, HU. */
const SKIN_HU = -300;
/** Voxels of the mask, mm. */
const COARSE_MM = 3;

/**
 * The patient's body as a mask, 0 outside to 255 inside, along the patient's axes: the largest region over the threshold, with what it
 * encloses. HU have a threshold of their own; of other values it is a tenth of the way from the lowest to the 99th percentile.
 */
export async function segmentBody(
  volume: Pick<Volume, "grid" | "values">,
  isHu: boolean,
  signal?: AbortSignal,
): Promise<GridValues> {
  const grid = patientGrid(boundsPatient(volume.grid), COARSE_MM);
  const [ni, nj, nk] = grid.dimensions;
  const lowest = isHu ? -1024 : percentile(volume.values, 0);
  const threshold = isHu ? SKIN_HU : lowest + 0.1 * (percentile(volume.values, 0.99) - lowest);
  const sample = createPlaneSampler(volume, grid, lowest);
  const plane = new Float32Array(ni * nj);
  const over = new Uint8Array(voxelCount(grid));
  for (let k = 0; k < nk; k++) {
    if (k % 16 === 0) await yieldToLoop(signal);
    sample(k, plane);
    for (let p = 0; p < plane.length; p++) if ((plane[p] as number) > threshold) over[k * ni * nj + p] = 1;
  }
  const { labels, sizes } = labelComponents(over, grid.dimensions);
  const largest = sizes.indexOf(Math.max(...sizes));
  const values = new Uint8Array(over.length);
  for (let p = 0; p < values.length; p++) if (largest > 0 && labels[p] === largest) values[p] = 255;
  await yieldToLoop(signal);
  for (let k = 0; k < nk; k++) fillHoles(values.subarray(k * ni * nj, (k + 1) * ni * nj), ni, nj);
  closeGaps(values, ni * nj, nk);
  return { grid, values };
}

/** Cuts that an ear canal or the end of a coil's field leaves open between filled ones: so many are closed along the body. */
const MOST_OPEN_CUTS = 2;

function closeGaps(values: Uint8Array, cut: number, cuts: number): void {
  for (let at = 0; at < cut; at++) {
    let last = -1;
    for (let k = 0; k < cuts; k++) {
      if (!values[at + cut * k]) continue;
      if (last >= 0 && k - last - 1 <= MOST_OPEN_CUTS) for (let open = last + 1; open < k; open++) values[at + cut * open] = 255;
      last = k;
    }
  }
}

/** Sets to 255 what no path joins to the edge of an axial cut. */
function fillHoles(cut: Uint8Array, ni: number, nj: number): void {
  const forNeighbours = createNeighbours([ni, nj, 1]);
  const outside = new Uint8Array(cut.length);
  const stack: number[] = [];
  const visit = (p: number) => {
    if (cut[p] || outside[p]) return;
    outside[p] = 1;
    stack.push(p);
  };
  for (let i = 0; i < ni; i++) for (const p of [i, i + ni * (nj - 1)]) visit(p);
  for (let j = 0; j < nj; j++) for (const p of [j * ni, j * ni + ni - 1]) visit(p);
  for (let p = stack.pop(); p !== undefined; p = stack.pop()) forNeighbours(p, visit);
  for (let p = 0; p < cut.length; p++) if (!outside[p]) cut[p] = 255;
}

/** A percentile of about ten thousand of the values. */
function percentile(values: ArrayLike<number>, share: number): number {
  const step = Math.max(1, Math.floor(values.length / 10_000));
  const some: number[] = [];
  for (let p = 0; p < values.length; p += step) if (Number.isFinite(values[p])) some.push(values[p] as number);
  some.sort((a, b) => a - b);
  return some[Math.min(some.length - 1, Math.floor(share * some.length))] ?? 0;
}
