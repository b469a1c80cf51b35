import type { Vec3 } from "../geometry/index.ts";
import type { PatchesRecipe } from "../inference/contract/recipe.ts";
import { planWindows, type WindowPlan } from "../inference/recipe/window-plan.ts";

/** Numbers from 0 to 1 that are the same in every run (Park and Miller's minimal standard). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const grid = (dimensions: Vec3) => ({
  ...{ dimensions, spacingMm: [1, 1, 1] as Vec3, originPatient: [0, 0, 0] as Vec3 },
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const,
});

/** Windows over a volume of zeros with voxels of a millimetre. */
export function planOf(dimensions: Vec3, change: Partial<PatchesRecipe>, align: Vec3 = [1, 1, 1]): WindowPlan {
  const voxels = dimensions[0] * dimensions[1] * dimensions[2];
  const recipe: PatchesRecipe = {
    ...{ kind: "patches", name: "in", layout: "NCDHW", orientation: "LPS", spacingMm: "native", patch: "whole", overlap: 0.4 },
    ...{ channels: [{ of: "value", map: { kind: "none" } }], blend: "gaussian", outside: 0, batch: 1 },
    ...change,
  };
  return planWindows({ volume: { grid: grid(dimensions), values: new Float32Array(voxels) } }, recipe, align);
}
