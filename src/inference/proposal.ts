import {
  type Code,
  dcm,
  type Finding,
  type FrameReference,
  type Measurement,
  nearestFrame,
  packMask,
  type SegmentMask,
  sct,
  ucum,
} from "../findings/index.ts";
import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { GeometryIssueCode, Volume } from "../volume/index.ts";
import type { Delineation } from "./delineate.ts";
import { boundsPatient } from "./resample.ts";
import type { NoduleSize } from "./size.ts";
import type { Proposal } from "./types.ts";

/** What a nodule is made a proposal of. */
export interface MeasuredNodule {
  readonly size: NoduleSize;
  readonly outline: Delineation;
  readonly side: "right" | "left" | null;
  readonly score: number;
}

/** What makes lengths across the slices uncertain. */
const UNEVEN: ReadonlySet<GeometryIssueCode> = new Set([
  "gaps",
  "uneven-spacing",
  "duplicate-positions",
  "mixed-spacing",
  "tilt",
]);

/** A measured nodule as a finding that waits for a person. Null where the series has no frame to refer to. */
export function buildProposal(
  volume: Volume,
  nodule: MeasuredNodule,
  code: Code,
  provenance: Omit<Extract<Finding["provenance"], { by: "model" }>, "by" | "score">,
): Proposal | null {
  const { size, outline, side, score } = nodule;
  const reference = referenceFor(volume, size.centerPatient);
  if (!reference) return null;
  return {
    code,
    site: side === "right" ? sct.rightLung : side === "left" ? sct.leftLung : sct.lung,
    ...(side ? { laterality: sct[side] } : {}),
    geometry: { kind: "sphere", centerPatient: size.centerPatient, diameterMm: size.equivalentDiameterMm },
    reference,
    segment: maskOnSeries(volume.grid, outline, size.centerPatient),
    measurements: measurementsOf(size),
    provenance: {
      by: "model",
      ...provenance,
      parameters: { ...provenance.parameters, density: size.density },
      score,
    },
    caveats: volume.geometry.issues.some(({ code }) => UNEVEN.has(code)) ? ["irregular-spacing"] : [],
  };
}

function measurementsOf(size: NoduleSize): Measurement[] {
  const rounded = (value: number, places: number) => Number(value.toFixed(places));
  return [
    { concept: sct.longAxis, value: rounded(size.longMm, 1), unit: ucum.millimetre },
    { concept: sct.shortAxis, value: rounded(size.shortMm, 1), unit: ucum.millimetre },
    // Mean of the two axes, as the guidelines size a nodule.
    { concept: sct.diameter, value: rounded(size.meanMm, 1), unit: ucum.millimetre },
    { concept: sct.volume, value: rounded(size.volumeMm3, 1), unit: ucum.cubicMillimetre },
    { concept: dcm.meanAttenuation, value: rounded(size.meanHu, 0), unit: ucum.hounsfield },
  ];
}

function referenceFor(volume: Volume, centerPatient: Vec3): FrameReference | undefined {
  const nearest = nearestFrame(volume.frames, centerPatient);
  if (nearest) return nearest.reference;
  const k = Math.round(patientMmToIndex(volume.grid, centerPatient)[2]);
  const frame = volume.frames[Math.max(0, Math.min(volume.frames.length - 1, k))];
  if (!frame) return undefined;
  return { sopClassUid: frame.sopClassUid, sopInstanceUid: frame.sopInstanceUid, frameNumber: frame.frameNumber };
}

/** The voxels of the series whose centre lies in the outline; at least the one nearest to the centre. */
function maskOnSeries(grid: VolumeGrid, outline: Delineation, centerPatient: Vec3): SegmentMask {
  const { min, size } = indexBox(grid, outline.grid);
  const voxels = new Uint8Array(size[0] * size[1] * size[2]);
  const fine = outline.grid.dimensions;
  let p = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, p++) {
        const point = indexToPatientMm(grid, [min[0] + i, min[1] + j, min[2] + k]);
        const [x, y, z] = patientMmToIndex(outline.grid, point).map(Math.round) as [number, number, number];
        if (x < 0 || y < 0 || z < 0 || x >= fine[0] || y >= fine[1] || z >= fine[2]) continue;
        voxels[p] = outline.mask[x + fine[0] * (y + fine[1] * z)] as number;
      }
    }
  }
  if (!voxels.includes(1)) {
    const nearest = patientMmToIndex(grid, centerPatient).map((value, axis) =>
      Math.min(Math.max(0, Math.round(value) - (min[axis] as number)), (size[axis] as number) - 1),
    ) as [number, number, number];
    voxels[nearest[0] + size[0] * (nearest[1] + size[1] * nearest[2])] = 1;
  }
  return tightened(min, size, voxels);
}

/** The series' voxels that a fine grid lies among. */
function indexBox(grid: VolumeGrid, of: VolumeGrid): { min: Vec3; size: Vec3 } {
  const box = boundsPatient(of);
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const at = patientMmToIndex(grid, [
      (corner & 1 ? box.max : box.min)[0],
      (corner & 2 ? box.max : box.min)[1],
      (corner & 4 ? box.max : box.min)[2],
    ]);
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], at[axis]);
      high[axis] = Math.max(high[axis], at[axis]);
    }
  }
  const from = (axis: 0 | 1 | 2) => Math.min(grid.dimensions[axis] - 1, Math.max(0, Math.floor(low[axis])));
  const count = (axis: 0 | 1 | 2) => Math.max(1, Math.min(grid.dimensions[axis] - 1, Math.ceil(high[axis])) - from(axis) + 1);
  return { min: [from(0), from(1), from(2)], size: [count(0), count(1), count(2)] };
}

function tightened(min: Vec3, size: Vec3, voxels: Uint8Array): SegmentMask {
  const low: [number, number, number] = [size[0], size[1], size[2]];
  const high: [number, number, number] = [0, 0, 0];
  voxels.forEach((value, p) => {
    if (!value) return;
    const at = [p % size[0], Math.floor(p / size[0]) % size[1], Math.floor(p / (size[0] * size[1]))] as const;
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], at[axis]);
      high[axis] = Math.max(high[axis], at[axis]);
    }
  });
  const tight: Vec3 = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1];
  const out = new Uint8Array(tight[0] * tight[1] * tight[2]);
  for (let p = 0; p < out.length; p++) {
    const i = low[0] + (p % tight[0]);
    const j = low[1] + (Math.floor(p / tight[0]) % tight[1]);
    const k = low[2] + Math.floor(p / (tight[0] * tight[1]));
    out[p] = voxels[i + size[0] * (j + size[1] * k)] as number;
  }
  return packMask([min[0] + low[0], min[1] + low[1], min[2] + low[2]], tight, out);
}
