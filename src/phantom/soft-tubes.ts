import { type Chain, chainTubes, type Tube } from "./chain.ts";
import { axillaryVessels, coronaries, liverVessels, plaques } from "./mediastinum.ts";
import type { ChestRecipe } from "./recipe.ts";
import { spineY } from "./thorax.ts";

/** Thin structures outside the lungs that are painted as tubes. */
export type SoftTubeName = "liver" | "cerebrospinal" | "cord" | "coronaries" | "plaques" | "axillary";

/** The stretches of a set of tubes, anatomy's frame. */
export function softTubes(name: SoftTubeName, recipe: ChestRecipe): readonly Tube[] {
  switch (name) {
    case "liver":
      return liverVessels.flatMap(chainTubes);
    case "coronaries":
      return coronaries.flatMap(chainTubes);
    case "axillary":
      return axillaryVessels.flatMap(chainTubes);
    case "plaques": {
      const count = Math.round(recipe.shape.plaque * plaques.length);
      return plaques.slice(0, count).flatMap(chainTubes);
    }
    case "cerebrospinal":
      return chainTubes(canal(7.6, 22));
    case "cord":
      return chainTubes(canal(3.9, 21));
  }
}

/** A line behind the vertebral bodies. */
function canal(radius: number, behind: number): Chain {
  return Array.from({ length: 22 }, (_, i) => {
    const z = 125 - i * 16;
    return [0, spineY(z) + behind, z, radius] as const;
  });
}
