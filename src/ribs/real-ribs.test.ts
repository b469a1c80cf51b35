import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { InstanceRecord } from "../archive/index.ts";
import { parsePart10 } from "../dicom/index.ts";
import { distance, indexToPatientMm, patientMmToIndex, type Vec3 } from "../geometry/index.ts";
import { dataRoot } from "../testing/environment.ts";
import { readSeriesFrames, readVolume } from "../volume/index.ts";
import { findRibs, type HuVolume, type Rib, type Side, segmentRibs } from "./index.ts";

const root = dataRoot();

/** A point in a rib as it was read by eye: side, number, and LPS+ millimetres. */
type ReadRib = readonly [side: Side, number: number, x: number, y: number, z: number];

/**
 * Ribs of real CTs, read by eye on reformatted planes before they were compared with anything: on two sagittal planes some 48 mm beside
 * the spine and on a coronal one through the chest, counted from the first rib (under the clavicle, to the manubrium) down, and up from the last
 * where that is in view. Numbers only; to 2 mm or so.
 */
const readRibs: Readonly<Record<string, readonly ReadRib[]>> = {
  "ct/nlst-chest-2mm": [
    ["R", 1, -59, 8, 1200],
    ["R", 2, -59, 27, 1194],
    ["R", 3, -59, 45, 1180],
    ["R", 4, -59, 57, 1163],
    ["R", 5, -59, 66, 1144],
    ["R", 6, -59, 74, 1119],
    ["R", 7, -59, 76, 1091],
    ["R", 8, -59, 72, 1065],
    ["R", 9, -59, 67, 1036],
    ["R", 10, -59, 59, 1009],
    ["R", 11, -59, 47, 977],
    ["R", 12, -59, 32, 957],
    ["L", 1, 37, 11, 1200],
    ["L", 2, 37, 31, 1198],
    ["L", 3, 37, 48, 1184],
    ["L", 4, 37, 60, 1166],
    ["L", 5, 37, 69, 1144],
    ["L", 6, 37, 75, 1121],
    ["L", 7, 37, 76, 1094],
    ["L", 8, 37, 73, 1066],
    ["L", 9, 37, 67, 1038],
    ["L", 10, 37, 58, 1009],
    ["L", 11, 37, 48, 982],
    ["L", 12, 37, 33, 958],
    ["R", 1, -73, -17, 1178],
    ["R", 2, -96, -17, 1166],
    ["R", 3, -113, -17, 1143],
    ["R", 4, -122, -17, 1116],
    ["R", 5, -125, -17, 1092],
    ["R", 6, -128, -17, 1070],
    ["R", 7, -130, -17, 1044],
    ["R", 8, -132, -17, 1011],
    ["R", 9, -137, -17, 974],
    ["R", 10, -129, -17, 935],
    ["L", 1, 48, -17, 1177],
    ["L", 2, 72, -17, 1163],
    ["L", 3, 86, -17, 1144],
    ["L", 4, 94, -17, 1120],
    ["L", 5, 100, -17, 1094],
    ["L", 6, 101, -17, 1072],
    ["L", 7, 102, -17, 1045],
    ["L", 8, 106, -17, 1010],
    ["L", 9, 113, -17, 975],
    ["L", 10, 107, -17, 936],
  ],
  "ct/chest-1mm": [
    ["R", 1, -58, 177, -434],
    ["R", 2, -58, 197, -431],
    ["R", 3, -58, 214, -441],
    ["R", 4, -58, 229, -458],
    ["R", 5, -58, 245, -479],
    ["R", 6, -58, 255, -505],
    ["R", 7, -58, 263, -533],
    ["R", 8, -58, 267, -562],
    ["R", 9, -58, 265, -591],
    ["R", 10, -58, 258, -616],
    ["R", 11, -58, 248, -652],
    ["L", 1, 38, 174, -427],
    ["L", 2, 38, 196, -429],
    ["L", 3, 38, 216, -441],
    ["L", 4, 38, 232, -459],
    ["L", 5, 38, 246, -480],
    ["L", 6, 38, 256, -505],
    ["L", 7, 38, 265, -530],
    ["L", 8, 38, 267, -558],
    ["L", 9, 38, 266, -586],
    ["L", 10, 38, 259, -612],
    ["L", 11, 38, 252, -651],
    ["L", 12, 38, 244, -675],
    ["R", 1, -66, 172, -439],
    ["R", 2, -97, 172, -459],
    ["R", 3, -108, 172, -478],
    ["R", 4, -112, 172, -499],
    ["R", 5, -116, 172, -526],
    ["R", 6, -116, 172, -553],
    ["R", 7, -118, 172, -581],
    ["R", 8, -125, 172, -616],
    ["R", 9, -132, 172, -653],
    ["L", 1, 38, 172, -428],
    ["L", 2, 80, 172, -451],
    ["L", 3, 93, 172, -474],
    ["L", 4, 96, 172, -499],
    ["L", 5, 100, 172, -523],
    ["L", 6, 102, 172, -550],
    ["L", 7, 103, 172, -582],
    ["L", 8, 110, 172, -618],
    ["L", 9, 117, 172, -654],
  ],
  "ct/lung-3mm": [
    ["R", 1, -56, -145, -16],
    ["R", 2, -56, -118, -14],
    ["R", 3, -56, -100, -27],
    ["R", 4, -56, -86, -45],
    ["R", 5, -56, -73, -64],
    ["R", 6, -56, -62, -88],
    ["R", 7, -56, -53, -112],
    ["R", 8, -56, -50, -141],
    ["R", 9, -56, -52, -170],
    ["R", 10, -56, -58, -203],
    ["R", 11, -56, -68, -245],
    ["L", 1, 40, -127, -8],
    ["L", 2, 40, -106, -14],
    ["L", 3, 40, -88, -28],
    ["L", 4, 40, -73, -45],
    ["L", 5, 40, -60, -66],
    ["L", 6, 40, -51, -90],
    ["L", 7, 40, -47, -115],
    ["L", 8, 40, -46, -140],
    ["L", 9, 40, -48, -168],
    ["L", 10, 40, -51, -196],
    ["L", 11, 40, -58, -228],
    ["L", 12, 40, -72, -260],
    ["R", 1, -47, -143, -13],
    ["R", 2, -86, -143, -29],
    ["R", 3, -103, -143, -47],
    ["R", 4, -113, -143, -70],
    ["R", 5, -120, -143, -94],
    ["R", 6, -122, -143, -116],
    ["R", 7, -123, -143, -147],
    ["R", 8, -125, -143, -182],
    ["R", 9, -130, -143, -224],
    ["R", 10, -129, -143, -270],
    ["L", 1, 58, -143, -25],
    ["L", 2, 94, -143, -43],
    ["L", 3, 111, -143, -63],
    ["L", 4, 117, -143, -85],
    ["L", 5, 120, -143, -108],
    ["L", 6, 119, -143, -132],
    ["L", 7, 117, -143, -162],
    ["L", 8, 117, -143, -189],
    ["L", 9, 126, -143, -230],
    ["L", 10, 134, -143, -274],
    ["R", 12, -37, -92, -277],
  ],
};

