import { indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import type { VoxelBox } from "./box.ts";
import { asShared } from "./engine/shared.ts";
import { noThreads } from "./engine/threads.ts";
import { type Lungs, segmentLungs } from "./lungs.ts";
import { type BoxPatient, boundsPatient, type HuVolume, patientGrid } from "./resample.ts";
import { resampleHu, type SteppedOptions } from "./resample-volume.ts";
import { weightsOn } from "./weights.ts";

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
  options: SteppedOptions & { readonly onStep?: (step: "read" | "lungs") => void } = {},
): Promise<PreparedChest> {
  const { signal, threads = noThreads, onStep } = options;
  onStep?.("read");
  const source = { grid: volume.grid, values: asShared(threads, volume.values) };
  const bounds = boundsPatient(volume.grid);
  const coarse = await resampleHu(source, patientGrid(bounds, COARSE_MM), { signal, threads });
  onStep?.("lungs");
  let target = patientGrid(bounds, spacingMm);
  let resampled: Promise<HuVolume> | undefined;
  const tell = (box: VoxelBox | null) => {
    if (box) target = gridAround(coarse.grid, box, bounds, spacingMm);
    resampled = resampleHu(source, target, { signal, threads });
    // Waited for below, unless there are no lungs.
    resampled.catch(() => undefined);
  };
  const lungs = await segmentLungs(coarse, { signal, threads, onBox: { marginMm: AROUND_LUNGS_MM, tell } });
  const lungWeight = await weightsOn(lungs, target, { signal, threads });
  const hu = await (resampled as Promise<HuVolume> | undefined);
  return { hu: hu ?? (await resampleHu(source, target, { signal, threads })), lungs, lungWeight };
}

function gridAround(coarse: VolumeGrid, { min, size }: VoxelBox, bounds: BoxPatient, spacingMm: number): VolumeGrid {
  const low = indexToPatientMm(coarse, min);
  const high = indexToPatientMm(coarse, [min[0] + size[0] - 1, min[1] + size[1] - 1, min[2] + size[2] - 1]);
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return patientGrid(
    { min: each((axis) => Math.max(low[axis], bounds.min[axis])), max: each((axis) => Math.min(high[axis], bounds.max[axis])) },
    spacingMm,
  );
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
