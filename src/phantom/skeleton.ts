import type { Vec3 } from "../geometry/index.ts";
import type { Frame } from "./frame.ts";
import { unit } from "./mathematics.ts";
import type { ChestRecipe, StudyName } from "./recipe.ts";
import { type RibCourse, ribBones, ribCourses } from "./ribs.ts";
import { type Bone, ball, blade, capsule, drum, plate, type Solid } from "./solid.ts";
import { sectionAt, spineY } from "./thorax.ts";

/** The bones of a study, and the courses of the ribs (for the fracture). */
export interface Skeleton {
  readonly bones: readonly Bone[];
  readonly ribs: readonly RibCourse[];
}

export function buildSkeleton(recipe: ChestRecipe, study: StudyName, frame: Frame): Skeleton {
  const ribs = ribCourses(recipe, study, frame);
  const { behind, before } = otherBones(recipe, frame);
  return { ribs, bones: [...behind, ...ribBones(ribs, frame), ...before] };
}

/** All but ribs and their cartilage: what is painted before the ribs, which cover it, and what is painted over them. */
export function otherBones(
  recipe: ChestRecipe,
  frame: Frame,
): { readonly behind: readonly Bone[]; readonly before: readonly Bone[] } {
  return {
    behind: spineBones(frame, recipe.shape.ribPairs !== undefined),
    before: [...sternumBones(recipe, frame), ...shoulderBones(frame)],
  };
}