function instancesIn(folder: string): InstanceRecord[] {
  return readdirSync(join(root as string, folder)).map((name) => {
    const path = join(root as string, folder, name);
    const { dataset, transferSyntaxUid } = parsePart10(readFileSync(path), { untilTag: 0x7fe00008 });
    return {
      sopInstanceUid: dataset.first("SOPInstanceUID") ?? "",
      sopClassUid: dataset.first("SOPClassUID") ?? "",
      seriesInstanceUid: dataset.first("SeriesInstanceUID") ?? "",
      studyInstanceUid: dataset.first("StudyInstanceUID") ?? "",
      transferSyntaxUid,
      instanceNumber: dataset.first("InstanceNumber") ?? null,
      numberOfFrames: 1,
      byteLength: 0,
      sha256: "",
      path,
    };
  });
}

/** The rib whose middle line comes nearest to a point, and how near. */
function nearestRib(ribs: readonly Rib[], point: Vec3): { rib: Rib; apartMm: number } {
  return ribs
    .map((rib) => ({ rib, apartMm: Math.min(...rib.points.map((other) => distance(point, other))) }))
    .sort((a, b) => a.apartMm - b.apartMm)[0] as { rib: Rib; apartMm: number };
}

/**
 * Nobody has drawn these ribs voxel by voxel: what is asked of their voxels is what must hold of any ribs. No voxel is of two; each rib has a
 * rib's volume, much the same on both sides; what is bone near the middle line is covered; most of what is covered is bone.
 */
