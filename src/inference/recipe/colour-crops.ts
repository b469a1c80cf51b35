import type { CropsRecipe } from "../contract/recipe.ts";
import type { Subject } from "./blocks.ts";
import { type CropPlan, planCrops } from "./crops.ts";
import type { ImageSubject } from "./image.ts";

/** Red, green and blue of an image as they are shown, one after the other; undefined for a grey one. */
export function coloursOf({ rows, columns, samplesPerPixel, display }: ImageSubject): Subject["colours"] {
  if (samplesPerPixel === 1) return undefined;
  const values = display();
  const colour = (from: number) => Float32Array.from({ length: rows * columns }, (_, p) => values[3 * p + from] as number);
  return [colour(0), colour(1), colour(2)];
}

/** Crops as a recipe asks for them: in the colours of an image that has them, else of its one plane. */
export function planCropsOf(subject: Subject, recipe: CropsRecipe): CropPlan {
  const { colours } = subject;
  return recipe.colour === "rgb" && colours ? planColourCrops(subject, colours, recipe) : planCrops(subject, recipe);
}

/** Each channel is cut from a colour of its own, red first. */
function planColourCrops(subject: Subject, colours: NonNullable<Subject["colours"]>, recipe: CropsRecipe): CropPlan {
  const { grid } = subject.volume;
  const plans = recipe.channels.map((channel, n) =>
    planCrops({ ...subject, volume: { grid, values: colours[n] ?? colours[2] } }, { ...recipe, channels: [channel] }),
  );
  const [first] = plans;
  if (first === undefined) throw new RangeError("A recipe has a channel.");
  const length = plans.reduce((sum, plan) => sum + plan.length, 0);
  return {
    ...{ name: recipe.name, length },
    shape: (count) => {
      const [batch, , ...sizes] = first.shape(count);
      return [batch ?? count, plans.length, ...sizes];
    },
    fill: (centerPatient, out) => {
      const grids = plans.map((plan, n) => plan.fill(centerPatient, out.subarray(n * plan.length, (n + 1) * plan.length)));
      return grids[0] as ReturnType<CropPlan["fill"]>;
    },
  };
}
