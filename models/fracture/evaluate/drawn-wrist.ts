import type { Box } from "../../../src/inference/index.ts";
import { buildWristImage, type WristRecipe, type WristView } from "../../../src/phantom/index.ts";
import type { Drawing } from "./tile.ts";

/** The wrist phantom as it is shown, without a box yet. */
export function drawWrist(recipe: WristRecipe, view: WristView): Omit<Drawing, "found"> & { readonly name: string } {
  const { columns, rows, values } = buildWristImage(recipe, view);
  const name = `wrist ${recipe.seed}, ${view}${recipe.fracture ? ", broken" : ""}`;
  return { columns, rows, shown: Float32Array.from(values, (value) => value / 4095), truth: [], name };
}

/** Around what two drawings differ in by more than a twentieth of the range. */
export function boxOfChange(a: Pick<Drawing, "columns" | "shown">, b: Pick<Drawing, "shown">): Box {
  let box: Box = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const [at, value] of a.shown.entries()) {
    if (Math.abs(value - (b.shown[at] ?? value)) < 0.05) continue;
    const [x, y] = [at % a.columns, Math.floor(at / a.columns)];
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)];
  }
  return box;
}
