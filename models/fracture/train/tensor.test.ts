import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ImageRecipe } from "../../../src/inference/contract/recipe.ts";
import { prepareImage } from "../../../src/inference/recipe/image.ts";

interface Pattern {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const { size, patterns } = JSON.parse(text("tensor.json")) as { readonly size: number; readonly patterns: readonly Pattern[] };
const recipe: ImageRecipe = {
  ...{ kind: "image", name: "images", layout: "NCHW", size: [size, size], fit: "letterbox", pad: 0, colour: "grey" },
  ...{ intensity: "display", channels: [{ of: "value", map: { kind: "none" } }] },
};

// `parity.py` wrote the values from what training saw.
it.each(patterns)("sees $rows x $columns as training did", ({ rows, columns, values: trained }) => {
  const values = Uint8Array.from({ length: rows * columns }, (_, at) => {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    return (7 * x * x + 13 * y + 3 * x * y) % 256;
  });
  const display = () => Float32Array.from(values, (value) => value / 255);
  const prepared = prepareImage({ rows, columns, samplesPerPixel: 1, values, display }, recipe);
  const tensor = new Float32Array(prepared.length);
  prepared.fill(tensor);
  for (const [n, value] of trained.entries()) expect(tensor[n * 3919]).toBeCloseTo(value, 4);
});

it.skipIf(!existsSync(new URL("../manifest.json", import.meta.url)))("is what the package asks for, but for the field", () => {
  const { pipeline } = JSON.parse(text("../manifest.json"));
  expect(pipeline.stages[0].inputs).toEqual([{ ...recipe, field: "collimated" }]);
});
