import { yieldToLoop } from "../base/index.ts";
import { indexToPatientMm, type Vec3, type VolumeGrid, voxelCount } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import { boxOf, type Lungs, segmentLungs } from "./lungs.ts";
import { boundsPatient, type HuVolume, patientGrid, resampleHu } from "./resample.ts";
import { axisSamples, createAlignedSampler } from "./sample-aligned.ts";

/** A chest CT as every stage of the pipeline sees it. */
export interface PreparedChest {
  /** HU along the patient's axes around the lungs. */
  readonly hu: HuVolume;
  readonly lungs: Lungs;
  /** Lungs as `hu` sees them: 0 outside to 255 inside, soft over the border. */
  readonly lungWeight: Uint8Array;
}

const COARSE_MM = 2;
/** Around the lungs, so that crops at their edge see what lies beyond. */
const AROUND_LUNGS_MM = 16;

/**
 * Finds the lungs and resamples what lies around them.
 *
 * Throws `inference/no-lungs`; rejects with the signal's reason when aborted.
 */
export async function prepareChest(
  volume: Pick<Volume, "grid" | "values">,
  spacingMm: number,
  options: { readonly signal?: AbortSignal | undefined; readonly onStep?: (step: "read" | "lungs") => void } = {},
): Promise<PreparedChest> {
  const { signal, onStep } = options;
  onStep?.("read");
  const bounds = boundsPatient(volume.grid);
  const coarse = await resampleHu(volume, patientGrid(bounds, COARSE_MM), signal);
  onStep?.("lungs");
  const lungs = await segmentLungs(coarse, signal);
  const target = gridAround(lungs, bounds, spacingMm);
  const hu = await resampleHu(volume, target, signal);
  const lungWeight = await weightsOn(lungs, target, signal);
  return { hu, lungs, lungWeight };
}

function gridAround(lungs: Lungs, bounds: { min: Vec3; max: Vec3 }, spacingMm: number): VolumeGrid {
  const box = boxOf(lungs.labels, lungs.grid.dimensions, null, Math.ceil(AROUND_LUNGS_MM / lungs.grid.spacingMm[0]));
  if (!box) return patientGrid(bounds, spacingMm);
  const low = indexToPatientMm(lungs.grid, box.min);
  const high = indexToPatientMm(lungs.grid, [
    box.min[0] + box.size[0] - 1,
    box.min[1] + box.size[1] - 1,
    box.min[2] + box.size[2] - 1,
  ]);
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return patientGrid(
    { min: each((axis) => Math.max(low[axis], bounds.min[axis])), max: each((axis) => Math.min(high[axis], bounds.max[axis])) },
    spacingMm,
  );
}

/** The lungs' closed mask on another grid along the same axes, interpolated. */
async function weightsOn(lungs: Lungs, target: VolumeGrid, signal?: AbortSignal): Promise<Uint8Array> {
  const out = new Uint8Array(voxelCount(target));
  const [ni, nj, nk] = target.dimensions;
  const ratio = target.spacingMm[0] / lungs.grid.spacingMm[0];
  const offset = (axis: 0 | 1 | 2) => (target.originPatient[axis] - lungs.grid.originPatient[axis]) / lungs.grid.spacingMm[axis];
  const along = (axis: 0 | 1 | 2, count: number) => axisSamples(offset(axis), ratio, count, lungs.grid.dimensions[axis]);
  const axes = [along(0, ni), along(1, nj), along(2, nk)] as const;
  const sampler = createAlignedSampler(lungs.inside, lungs.grid.dimensions, axes, 0);
  for (let k = 0; k < nk; k++) {
    if (k % 32 === 0) await yieldToLoop(signal);
    sampler.slice(k, (row, at) => out.set(row, at));
  }
  return out;
}

/** Which lung a point lies in: that of the nearest labelled voxel within 8 mm. */
export function sideAt(lungs: Lungs, pointPatient: Vec3): "right" | "left" | null {
  const { grid, labels } = lungs;
  const [ni, nj, nk] = grid.dimensions;
  const at = ([0, 1, 2] as const).map((axis) =>
    Math.round((pointPatient[axis] - grid.originPatient[axis]) / grid.spacingMm[axis]),
  ) as [number, number, number];
  const reach = Math.ceil(8 / grid.spacingMm[0]);
  let best = Infinity;
  let label = 0;
  for (let dk = -reach; dk <= reach; dk++) {
    for (let dj = -reach; dj <= reach; dj++) {
      for (let di = -reach; di <= reach; di++) {
        const [i, j, k] = [at[0] + di, at[1] + dj, at[2] + dk];
        const away = di * di + dj * dj + dk * dk;
        if (away >= best || i < 0 || j < 0 || k < 0 || i >= ni || j >= nj || k >= nk) continue;
        const here = labels[i + ni * (j + nj * k)] as number;
        if (here) {
          best = away;
          label = here;
        }
      }
    }
  }
  return label === 0 ? null : label === 1 ? "right" : "left";
}
