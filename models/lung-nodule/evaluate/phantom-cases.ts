import { buildAnatomy, buildChestVolume, chestRecipe, phantomTruth } from "../../../src/phantom/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import type { TrueNodule } from "./insert.ts";

/**
 * A generated thorax with this many nodules, and where they are; the seed decides patient, technique and nodules. `spacingMm` puts
 * slices of that distance and thickness in place of the drawn ones.
 */
export async function phantomCase(
  seed: number,
  nodules: number,
  spacingMm?: number,
): Promise<{ readonly volume: Pick<Volume, "grid" | "values">; readonly truth: readonly TrueNodule[] }> {
  const drawn = chestRecipe({ seed, nodules, fracture: null });
  const covered = drawn.acquisition.current.slices * drawn.acquisition.current.spacingMm;
  const acquisition = spacingMm && { spacingMm, sliceThicknessMm: spacingMm, slices: Math.round(covered / spacingMm) };
  const recipe = acquisition ? chestRecipe({ seed, nodules, fracture: null, acquisition }) : drawn;
  const anatomy = buildAnatomy(recipe);
  const volume = await buildChestVolume(recipe, "current", { anatomy });
  const truth = phantomTruth(recipe, anatomy).nodules.flatMap(({ kind, attachment, current }) =>
    current ? [{ centerPatient: current.centerPatient, diameterMm: current.diameterMm, kind, attachment }] : [],
  );
  return { volume, truth };
}
