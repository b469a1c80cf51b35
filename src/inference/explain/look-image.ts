import type { Stage } from "../contract/pipeline.ts";
import { windowTensor } from "../decode/tensor-view.ts";
import type { Network } from "../engine/network.ts";
import { tensorGrid } from "../pipeline/image-space.ts";
import { decodeImage, imageInputs, inPixels, type StagedImage } from "../pipeline/run-image.ts";
import type { Cover, PreparedImage } from "../recipe/image.ts";
import { type ImageFit, toImage, toTensor } from "../recipe/image-fit.ts";
import { followed } from "./look-tensors.ts";
import type { CoverBox, Look } from "./map.ts";

/** A stage that sees a whole image looks at all of it, one cover at a time. */
export function lookAtImage(stage: Stage, network: Network, image: StagedImage, fill: number): Look {
  const inputs = imageInputs(stage, image.subject);
  const [first] = inputs;
  if (!first) throw new RangeError("A stage has an input.");
  const run = (cover: CoverBox | null) =>
    network.run(
      Object.fromEntries(
        inputs.map((input) => {
          const data = new Float32Array(input.length);
          input.fill(data, cover ? coverIn(input, cover, first.fit, fill) : undefined);
          return [input.name, { data, shape: input.shape }];
        }),
      ),
    );
  const following = { ...stage, outputs: [...followed(stage.outputs)] };
  return {
    grid: tensorGrid(first.fit, image.spacing ?? inPixels),
    batch: 1,
    see: async (covers) => {
      const seen = [];
      for (const cover of covers) seen.push(decodeImage(following, await run(cover), first.fit, image));
      return seen;
    },
    output: async (name) => windowTensor(await run(null), name, 0, 2),
  };
}

/** A cover of the first input in another one, which may have the image otherwise. */
function coverIn({ fit }: PreparedImage, { min, size }: CoverBox, first: ImageFit, fill: number): Cover {
  if (fit === first) return { min: [min[0], min[1]], size: [size[0], size[1]], fill };
  const corner = (x: number, y: number) => toTensor(fit, toImage(first, [x, y])).map(Math.round) as [number, number];
  const [left, top] = corner(min[0], min[1]);
  const [right, bottom] = corner(min[0] + size[0], min[1] + size[1]);
  return { min: [left, top], size: [right - left, bottom - top], fill };
}
