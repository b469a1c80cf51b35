import type { VolumeGrid } from "../geometry/index.ts";
import { buildFields, type Fields } from "./fields.ts";
import type { Frame } from "./frame.ts";
import { growLungTrees, type LungTrees } from "./lung-trees.ts";
import { type PlacedNodule, placeNodules } from "./nodules.ts";
import type { ChestRecipe } from "./recipe.ts";

/** What both studies of a patient share, in the anatomy's frame. */
export interface Anatomy {
  readonly fields: Fields;
  readonly trees: LungTrees;
  readonly nodules: readonly PlacedNodule[];
}

const STANDARD: Frame = { toPatient: (point) => point, toAnatomy: (point) => point, scale: 1 };

const GRID: VolumeGrid = {
  dimensions: [83, 65, 78],
  spacingMm: [4, 4, 4],
  originPatient: [-164, -132, -204],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

/** Lays out lungs, trees and nodules of a recipe. @throws PhantomError where a nodule has no room */
export function buildAnatomy(recipe: ChestRecipe): Anatomy {
  const fields = buildFields(recipe.shape, STANDARD, GRID);
  const trees = growLungTrees(recipe, fields);
  return { fields, trees, nodules: placeNodules(recipe, fields, trees) };
}
