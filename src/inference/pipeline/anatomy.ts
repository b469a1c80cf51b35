import { ucum } from "../../findings/index.ts";
import { patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { Volume } from "../../volume/index.ts";
import type { StagesPipeline } from "../contract/pipeline.ts";
import type { Region } from "../decode/found.ts";
import { within as reachOf, squaredDistance } from "../distance.ts";
import { type Lungs, segmentLungs } from "../lungs.ts";
import { type GridValues, indexMapping } from "../recipe/sample-grid.ts";
import { boundsPatient, patientGrid } from "../resample.ts";
import { resampleHu } from "../resample-volume.ts";
import { segmentBody } from "./body.ts";

/** Parts of the anatomy that the program finds itself, as far as a pipeline asks for them. */
export interface Anatomy {
  readonly lungs?: Lungs;
  readonly body?: GridValues;
}

const LUNGS_MM = 2;

/** Which parts a pipeline needs, in a channel or as a bound. */
export function neededAnatomy(pipeline: StagesPipeline): ReadonlySet<"lungs" | "body"> {
  const needed = new Set<"lungs" | "body">(pipeline.within ? [pipeline.within] : []);
  for (const { inputs } of pipeline.stages) {
    for (const { channels } of inputs) for (const { of } of channels) if (of !== "value") needed.add(of);
  }
  return needed;
}

/** Finds what is needed. Throws `inference/no-lungs` where lungs are and there are none. */
export async function findAnatomy(
  volume: Pick<Volume, "grid" | "values" | "frames">,
  needed: ReadonlySet<"lungs" | "body">,
  signal?: AbortSignal,
): Promise<Anatomy> {
  const { grid } = volume;
  const lungs = needed.has("lungs")
    ? await segmentLungs(await resampleHu(volume, patientGrid(boundsPatient(grid), LUNGS_MM), { signal }), { signal })
    : undefined;
  const body = needed.has("body") ? await segmentBody(volume, isHounsfield(volume), signal) : undefined;
  return { ...(lungs ? { lungs } : {}), ...(body ? { body } : {}) };
}

/** Whether the values are HU. */
export function isHounsfield({ frames }: Pick<Volume, "frames">): boolean {
  return frames[0]?.unit === ucum.hounsfield;
}

/** A part of the anatomy, grown by three millimetres, as a bound on what is proposed. */
export interface Bound {
  readonly holds: (pointPatient: Vec3) => boolean;
  /** Calls `visit` with each voxel of a mask that is set, and whether the bound holds it. */
  readonly judge: (region: Region, visit: (p: number, isHeld: boolean) => void) => void;
  /** Whether a box of a grid, from voxel `min` on, may touch it. */
  readonly touches: (grid: VolumeGrid, min: Vec3, size: Vec3) => boolean;
}

const NEAR_MM = 3;

/** The bound that `within` asks for, or null. */
export function boundOf({ lungs, body }: Anatomy, within: StagesPipeline["within"]): Bound | null {
  const part = within === "lungs" ? lungs && { grid: lungs.grid, values: lungs.inside } : within === "body" ? body : undefined;
  if (!part) return null;
  const { grid } = part;
  const mask = grown(part);
  const [ni, nj, nk] = grid.dimensions;
  const isSet = (x: number, y: number, z: number) => {
    const [i, j, k] = [Math.round(x), Math.round(y), Math.round(z)];
    return i >= 0 && j >= 0 && k >= 0 && i < ni && j < nj && k < nk && mask[i + ni * (j + nj * k)] !== 0;
  };
  return {
    holds: (point) => isSet(...patientMmToIndex(grid, point)),
    judge: (region, visit) => {
      const { start, steps } = indexMapping(grid, region.grid);
      const [di, dj, dk] = steps;
      const [columns, rows] = region.grid.dimensions;
      for (let p = 0; p < region.mask.length; p++) {
        if (!region.mask[p]) continue;
        const [i, j, k] = [p % columns, Math.floor(p / columns) % rows, Math.floor(p / (columns * rows))];
        const x = start[0] + i * di[0] + j * dj[0] + k * dk[0];
        const y = start[1] + i * di[1] + j * dj[1] + k * dk[1];
        const z = start[2] + i * di[2] + j * dj[2] + k * dk[2];
        visit(p, isSet(x, y, z));
      }
    },
    touches: (of, min, size) => touchesPart({ grid, values: mask }, of, min, size),
  };
}

/** The part's mask, half or more inside, with what lies near it. */
function grown({ grid, values }: GridValues): Uint8Array {
  const inside = Uint8Array.from(values, (value) => (value >= 128 ? 1 : 0));
  return reachOf(squaredDistance(inside, grid.dimensions), NEAR_MM / grid.spacingMm[0]);
}

function touchesPart(part: GridValues, grid: VolumeGrid, min: Vec3, size: Vec3): boolean {
  const { start, steps } = indexMapping(part.grid, grid);
  const low: [number, number, number] = [0, 0, 0];
  const high: [number, number, number] = [0, 0, 0];
  for (const axis of [0, 1, 2] as const) {
    const ends = ([0, 1, 2] as const).map((t) => [min[t] * steps[t][axis], (min[t] + size[t] - 1) * steps[t][axis]] as const);
    const sum = (of: (...ends: number[]) => number) => ends.reduce((total, pair) => total + of(...pair), start[axis]);
    low[axis] = Math.max(0, Math.floor(sum(Math.min)));
    high[axis] = Math.min(part.grid.dimensions[axis] - 1, Math.ceil(sum(Math.max)));
  }
  const [ni, nj] = part.grid.dimensions;
  for (let k = low[2]; k <= high[2]; k++) {
    for (let j = low[1]; j <= high[1]; j++) {
      const row = ni * (j + nj * k);
      for (let i = low[0]; i <= high[0]; i++) if ((part.values[row + i] as number) > 0) return true;
    }
  }
  return false;
}
