import {
  type ExplanationMap,
  explainInImage,
  explainInVolume,
  type LoadedModel,
  loadModel,
  targetOf,
} from "../../inference/index.ts";
import { readSeriesFrames, readVolume } from "../../volume/index.ts";
import { HostError } from "../errors.ts";
import type { TaskContext } from "./handlers.ts";
import { readSeriesImages } from "./series-images.ts";
import type { Tasks } from "./types.ts";

/** What a proposal's score rests on: the series is read again, and its model looks at the place with parts of it covered. */
export async function explainProposal(
  { instances, modelDirectory, threads, finding }: Tasks["explain"]["input"],
  { signal }: TaskContext<Tasks["explain"]["progress"]>,
): Promise<ExplanationMap> {
  const model = await loadModel(modelDirectory, { threads, signal });
  try {
    if (model.manifest.accepts.of === "image") return await explainOnImage(instances, model, finding, signal);
    const target = targetOf(finding, model.manifest);
    if (target === undefined) throw unknownKind();
    const frames = await readSeriesFrames(instances, { signal });
    const volume = await readVolume(frames, instances, { signal });
    return await explainInVolume(volume, model, target, { signal });
  } finally {
    await model.dispose();
  }
}

/** Only the image that the finding was made on is looked at. */
async function explainOnImage(
  instances: Tasks["explain"]["input"]["instances"],
  model: LoadedModel,
  finding: Tasks["explain"]["input"]["finding"],
  signal: AbortSignal,
): Promise<ExplanationMap> {
  const { sopInstanceUid, frameNumber } = finding.reference;
  const own = instances.filter((instance) => instance.sopInstanceUid === sopInstanceUid);
  const images = await readSeriesImages(own, { signal });
  const image = images.find(({ header }) => header.frameNumber === frameNumber);
  const target = image && targetOf(finding, model.manifest, image.header);
  if (!image || !target) throw unknownKind();
  return explainInImage({ header: image.header, subject: await image.read(signal) }, model, target, { signal });
}

function unknownKind(): HostError {
  return new HostError("no-explanation", "The model knows no finding of this kind.");
}
