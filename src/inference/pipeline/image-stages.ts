import { yieldToLoop } from "../../base/index.ts";
import type { ImageScore } from "../../findings/index.ts";
import type { FrameHeader } from "../../volume/index.ts";
import { assertFacts } from "../accept/accept.ts";
import { judgeSeries, type UnknownFact } from "../accept/judge.ts";
import { factsOfImage, type SeriesAbout } from "../accept/series-facts.ts";
import { siteOf } from "../accept/site.ts";
import { unknownParameter } from "../accept/unknown.ts";
import type { ImageSubject } from "../recipe/image.ts";
import type { Proposal } from "../types.ts";
import { spacingOf } from "./image-space.ts";
import { proposeFoundInImage, proposeOfImage } from "./propose-image.ts";
import { inPixels, intensityOf, runOnImage, runOnImageCandidates, type StagedImage } from "./run-image.ts";
import type { StageFound } from "./run-windows.ts";
import { createStageClock } from "./stage-clock.ts";
import type { StagesResult, StagesRun } from "./stages.ts";

/** Proposals of one run at most: more than a person can look at. */
const MAX_PROPOSALS = 200;
/** Images of which a run tells what is said of them as a whole. */
const MAX_IMAGE_SCORES = 64;

/** One frame of a series of single images. */
export interface SeriesImage {
  readonly header: FrameHeader;
  /** Of this image: its view and side may differ from those of its neighbours. */
  readonly about: SeriesAbout;
  /** Its pixels, asked for when its turn comes. */
  readonly read: (signal?: AbortSignal) => Promise<ImageSubject>;
}

/**
 * Runs the stages of a manifest over each image of a series that the model takes, and proposes what reaches the operating point, on the
 * frame it was found in. Images it does not take are passed over as long as it takes any.
 *
 * Throws InferenceError not-accepted (the reason of the first image) where it takes none, run-failed; rejects with the signal's reason
 * when aborted.
 */
export async function runImageStages(images: readonly SeriesImage[], run: StagesRun): Promise<StagesResult> {
  const taken = takenOf(images, run);
  const proposals: Proposal[] = [];
  const imageScores: ImageScore[] = [];
  const timings: Record<string, number> = {};
  const sorted = () => proposals.toSorted((a, b) => scoreOf(b) - scoreOf(a)).slice(0, MAX_PROPOSALS);
  for (const [n, { image, unknown }] of taken.entries()) {
    const { result, timingsMs } = await runOnOne(image, run, (fraction, step) =>
      run.onProgress?.({ fraction: (n + fraction) / taken.length, step }),
    );
    for (const [step, ms] of Object.entries(timingsMs)) timings[step] = (timings[step] ?? 0) + ms;
    proposals.push(...proposedOf(result, image, unknown, run));
    imageScores.push(...scoresOf(result, image, run));
    if (n < taken.length - 1) run.onPartial?.(sorted());
  }
  run.onProgress?.({ fraction: 1, step: "measure" });
  const unknown = [...new Set(taken.flatMap((one) => one.unknown))];
  return { proposals: sorted(), timingsMs: timings, unknown, imageScores: imageScores.slice(0, MAX_IMAGE_SCORES) };
}

interface TakenImage {
  readonly image: SeriesImage;
  readonly unknown: readonly UnknownFact[];
}

function takenOf(images: readonly SeriesImage[], { manifest }: StagesRun): readonly TakenImage[] {
  const judged = images.map((image) => {
    const facts = factsOfImage(image.header, image.about);
    return { image, facts, verdict: judgeSeries(facts, manifest.accepts) };
  });
  const [first] = judged;
  const taken = judged.flatMap(({ image, verdict }) => (verdict.accepted ? [{ image, unknown: verdict.unknown }] : []));
  if (taken.length === 0 && first) assertFacts(first.facts, manifest);
  return taken;
}

type OnStep = (fraction: number, step: string) => void;

