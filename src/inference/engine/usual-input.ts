import type { Pipeline } from "../contract/pipeline.ts";
import type { Recipe } from "../contract/recipe.ts";
import type { LocalNetwork, Tensor } from "./network.ts";

/** What a stage's network gets in a run: shapes of one item, without the batch, and how many at once. */
export interface UsualInput {
  readonly batch: number;
  /** Of so many items, by the names of the inputs: noise of 0 to 1, the same each time. */
  readonly tensors: (count: number) => Readonly<Record<string, Tensor>>;
}

/** What takes its size from the series is measured at these. */
const VOLUME_EDGE = 128;
const SLICE_EDGE = 512;

interface Shaped {
  readonly name: string;
  readonly shape: readonly number[];
  readonly batch: number;
}

/**
 * The tensors that a stage's network sees at its work, by its recipe. What a network does with the small tensors of its self-test says
 * little of how fast it will be: a graphics processor takes longer to be asked than to compute them. Sizes that the network itself
 * fixes are kept. Undefined for a stage that the pipeline does not have.
 */
export function usualInput(pipeline: Pipeline, stage: string, network: Pick<LocalNetwork, "inputs">): UsualInput | undefined {
  const shaped = shapesOf(pipeline, stage);
  if (shaped.length === 0) return undefined;
  const declared = (name: string) => network.inputs.find((input) => input.name === name)?.shape ?? [];
  const fixed = (name: string, shape: readonly number[]) =>
    shape.map((size, axis) => {
      const own = declared(name)[axis];
      return typeof own === "number" && own > 0 ? own : size;
    });
  const limits = shaped.map(({ name, batch }) => fixed(name, [batch])[0] as number);
  return {
    batch: Math.min(...limits),
    tensors: (count) =>
      Object.fromEntries(
        shaped.map(({ name, shape }) => {
          const whole = fixed(name, [count, ...shape]);
          return [name, { shape: whole, data: noise(whole.reduce((product, size) => product * size, 1)) }] as const;
        }),
      ),
  };
}

function shapesOf(pipeline: Pipeline, stage: string): readonly Shaped[] {
  if (pipeline.kind === "stages") return (pipeline.stages.find(({ id }) => id === stage)?.inputs ?? []).map(shapeOf);
  const { candidates, classifier } = pipeline;
  if (stage === "candidates") {
    const { name, patchVoxels, marginVoxels } = candidates.input;
    const edge = patchVoxels + 2 * marginVoxels;
    return [{ name, shape: [1, edge, edge, edge], batch: 1 }];
  }
  if (stage !== "classifier" || classifier === undefined) return [];
  const { inputs, batch } = classifier;
  return inputs.map(({ name, channels, sizeVoxels: edge }) => ({ name, shape: [channels.length, edge, edge, edge], batch }));
}

function shapeOf(recipe: Recipe): Shaped {
  const { name, channels } = recipe;
  switch (recipe.kind) {
    case "patches": {
      const edge = upTo(VOLUME_EDGE, recipe.multipleOf);
      const size = recipe.patch === "whole" ? [edge, edge, edge] : recipe.patch;
      return { name, shape: [channels.length, ...size], batch: recipe.batch };
    }
    case "slices": {
      const edge = upTo(SLICE_EDGE, recipe.multipleOf);
      const size = recipe.size === "native" ? [edge, edge] : recipe.size;
      return { name, shape: [channels.length * (2 * recipe.neighbours + 1), ...size], batch: recipe.batch };
    }
    case "crops":
      return { name, shape: [channels.length, ...recipe.size], batch: recipe.batch };
    case "image":
      return { name, shape: [channels.length, ...recipe.size], batch: 1 };
  }
}

function upTo(edge: number, multipleOf = 1): number {
  return Math.ceil(edge / multipleOf) * multipleOf;
}

/** A linear congruential generator (Numerical Recipes): noise need not be good, only the same each time. */
function noise(length: number): Float32Array {
  const values = new Float32Array(length);
  let state = 1;
  for (let n = 0; n < length; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[n] = state / 2 ** 32;
  }
  return values;
}
