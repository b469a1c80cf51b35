import { buildAnatomy, buildChestVolume, chestRecipe, phantomTruth } from "../../../src/phantom/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import type { TrueNodule } from "./insert.ts";

/** A generated thorax with this many nodules, and where they are; the seed decides patient, technique and nodules. */
export async function phantomCase(
  seed: number,
  nodules: number,
): Promise<{ readonly volume: Pick<Volume, "grid" | "values">; readonly truth: readonly TrueNodule[] }> {
  const recipe = chestRecipe({ seed, nodules, fracture: null });
  const anatomy = buildAnatomy(recipe);
  const volume = await buildChestVolume(recipe, "current", { anatomy });
  const truth = phantomTruth(recipe, anatomy).nodules.flatMap(({ kind, attachment, current }) =>
    current ? [{ centerPatient: current.centerPatient, diameterMm: current.diameterMm, kind, attachment }] : [],
  );
  return { volume, truth };
}
