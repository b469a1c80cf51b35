import { indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import type { FrameHeader, Volume } from "../volume/types.ts";

/** A ball in the lungs of a simple chest, LPS+ millimetres. */
export interface SimpleNodule {
  readonly centerPatient: Vec3;
  readonly diameterMm: number;
  readonly hu: number;
}

/** A straight tube, with a round end. */
export interface SimpleVessel {
  readonly fromPatient: Vec3;
  readonly toPatient: Vec3;
  readonly diameterMm: number;
}

export interface SimpleChestOptions {
  readonly nodules?: readonly SimpleNodule[];
  readonly vessels?: readonly SimpleVessel[];
  /** The series' grid; without it 144 x 112 x 80 voxels of 1.9 x 1.9 x 2.5 mm along the patient's axes. */
  readonly grid?: VolumeGrid;
  readonly sopClassUid?: string;
}

/** Centres of the two lungs (ellipsoids of half axes 52, 72, 90 mm) of the simple chest; the patient's right has negative x. */
export const SIMPLE_LUNG_CENTRES = { right: [-62, 0, 0], left: [62, 0, 0] } as const satisfies Record<string, Vec3>;

const LUNG_HALF_AXES: Vec3 = [52, 72, 90];
const BODY_HALF_AXES: Vec3 = [128, 98, 400];

/** The default grid: covers the simple chest. */
export function simpleChestGrid(): VolumeGrid {
  return {
    dimensions: [144, 112, 80],
    spacingMm: [1.9, 1.9, 2.5],
    originPatient: [-136, -106, -98],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}

/** An elliptic body with two lungs, a trachea and what is asked for: every edge is soft over one millimetre. */
export function simpleChest(options: SimpleChestOptions = {}): Volume {
  const grid = options.grid ?? simpleChestGrid();
  const [ni, nj, nk] = grid.dimensions;
  const values = new Int16Array(ni * nj * nk);
  let p = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++) values[p++] = Math.round(huAt(indexToPatientMm(grid, [i, j, k]), options));
    }
  }
  return {
    seriesInstanceUid: "2.25.1001",
    studyInstanceUid: "2.25.1000",
    frameOfReferenceUid: "2.25.1002",
    grid,
    values,
    frames: Array.from({ length: nk }, (_, k) => frameOf(grid, k, options.sopClassUid ?? "1.2.840.10008.5.1.4.1.1.2")),
    geometry: { kind: "volume", issues: [], grid },
  };
}

function huAt(point: Vec3, { nodules = [], vessels = [] }: SimpleChestOptions): number {
  let hu = mix(-1000, 40, ellipsoidDepth(point, [0, 0, 0], BODY_HALF_AXES));
  for (const centre of [SIMPLE_LUNG_CENTRES.right, SIMPLE_LUNG_CENTRES.left]) {
    hu = mix(hu, -860, ellipsoidDepth(point, centre, LUNG_HALF_AXES));
  }
  if (point[2] > 20) hu = mix(hu, -1000, 8 - Math.hypot(point[0], point[1] + 10));
  for (const vessel of vessels) hu = Math.max(hu, mix(hu, 40, vessel.diameterMm / 2 - distanceToSegment(point, vessel)));
  for (const nodule of nodules) {
    const [x, y, z] = nodule.centerPatient;
    const depth = nodule.diameterMm / 2 - Math.hypot(point[0] - x, point[1] - y, point[2] - z);
    hu = Math.max(hu, mix(hu, nodule.hu, depth));
  }
  return hu;
}

/** About how far inside the surface, millimetres. */
function ellipsoidDepth(point: Vec3, centre: Vec3, half: Vec3): number {
  const r = Math.hypot((point[0] - centre[0]) / half[0], (point[1] - centre[1]) / half[1], (point[2] - centre[2]) / half[2]);
  return (1 - r) * Math.min(...half);
}

function mix(outside: number, inside: number, depthMm: number): number {
  const share = Math.min(1, Math.max(0, depthMm + 0.5));
  return outside + (inside - outside) * share;
}

function distanceToSegment(point: Vec3, { fromPatient: a, toPatient: b }: SimpleVessel): number {
  const along: Vec3 = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const length = along[0] ** 2 + along[1] ** 2 + along[2] ** 2;
  const offset = [point[0] - a[0], point[1] - a[1], point[2] - a[2]] as const;
  const t = Math.min(1, Math.max(0, (offset[0] * along[0] + offset[1] * along[1] + offset[2] * along[2]) / length));
  return Math.hypot(offset[0] - t * along[0], offset[1] - t * along[1], offset[2] - t * along[2]);
}

function frameOf(grid: VolumeGrid, k: number, sopClassUid: string): FrameHeader {
  const [columns, rows] = grid.dimensions;
  return {
    sopClassUid,
    sopInstanceUid: `2.25.2${String(k).padStart(3, "0")}`,
    frameNumber: 1,
    instanceNumber: k + 1,
    rows,
    columns,
    samplesPerPixel: 1,
    valueType: "int16",
    photometricInterpretation: "MONOCHROME2",
    plane: {
      imagePositionPatient: indexToPatientMm(grid, [0, 0, k]),
      rowDirection: grid.directions[0],
      columnDirection: grid.directions[1],
      pixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
      rows,
      columns,
    },
    pixelSpacingMm: [grid.spacingMm[1], grid.spacingMm[0]],
    pixelSpacingSource: "patient",
    voi: [],
    unit: "[hnsf'U]",
  };
}
