/**
 * Holds the tensor that training saw against the one the program makes: node parity.ts FOLDER
 *
 * FOLDER is what `parity.py` wrote: for each image its pixels, its size and the tensor. Fails where one differs by more than 1/255.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageRecipe } from "../../../src/inference/contract/recipe.ts";
import { prepareImage } from "../../../src/inference/recipe/image.ts";

interface Written {
  readonly rows: number;
  readonly columns: number;
  readonly size: number;
}

const [folder = "."] = process.argv.slice(2);
const list = JSON.parse(readFileSync(join(folder, "images.json"), "utf8")) as readonly Written[];

/** What `manifest.json` will say. */
const recipeOf = (size: number): ImageRecipe => ({
  ...{ kind: "image", name: "images", layout: "NCHW", size: [size, size], fit: "letterbox", pad: 0, colour: "grey" },
  ...{ intensity: "display", channels: [{ of: "value", map: { kind: "none" } }] },
});

let most = 0;
for (const [n, { rows, columns, size }] of list.entries()) {
  const values = new Uint8Array(readFileSync(join(folder, `${n}.u8`)));
  const bytes = readFileSync(join(folder, `${n}.f32`));
  const trained = new Float32Array(bytes.buffer, bytes.byteOffset, size * size);
  const display = () => Float32Array.from(values, (value) => value / 255);
  const prepared = prepareImage({ rows, columns, samplesPerPixel: 1, values, display }, recipeOf(size));
  const tensor = new Float32Array(prepared.length);
  prepared.fill(tensor);
  for (let p = 0; p < tensor.length; p++) most = Math.max(most, Math.abs((tensor[p] as number) - (trained[p] as number)));
}
process.stdout.write(`${list.length} images, off by at most ${most.toExponential(2)}\n`);
if (!(list.length > 0 && most < 1 / 255)) process.exitCode = 1;