async function runOnOne(
  { header, read }: SeriesImage,
  { pipeline, networkOf, signal }: StagesRun,
  onStep: OnStep,
): Promise<{ readonly result: readonly StageFound[]; readonly timingsMs: Readonly<Record<string, number>> }> {
  const clock = createStageClock(pipeline.stages, ({ fraction, step }) => onStep(fraction, step));
  clock.begin("read", null);
  await yieldToLoop(signal);
  const image: StagedImage = { subject: await read(signal), spacing: spacingOf(header) };
  const results = new Map<string, StageFound>();
  for (const [at, stage] of pipeline.stages.entries()) {
    const { on } = stage;
    clock.begin(on === "series" ? "network" : "candidates", at);
    await yieldToLoop(signal);
    if (on === "series") {
      results.set(stage.id, await runOnImage(stage, networkOf(stage), image, signal));
      continue;
    }
    const candidates = results.get(on.candidatesOf)?.found ?? [];
    const options = { intensity: intensityOf(pipeline.stages, on.candidatesOf), signal };
    const found = await runOnImageCandidates(stage, networkOf(stage), image, candidates, options);
    results.set(stage.id, { found, scores: [], values: [] });
  }
  clock.begin("measure", null);
  // Candidates that a stage looks at again stand with that stage alone.
  const again = new Set(pipeline.stages.flatMap(({ on }) => (on === "series" ? [] : [on.candidatesOf])));
  const result = [...results].map(([id, each]) => (again.has(id) ? { ...each, found: [] } : each));
  return { result, timingsMs: clock.finish() };
}

function proposedOf(
  results: readonly StageFound[],
  { header, about }: SeriesImage,
  unknown: readonly UnknownFact[],
  run: StagesRun,
): readonly Proposal[] {
  const { manifest, operatingPoint } = run;
  const { thresholds, id } = operatingPoint;
  const site = siteOf(about);
  const contextOf = (label: string) => ({
    ...{ header, manifest, spacing: spacingOf(header) ?? inPixels, site },
    provenance: {
      ...run.provenance,
      operatingPoint: id,
      parameters: {
        ...(thresholds[label] === undefined ? {} : { threshold: thresholds[label] }),
        // What the model asks for and the image does not say.
        ...unknownParameter(unknown),
      },
    },
  });
  const reaches = (label: string, score: number) => Object.hasOwn(thresholds, label) && score >= (thresholds[label] ?? Infinity);
  return results.flatMap(({ found, scores, values }) => [
    ...scores
      .filter(({ label, score }) => reaches(label, score))
      .flatMap((said) => proposeOfImage(said, contextOf(said.label)) ?? []),
    // A number has no score of its own: it is proposed wherever the operating point names its label.
    ...values
      .filter(({ label }) => reaches(label, 1))
      .flatMap((value) => proposeOfImage({ label: value.label, score: 1, value }, contextOf(value.label)) ?? []),
    ...found
      .filter(({ label, score }) => reaches(label, score))
      .flatMap((each) => proposeFoundInImage(each, contextOf(each.label)) ?? []),
  ]);
}

/** Also what does not reach the operating point: that nothing is proposed is an answer too, and this is how sure. */
function scoresOf(
  results: readonly StageFound[],
  { header: { sopInstanceUid, frameNumber } }: SeriesImage,
  { manifest, operatingPoint: { thresholds } }: StagesRun,
): readonly ImageScore[] {
  return results
    .flatMap(({ scores }) => scores)
    .flatMap(({ label, score }) => {
      const threshold = Object.hasOwn(thresholds, label) ? thresholds[label] : undefined;
      const declared = Object.hasOwn(manifest.findings, label) ? manifest.findings[label] : undefined;
      if (threshold === undefined || !declared) return [];
      return [{ sopInstanceUid, frameNumber, title: declared.title, score: Math.min(1, Math.max(0, score)), threshold }];
    });
}

function scoreOf({ provenance }: Proposal): number {
  return provenance.by === "model" ? provenance.score : 0;
}
