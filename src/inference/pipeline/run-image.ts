import { throwIfAborted } from "../../base/index.ts";
import type { Decoder } from "../contract/decoder.ts";
import type { Stage } from "../contract/pipeline.ts";
import type { CropsRecipe, ImageRecipe } from "../contract/recipe.ts";
import { decodeAnchors } from "../decode/anchors.ts";
import type { Found } from "../decode/found.ts";
import { createHeatmapDecoder } from "../decode/heatmap.ts";
import { decodeClassification, decodeRegression } from "../decode/said.ts";
import { createSegmentationDecoder } from "../decode/segmentation.ts";
import type { ScoredBox } from "../decode/suppress.ts";
import type { Outputs } from "../decode/tensor-view.ts";
import { decodeYolo } from "../decode/yolo.ts";
import type { Network, Tensor } from "../engine/network.ts";
import { InferenceError } from "../errors.ts";
import { coloursOf } from "../recipe/colour-crops.ts";
import { wholeField } from "../recipe/field.ts";
import { greyPlane, type ImageSubject, type PreparedImage, prepareImage } from "../recipe/image.ts";
import type { ImageFit } from "../recipe/image-fit.ts";
import type { WindowPlan } from "../recipe/window-plan.ts";
import { foundOfBox, foundOfPart } from "./found-of.ts";
import { cutToField, type ImageSpacing, imageGrid, tensorGrid } from "./image-space.ts";
import { runOnCandidates } from "./run-crops.ts";
import type { StageFound } from "./run-windows.ts";

/** An image as the stages of a pipeline see it. */
export interface StagedImage {
  readonly subject: ImageSubject;
  /** Null where the image does not say how large its pixels are. */
  readonly spacing: ImageSpacing | null;
}

/** Without a spacing lengths are pixels. */
export const inPixels: ImageSpacing = [1, 1];

/**
 * Runs a stage over an image as a whole. What it finds is in image space, cut to the image.
 *
 * Throws InferenceError run-failed; not-accepted (`pixel-spacing`) where the network speaks of millimetres and the image does not.
 */
export async function runOnImage(stage: Stage, network: Network, image: StagedImage, signal?: AbortSignal): Promise<StageFound> {
  throwIfAborted(signal);
  const prepared = imageInputs(stage, image.subject);
  const outputs = await network.run(tensorsOf(prepared));
  throwIfAborted(signal);
  return decodeImage(stage, outputs, (prepared[0] as PreparedImage).fit, image);
}

/** The inputs of a stage that sees a whole image. */
export function imageInputs(stage: Stage, subject: ImageSubject): readonly PreparedImage[] {
  return stage.inputs.map((recipe) => {
    if (recipe.kind === "image") return prepareImage(subject, recipe);
    throw new InferenceError("run-failed", "This model reads volumes, not single images. Choose another model.", {
      input: recipe.name,
    });
  });
}

function tensorsOf(prepared: readonly PreparedImage[]): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    prepared.map(({ name, shape, length, fill }) => {
      const data = new Float32Array(length);
      fill(data);
      return [name, { data, shape }];
    }),
  );
}

/** What the outputs of a stage say of an image. */
export function decodeImage({ outputs: decoders }: Stage, outputs: Outputs, fit: ImageFit, image: StagedImage): StageFound {
  const parts = decoders.map((decoder) => decodeOne(decoder, outputs, fit, image));
  return {
    found: parts.flatMap(({ found }) => found).sort((a, b) => b.score - a.score),
    scores: parts.flatMap(({ scores }) => scores),
    values: parts.flatMap(({ values }) => values),
  };
}

const nothing: StageFound = { found: [], scores: [], values: [] };