/** Height of the top of each vertebra from C6, and the bottom of the last: anatomy's frame. */
const VERTEBRA_TOPS = [125, 107, 89, 68, 46.5, 24.5, 2, -21, -44.5, -68.5, -93, -118.5, -145, -173, -204] as const;
const NAMES = ["C6", "C7", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"] as const;
const LUMBAR_TOPS = [-236, -270] as const;

function spineBones(frame: Frame, withLumbar: boolean): readonly Bone[] {
  const bones: Bone[] = [];
  const s = frame.scale;
  const tops: readonly number[] = withLumbar ? [...VERTEBRA_TOPS, ...LUMBAR_TOPS] : VERTEBRA_TOPS;
  for (let i = 0; i + 1 < tops.length; i++) {
    const top = tops[i] as number;
    const bottom = tops[i + 1] as number;
    const z = (top + bottom) / 2;
    const y = spineY(z);
    const isLumbar = i >= NAMES.length;
    const low = Math.min(1, i / (NAMES.length - 1));
    const disc = 3.4 + 2.4 * low;
    const halfHeight = (top - bottom - disc) / 2;
    const tilt = (spineY(z - 8) - spineY(z + 8)) / 16;
    const p = (x: number, dy: number, dz: number) => frame.toPatient([x, y + dy, z + dz]);
    const width = (i < 3 ? 15 : 14.6) + 6.2 * low;
    const parts: Solid[] = [drum(p(0, 0, 0), width * s, (11.5 + 5 * low) * s, halfHeight * s, 0.085, tilt)];
    const back = 11 + 4 * low;
    for (const side of [-1, 1]) {
      const q = (x: number, dy: number, dz: number) => p(side * x, dy, dz);
      parts.push(
        capsule(q(10, back - 4, 4), q(12, back + 11, 4.5), 4 * s, 3.8 * s),
        blade(q(11.5, back + 11, 3), q(1.5, back + 21, -5), unit([side * 0.6, 0.8, 0]), [2.7 * s, 2.7 * s], [8 * s, 7 * s]),
        capsule(q(13, back + 11, 4), q(isLumbar ? 36 : 29 - 8 * low, back + (isLumbar ? 15 : 21), 6), 4.6 * s, 4.2 * s),
        ball(q(13, back + 10.5, halfHeight + 2), 4.8 * s),
        ball(q(13.5, back + 13, -halfHeight - 1), 4.8 * s),
      );
    }
    const drop = i < 2 ? 6 : 13 + 9 * Math.min(1, Math.max(0, 1 - Math.abs(i - 8) / 6));
    parts.push(blade(p(0, back + 20, -4), p(0, back + 40, -4 - drop), [1, 0, 0], [2.6 * s, 3.2 * s], [8 * s, 5.5 * s]));
    bones.push({ parts, cortexMm: 1.1, cortexHu: 900, marrowHu: 170, textureHu: 42 });
    const dz = bottom - z;
    bones.push({
      parts: [drum(p(0, 0.5, dz), (width - 0.8) * s, (11 + 5 * low) * s, (disc / 2 + 0.3) * s, -0.03, tilt)],
      cortexMm: 0.1,
      cortexHu: 92,
      marrowHu: 92,
      textureHu: 4,
    });
  }
  return bones;
}

function sternumBones(recipe: ChestRecipe, frame: Frame): readonly Bone[] {
  const s = frame.scale;
  const at = (z: number): Vec3 => {
    const { cage } = sectionAt(recipe.shape, z);
    return frame.toPatient([0, cage.centreY - cage.front - 7.5, z]);
  };
  const slab = (heights: readonly number[], widths: readonly number[], thin: number): readonly Solid[] =>
    heights.slice(1).map((z, i) => {
      const a = at(heights[i] as number);
      const b = at(z);
      const along = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
      const across = unit([0, -along[2], along[1]]);
      return blade(a, b, across, [thin * s, thin * s], [(widths[i] as number) * s, (widths[i + 1] as number) * s]);
    });
  const bone = (parts: readonly Solid[]): Bone => ({ parts, cortexMm: 1.2, cortexHu: 780, marrowHu: 115, textureHu: 40 });
  return [
    bone(slab([34, 28, 20], [24, 25, 19], 6.6)),
    bone(slab([-4, -22, -46, -70, -82], [13, 15, 18, 19, 14], 5.6)),
    { parts: slab([-94, -104, -112], [6, 5, 4], 3.2), cortexMm: 0.9, cortexHu: 260, marrowHu: 110, textureHu: 10 },
  ];
}

function shoulderBones(frame: Frame): readonly Bone[] {
  const bones: Bone[] = [];
  const s = frame.scale;
  for (const side of [-1, 1]) {
    const p = (x: number, y: number, z: number) => frame.toPatient([side * x, y, z]);
    const path = (points: readonly (readonly [number, number, number, number])[]) =>
      points.slice(1).map((b, i) => {
        const a = points[i] as readonly [number, number, number, number];
        return capsule(p(a[0], a[1], a[2]), p(b[0], b[1], b[2]), a[3] * s, b[3] * s);
      });
    bones.push({
      parts: path([
        [23, -50, 45, 9.5],
        [32, -51, 51, 7],
        [52, -50, 63, 6],
        [76, -40, 76, 5.4],
        [100, -20, 90, 5.6],
        [122, 2, 101, 6],
        [142, 22, 108, 7],
      ]),
      cortexMm: 1.8,
      cortexHu: 1150,
      marrowHu: 150,
      textureHu: 40,
    });
    const upper: Vec3 = [64, 84, 72];
    const lower: Vec3 = [100, 97, -44];
    const neck: Vec3 = [130, 46, 72];
    bones.push({
      parts: [
        plate(p(...upper), p(...lower), p(...neck), 1.5 * s),
        ...path([
          [upper[0], upper[1], upper[2], 2.6],
          [70, 96, 20, 2.6],
          [lower[0], lower[1], lower[2], 3.6],
          [118, 76, 16, 4.6],
          [neck[0], neck[1], neck[2], 8],
        ]),
        plate(p(...upper), p(70, 96, 20), p(...lower), 1.5 * s),
        ...path([
          [70, 95, 44, 2.6],
          [100, 92, 74, 4.5],
          [130, 76, 96, 6],
          [152, 52, 112, 7.5],
        ]),
        plate(p(70, 92, 40), p(100, 92, 76), p(112, 66, 72), 2 * s),
        ...path([
          [130, 36, 80, 6.5],
          [122, 14, 88, 6],
          [110, -2, 82, 5],
        ]),
        capsule(p(136, 40, 66), p(138, 38, 86), 8 * s, 8 * s),
      ],
      cortexMm: 1.5,
      cortexHu: 1050,
      marrowHu: 170,
      textureHu: 40,
    });
    bones.push({
      parts: [
        ball(p(160, 34, 84), 22 * s),
        ...path([
          [160, 34, 84, 20],
          [172, 30, 104, 14],
          [188, 24, 135, 12],
        ]),
      ],
      cortexMm: 2,
      cortexHu: 1150,
      marrowHu: 130,
      textureHu: 46,
    });
  }
  return bones;
}
