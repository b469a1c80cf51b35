import type { Volume } from "../../volume/index.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import { InferenceError } from "../errors.ts";
import { judgeSeries, type RefusalReason, type UnknownFact } from "./judge.ts";
import { factsOfVolume, type SeriesAbout, type SeriesFacts } from "./series-facts.ts";

const SAID: Readonly<Record<RefusalReason, string>> = {
  modality: "it is of another modality",
  "not-a-volume": "its images do not make a regular volume, or are not single images",
  "body-region": "it shows another part of the body",
  view: "it is another view",
  laterality: "it is the other side",
  contrast: "contrast medium was given or not given otherwise",
  slices: "it has too few slices",
  "slice-spacing": "its slices lie too far apart",
  "slice-thickness": "its slices are too thick",
  "pixel-spacing": "its pixels are too large",
  extent: "it covers too little, or more than a body",
  photometric: "its grey or colour values are of another kind",
};

/**
 * Refuses a series the model was not made for, with the reason. Returns what the model asks for and the headers do not say.
 *
 * Throws `inference/not-accepted` with details reason (`RefusalReason`), found and wanted.
 */
export function assertAccepted(
  volume: Pick<Volume, "grid" | "frames" | "geometry">,
  manifest: ModelManifest,
  about?: SeriesAbout,
): readonly UnknownFact[] {
  return assertFacts(factsOfVolume(volume, about), manifest);
}

/** The same of what is known of a volume or image. */
export function assertFacts(facts: SeriesFacts, manifest: ModelManifest): readonly UnknownFact[] {
  const verdict = judgeSeries(facts, manifest.accepts);
  if (verdict.accepted) return verdict.unknown;
  const { reason, found, wanted } = verdict;
  throw new InferenceError(
    "not-accepted",
    `${manifest.title.en} does not take this series: ${SAID[reason]} (${found}; taken: ${wanted}). The series can be read as usual; choose another series or model.`,
    { model: manifest.id, reason, found, wanted },
  );
}