function decodeOne(decoder: Decoder, outputs: Outputs, fit: ImageFit, { spacing }: StagedImage): StageFound {
  const mm = spacing ?? inPixels;
  const grid = tensorGrid(fit, mm);
  const cut = (all: readonly Found[]): StageFound => ({
    ...nothing,
    found: all.flatMap((found) => cutToField(found, fit.field, mm) ?? []),
  });
  // [y, x] as tensors have them; image space has a z.
  const planar = (boxes: readonly ScoredBox[]) =>
    cut(boxes.map((box) => foundOfBox(grid, { ...box, min: [...box.min.toReversed(), 0], max: [...box.max.toReversed(), 1] })));
  const size = fit.tensor.toReversed();
  switch (decoder.decoder) {
    case "yolo":
      return planar(decodeYolo(decoder, outputs, 0, size));
    case "anchors":
      return planar(decodeAnchors(decoder, outputs, 0, size));
    case "heatmap": {
      if (decoder.size.unit === "mm" && !spacing) throw withoutSpacing();
      const peaks = createHeatmapDecoder(decoder, onePlane(fit, grid));
      peaks.take([0, 0, 0], outputs, 0);
      return cut(peaks.finish().map((box) => foundOfBox(grid, box)));
    }
    case "segmentation": {
      const parts = createSegmentationDecoder(partsOf(decoder), {
        ...{ dimensions: grid.dimensions, windowSize: grid.dimensions, axes: 2, blend: "uniform", voxelMm3: Infinity },
        // How small a part may be is not known where nobody knows how large pixels are: then all stay.
        pixelMm2: spacing ? grid.spacingMm[0] * grid.spacingMm[1] : Infinity,
      });
      parts.take([0, 0, 0], outputs, 0);
      return cut(parts.finish().flatMap((part) => foundOfPart(grid, part, null) ?? []));
    }
    case "classification": {
      const scores = [...decodeClassification(decoder, outputs, 0)].map(([label, score]) => ({ label, score }));
      return { ...nothing, scores };
    }
    case "regression":
      return { ...nothing, values: [decodeRegression(decoder, outputs, 0)] };
  }
}

/** A mask of an image is drawn as outlines: each connected part is one. */
function partsOf(decoder: Extract<Decoder, { decoder: "segmentation" }>): typeof decoder {
  const plain = { connectivity: 8 as const, maxCandidates: 100, score: "mean" as const };
  return { ...decoder, components: { ...plain, ...decoder.components, as: "candidates" } };
}

/** A whole image as the one window of a plan. */
function onePlane({ tensor }: ImageFit, grid: WindowPlan["grid"]): WindowPlan {
  return {
    ...{ name: "", grid, axes: 2, size: [tensor[0], tensor[1], 1], windows: [[0, 0, 0]], blend: "uniform", batch: 1 },
    length: tensor[0] * tensor[1],
    shape: () => [1, 1, tensor[1], tensor[0]],
    fill: () => undefined,
    release: () => undefined,
  };
}

/**
 * Looks again at candidates of an image in crops of it: in colour where the recipe asks for it, else grey, of colour its luma, with display or
 * modality values as the image stage that the candidates come from has them.
 *
 * Throws InferenceError run-failed; not-accepted (`pixel-spacing`) where crops are in millimetres and the image does not say how large
 * its pixels are.
 */
export async function runOnImageCandidates(
  stage: Stage,
  network: Network,
  image: StagedImage,
  candidates: readonly Found[],
  { intensity, signal }: { readonly intensity: ImageRecipe["intensity"]; readonly signal?: AbortSignal | undefined },
): Promise<readonly Found[]> {
  const { subject, spacing } = image;
  const inputs = stage.inputs.map((recipe) => {
    if (recipe.kind !== "crops" || recipe.spacingMm === "native") return recipe;
    if (!spacing) throw withoutSpacing();
    return recipe;
  });
  const plane = greyPlane(subject, intensity);
  const size = [subject.columns, subject.rows] as const;
  const volume = { grid: imageGrid(size, spacing ?? inPixels), values: plane.values as Float32Array };
  const inColour = inputs.some((recipe) => recipe.kind === "crops" && recipe.colour === "rgb");
  const whole = { volume, colours: inColour ? coloursOf(subject) : undefined };
  const found = await runOnCandidates({ ...stage, inputs: inputs.map(asSlice) }, network, whole, candidates, {
    signal,
  });
  return found.flatMap((each) => cutToField(each, wholeField(subject), spacing ?? inPixels) ?? []);
}

/** What the stage that candidates come from at first reads an image as: crops of them are of the same values. */
export function intensityOf(stages: readonly Stage[], id: string): ImageRecipe["intensity"] {
  const stage = stages.find((each) => each.id === id);
  if (stage && stage.on !== "series") return intensityOf(stages, stage.on.candidatesOf);
  const [recipe] = stage?.inputs ?? [];
  return recipe?.kind === "image" ? recipe.intensity : "display";
}

/** An image's own axes as those of its one slice: columns to the left, rows to the back (image space is read as LPS). */
function asSlice(recipe: Stage["inputs"][number]): Stage["inputs"][number] {
  return recipe.kind === "crops" ? ({ ...recipe, orientation: "LPS" } satisfies CropsRecipe) : recipe;
}

function withoutSpacing(): InferenceError {
  return new InferenceError(
    "not-accepted",
    "The model works in millimetres, and this image does not say how large its pixels are. The image can be read as usual; choose another image or model.",
    { reason: "pixel-spacing", found: "-", wanted: "mm" },
  );
}
