import { type VolumeGrid, voxelCount } from "../geometry/index.ts";
import { chestGrid, createFrame } from "./frame.ts";
import type { ChestRecipe, StudyName } from "./recipe.ts";
import { ribBones, ribCourses } from "./ribs.ts";
import { otherBones } from "./skeleton.ts";
import type { Bone, Solid } from "./solid.ts";

/** What a voxel of a phantom is of, where it is no rib: cartilage of a rib; spine, sternum or shoulder. */
export const CARTILAGE = 100;
export const OTHER_BONE = 101;
/** What is added to the number of a left rib. */
export const LEFT_RIB = 50;

/** Ribs voxel by voxel: for each voxel 0, `CARTILAGE`, `OTHER_BONE`, a right rib's number, or `LEFT_RIB` and a left one's. */
export interface RibMaskTruth {
  readonly grid: VolumeGrid;
  readonly labels: Uint8Array;
}

/** Of which bone the middle of each voxel of a study is, in the order in which the bones are painted; the study itself is not painted. */
export function ribMaskTruth(recipe: ChestRecipe, study: StudyName): RibMaskTruth {
  const grid = chestGrid(recipe, study);
  const labels = new Uint8Array(voxelCount(grid));
  const frame = createFrame(recipe, study);
  const { behind, before } = otherBones(recipe, frame);
  const mark = (bones: readonly Bone[], label: number) => {
    for (const part of bones.flatMap(({ parts }) => parts)) markSolid(labels, grid, part, label);
  };
  mark(behind, OTHER_BONE);
  for (const course of ribCourses(recipe, study, frame)) {
    const bones = ribBones([course], frame);
    mark(bones.slice(0, -1), CARTILAGE);
    mark(bones.slice(-1), course.rib + (course.side === "R" ? 0 : LEFT_RIB));
  }
  mark(before, OTHER_BONE);
  return { grid, labels };
}

function markSolid(labels: Uint8Array, { dimensions, spacingMm, originPatient }: VolumeGrid, solid: Solid, label: number): void {
  const first = (axis: 0 | 1 | 2) => Math.max(0, Math.ceil((solid.low[axis] - originPatient[axis]) / spacingMm[axis]));
  const last = (axis: 0 | 1 | 2) =>
    Math.min(dimensions[axis] - 1, Math.floor((solid.high[axis] - originPatient[axis]) / spacingMm[axis]));
  const at = (axis: 0 | 1 | 2, index: number) => originPatient[axis] + index * spacingMm[axis];
  for (let k = first(2); k <= last(2); k++) {
    for (let j = first(1); j <= last(1); j++) {
      for (let i = first(0); i <= last(0); i++) {
        if (solid.distance(at(0, i), at(1, j), at(2, k)) < 0) labels[i + dimensions[0] * (j + dimensions[1] * k)] = label;
      }
    }
  }
}