function expectPlausible({ grid, values }: HuVolume, ribs: readonly Rib[], masks: readonly Uint32Array[]): void {
  const voxelMl = (grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2]) / 1000;
  const owner = new Uint8Array(values.length);
  let twice = 0;
  for (const [n, voxels] of masks.entries()) {
    for (const voxel of voxels) {
      if (owner[voxel] !== 0) twice++;
      owner[voxel] = n + 1;
    }
  }
  expect(twice).toBe(0);
  const perCm = ribs.map(({ points }, n) => ((masks[n]?.length ?? 0) * voxelMl) / (points.length * 0.2));
  for (const [n, { side, number, isCut }] of ribs.entries()) {
    const other = ribs.findIndex((rib) => rib.number === number && rib.side !== side);
    expect(perCm[n]).toBeGreaterThan(0.2);
    expect(perCm[n]).toBeLessThan(1.4);
    if (other < 0 || isCut || ribs[other]?.isCut) continue;
    expect((perCm[n] as number) / (perCm[other] as number)).toBeGreaterThan(0.6);
  }
  const covered = ribs.map(({ points }, n) => coveredShare({ grid, values }, points, (voxel) => owner[voxel] === n + 1));
  expect(covered.reduce((sum, share) => sum + share, 0) / covered.length).toBeGreaterThan(0.75);
}

/** Of the voxels over 200 HU within 4 mm of a line how many are the rib's. */
function coveredShare({ grid, values }: HuVolume, points: readonly Vec3[], isOwn: (voxel: number) => boolean): number {
  const reach = grid.spacingMm.map((mm) => Math.ceil(4 / mm)) as unknown as Vec3;
  const [columns, rows, slices] = grid.dimensions;
  const bone = new Set<number>();
  for (const point of points) {
    const [x, y, z] = patientMmToIndex(grid, point).map(Math.round) as unknown as Vec3;
    for (let k = Math.max(0, z - reach[2]); k <= Math.min(slices - 1, z + reach[2]); k++) {
      for (let j = Math.max(0, y - reach[1]); j <= Math.min(rows - 1, y + reach[1]); j++) {
        for (let i = Math.max(0, x - reach[0]); i <= Math.min(columns - 1, x + reach[0]); i++) {
          const voxel = i + columns * (j + rows * k);
          if ((values[voxel] as number) > 200 && distance(indexToPatientMm(grid, [i, j, k]), point) < 4) bone.add(voxel);
        }
      }
    }
  }
  return [...bone].filter(isOwn).length / bone.size;
}

describe.skipIf(root === null)("ribs of real CTs", () => {
  it.each([
    ["ct/nlst-chest-2mm", "both"],
    ["ct/chest-1mm", "first"],
    ["ct/lung-3mm", "first"],
  ])(
    "%s: every rib read by eye has its number, and its line runs through it",
    async (folder, from) => {
      const instances = instancesIn(folder);
      const volume = await readVolume(await readSeriesFrames(instances), instances);
      const { ribs, numbering } = await findRibs(volume);
      const wrong = (readRibs[folder] ?? []).flatMap(([side, number, ...point]) => {
        const { rib, apartMm } = nearestRib(ribs, point);
        return rib.side === side && rib.number === number && apartMm < 8
          ? []
          : [{ side, number, point, apartMm, as: rib.number }];
      });
      expect(wrong).toEqual([]);
      expect(numbering).toMatchObject({ certainty: "certain", reasons: [] });
      expect(["both", from]).toContain(numbering.from);
      expect(new Set(ribs.map(({ side, number }) => `${side}${number}`)).size).toBe(ribs.length);
      expectPlausible(volume, ribs, await segmentRibs(volume, ribs, () => {}));
    },
    120_000,
  );
});
