import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type WrittenStage, writeImagePackage } from "../../testing/image-package.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import { boxesModel, boxesStage, radiograph, radiographSize } from "../../testing/radiographs.ts";
import { loadModel } from "../model.ts";
import type { SeriesImage } from "./image-stages.ts";
import { runModelOnImages } from "./run-model.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-image-colour-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Crops in three channels, whose score is the largest value of one of them. */
const again = (channel: 0 | 1 | 2, recipe: object): WrittenStage => ({
  ...{ id: "again", on: { candidatesOf: "boxes" }, score: "replace" },
  network: buildOnnx({
    inputs: [{ name: "crop", shape: ["n", 3, 21, 21] }],
    outputs: [{ name: "out", shape: ["n", 3] }],
    nodes: [
      { op: "GlobalMaxPool", inputs: ["crop"], outputs: ["most"] },
      { op: "Flatten", inputs: ["most"], outputs: ["out"], attributes: { axis: 1 } },
    ],
  }),
  inputs: [
    {
      name: "crop",
      shape: [1, 3, 21, 21],
      recipe: {
        ...{ kind: "crops", name: "crop", size: [21, 21], spacingMm: "native", orientation: "image", outside: 0, batch: 4 },
        channels: Array.from({ length: 3 }, () => ({ of: "value", map: { kind: "none" } })),
        ...recipe,
      },
    },
  ],
  tensors: ["out"],
  outputs: [
    {
      ...{ decoder: "classification", tensor: "out", activation: "none" },
      labels: [0, 1, 2].map((n) => (n === channel ? "fracture" : null)),
    },
  ],
});

/** Two patches: one red and a little green, one blue and green. */
function coloured(): SeriesImage {
  const [rows, columns] = radiographSize;
  const display = new Float32Array(3 * rows * columns);
  const put = (x: number, y: number, colour: readonly number[]) => {
    for (let j = y - 4; j <= y + 4; j++) for (let i = x - 4; i <= x + 4; i++) display.set(colour, 3 * (j * columns + i));
  };
  put(100, 60, [0.9, 0.5, 0.1]);
  put(220, 140, [0.1, 0.7, 0.8]);
  const grey = radiograph([], { samplesPerPixel: 3, photometricInterpretation: "RGB" });
  const values = Uint8Array.from(display, (share) => 255 * share);
  return { ...grey, read: async () => ({ rows, columns, samplesPerPixel: 3, values, display: () => display }) };
}

let written = 0;
async function scores(channel: 0 | 1 | 2, recipe: object, image: SeriesImage) {
  const directory = join(folder, String(written++));
  await writeImagePackage(directory, {
    ...boxesModel,
    stages: [boxesStage, again(channel, recipe)],
    thresholds: { fracture: 0.05 },
  });
  const model = await loadModel(directory, { threads: 1 });
  try {
    const { proposals } = await runModelOnImages([image], model, {});
    return proposals.map(({ provenance }) => (provenance.by === "model" ? Number(provenance.score.toFixed(2)) : null));
  } finally {
    await model.dispose();
  }
}

describe("a second look at an image in colour", () => {
  it("sees its colours, each in its channel, where the recipe asks for them", async () => {
    const image = coloured();
    expect(await scores(0, { colour: "rgb" }, image)).toEqual([0.9, 0.1]);
    expect(await scores(1, { colour: "rgb" }, image)).toEqual([0.7, 0.5]);
    expect(await scores(2, { colour: "rgb" }, image)).toEqual([0.8, 0.1]);
  });

  it("sees its luma in each channel elsewhere, and the grey of a grey image", async () => {
    const image = coloured();
    const [first] = await scores(0, {}, image);
    for (const channel of [1, 2] as const) expect((await scores(channel, {}, image))[0]).toBe(first);
    const grey = radiograph([[100, 60, 0.75]]);
    for (const channel of [0, 2] as const) expect(await scores(channel, { colour: "rgb" }, grey)).toEqual([0.75]);
  });

  it("is refused of a recipe that has not three channels", async () => {
    const one = { colour: "rgb", channels: [{ of: "value", map: { kind: "none" } }] };
    await expect(scores(0, one, coloured())).rejects.toMatchObject({ area: "inference" });
  });
});
