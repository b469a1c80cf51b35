import { yieldToLoop } from "../base/index.ts";
import type { ImageScore } from "../findings/index.ts";
import type { Volume } from "../volume/index.ts";
import { assertAccepted } from "./accept/accept.ts";
import type { UnknownFact } from "./accept/judge.ts";
import type { SeriesAbout } from "./accept/series-facts.ts";
import { unknownParameter, withoutSeen } from "./accept/unknown.ts";
import { type Candidate, findCandidates } from "./candidates.ts";
import { classify } from "./classify.ts";
import type { LungNodulePipeline } from "./contract/lung-nodule-pipeline.ts";
import { type ModelManifest, operatingPointOf } from "./contract/manifest.ts";
import { referenceFile } from "./contract/network-variants.ts";
import type { Network } from "./engine/network.ts";
import { asShared } from "./engine/shared.ts";
import { noThreads, type Threads } from "./engine/threads.ts";
import { InferenceError } from "./errors.ts";
import type { LoadedModel } from "./model.ts";
import { createOutlines, type Outlines } from "./outlines.ts";
import { runModelStages } from "./pipeline/run-model.ts";
import { type PreparedChest, prepareChest, sideAt } from "./prepare.ts";
import { buildProposal, type MeasuredNodule } from "./proposal.ts";
import type { SampledSource } from "./resample.ts";
import type { NoduleSize } from "./size.ts";
import type { AnalysisProgress, Proposal } from "./types.ts";

export interface AnalyseOptions {
  /** What is done around the networks is done there; results are the same without. */
  readonly threads?: Threads;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AnalysisProgress) => void;
  /** Told of every candidate of the first stage with its score, highest first: for evaluation, which asks where a nodule was lost. */
  readonly onCandidates?: (candidates: readonly ScoredCandidate[]) => void;
  /** What the headers say of the series: region, contrast and view decide whether the model takes it. */
  readonly about?: SeriesAbout;
  /** Goes into the provenance of every proposal. */
  readonly analysisId?: string;
  /** Id of the operating point; the manifest's default one without. */
  readonly operatingPoint?: string;
  /** Told of what would be proposed if the run ended here, highest score first; each call says all of it. */
  readonly onPartial?: (proposals: readonly Proposal[]) => void;
}

export interface AnalysisResult {
  /** Highest score first. */
  readonly proposals: readonly Proposal[];
  /** Of each step, by the names of `AnalysisProgress.step`. */
  readonly timingsMs: Readonly<Record<string, number>>;
  /** Execution provider the first network ran on. */
  readonly provider: Network["provider"];
  /** What the model asks of a series and neither headers nor pixels say. */
  readonly unknown: readonly UnknownFact[];
  /** Of single images: what is said of each as a whole. */
  readonly imageScores?: readonly ImageScore[];
}

/** A candidate with the probability that it is a nodule. */
export interface ScoredCandidate extends Candidate {
  readonly score: number;
}

/** What a nodule must keep to, score and shape. */
type Limits = LungNodulePipeline["limits"] & { readonly threshold: number };

/** Where each step starts on the way from 0 to 1. */
const STEPS = { read: 0, lungs: 0.08, network: 0.3, candidates: 0.7, measure: 0.93 } as const;
type Step = keyof typeof STEPS;

/**
 * Runs a model over a volume: its stages, or for lung nodules: lungs, candidates, second look, boundaries. Nothing it returns is more
 * than a proposal.
 *
 * Throws InferenceError not-accepted, no-lungs, run-failed; rejects with the signal's reason when aborted.
 */
export async function analyse(volume: Volume, model: LoadedModel, options: AnalyseOptions = {}): Promise<AnalysisResult> {
  const unknown = withoutSeen(assertAccepted(volume, model.manifest, options.about), model.manifest);
  if (model.manifest.pipeline.kind === "stages")
    return runModelStages(volume, model, model.manifest.pipeline, { ...options, unknown });
  const clock = createClock(options.onProgress);
  const pipeline = lungNodulesOf(model.manifest);
  const operatingPoint = operatingPointOf(model.manifest, options.operatingPoint);
  const threshold = operatingPoint?.thresholds[pipeline.label] ?? 1;
  const { chest, candidates, outlines } = await detect(volume, model, clock, { ...options, outlinesOver: threshold });
  options.onCandidates?.(candidates);
  clock.step("measure");
  const { minDiameterMm, maxDiameterMm, maxElongation } = pipeline.limits;
  const provenance = {
    modelId: model.manifest.id,
    modelVersion: model.manifest.version,
    weightsSha256: model.weightsSha256,
    operatingPoint: operatingPoint?.id,
    variants: model.stages.map(({ stage, file, sha256, precision }) => ({ stage, file, sha256, precision })),
    provider: networkOf(model, referenceFile(pipeline.candidates.network)).provider,
    parameters: { threshold, minDiameterMm, maxDiameterMm, maxElongation, ...unknownParameter(unknown) },
    analysisId: options.analysisId ?? "",
  };
  const code = (model.manifest.findings[pipeline.label] as ModelManifest["findings"][string]).code;
  const proposals: Proposal[] = [];
  // The best come first: the reader has them while the rest is measured.
  await measureAll(outlines, chest, candidates, { ...pipeline.limits, threshold }, options.signal, (nodule) => {
    const proposal = buildProposal(volume, nodule, code, provenance);
    if (proposal) proposals.push(proposal);
    if (proposal) options.onPartial?.([...proposals]);
  });
  return { proposals, timingsMs: clock.finish(), provider: provenance.provider, unknown };
}

/**
 * The first two stages alone, every candidate with its score, highest first: for training and evaluation, which look below the
 * operating point.
 */
export async function detectCandidates(
  volume: Pick<Volume, "grid" | "values">,
  model: LoadedModel,
  options: Pick<AnalyseOptions, "signal" | "threads"> = {},
): Promise<{ readonly chest: PreparedChest; readonly candidates: readonly ScoredCandidate[] }> {
  const { chest, candidates } = await detect(volume, model, createClock(undefined), { ...options, outlinesOver: Infinity });
  return { chest, candidates };
}

interface Detected {
  readonly chest: PreparedChest;
  readonly candidates: readonly ScoredCandidate[];
  readonly outlines: Outlines;
}

async function detect(
  volume: SampledSource,
  model: LoadedModel,
  clock: Clock,
  options: Pick<AnalyseOptions, "signal" | "threads"> & { readonly outlinesOver: number },
): Promise<Detected> {
  const { signal, threads = noThreads, outlinesOver } = options;
  const { candidates: first, classifier } = lungNodulesOf(model.manifest);
  const source = { grid: volume.grid, values: asShared(threads, volume.values) };
  const chest = await prepareChest(source, first.input.spacingMm[0] as number, { signal, threads, onStep: clock.step });
  const outlines = createOutlines(source, chest.lungs, outlinesOver, { signal, threads });
  clock.step("network");
  const found = await findCandidates(chest, first, networkOf(model, referenceFile(first.network)), {
    ...{ signal, threads },
    onPatch: (fraction) => clock.within("network", fraction),
  });
  clock.step("candidates");
  const scores = classifier
    ? await classify(chest, found, classifier, networkOf(model, referenceFile(classifier.network)), {
        ...{ signal, threads },
        onBatch: (fraction, ...batch) => {
          outlines.begin(...batch);
          clock.within("candidates", fraction);
        },
      })
    : found.map((candidate) => 1 - Math.exp(-candidate.response / 3));
  const scored = found.map((candidate, n) => ({ ...candidate, score: scores[n] ?? 0 }));
  return { chest, candidates: scored.sort((a, b) => b.score - a.score), outlines };
}

/** Boundaries of the candidates over the operating point, best first; of two whose centres lie in one nodule the better stays. */
async function measureAll(
  outlines: Outlines,
  chest: PreparedChest,
  candidates: readonly ScoredCandidate[],
  point: Limits,
  signal: AbortSignal | undefined,
  onNodule: (nodule: MeasuredNodule) => void,
): Promise<void> {
  const measured: MeasuredNodule[] = [];
  for (const candidate of candidates) {
    if (candidate.score < point.threshold || measured.length >= point.maxProposals) break;
    await yieldToLoop(signal);
    const drawn = await outlines.of(candidate);
    if (!drawn || !isNoduleLike(drawn.size, point)) continue;
    const { outline, size } = drawn;
    const again = measured.some(({ size: other }) => {
      const away = Math.hypot(...size.centerPatient.map((value, axis) => value - (other.centerPatient[axis] as number)));
      return away < Math.max(other.equivalentDiameterMm, size.equivalentDiameterMm) / 2;
    });
    if (again) continue;
    const { score, centerPatient: lookedAtPatient } = candidate;
    const nodule = { size, outline, side: sideAt(chest.lungs, size.centerPatient), score, lookedAtPatient };
    measured.push(nodule);
    onNodule(nodule);
  }
}

function isNoduleLike(size: NoduleSize, point: Limits): boolean {
  const { meanMm, elongation } = size;
  return meanMm >= point.minDiameterMm && meanMm <= point.maxDiameterMm && elongation <= point.maxElongation;
}

function lungNodulesOf({ id, pipeline }: ModelManifest): LungNodulePipeline {
  if (pipeline.kind === "lung-nodules") return pipeline;
  throw new InferenceError("run-failed", "This model has another pipeline than lung nodules. Choose another model.", {
    file: id,
  });
}

function networkOf(model: LoadedModel, file: string): Network {
  const network = model.networks.get(file);
  if (network) return network;
  throw new InferenceError("run-failed", `The network ${file} was closed before the run. Start the analysis again.`, { file });
}

interface Clock {
  readonly step: (step: Step) => void;
  readonly within: (step: Step, fraction: number) => void;
  readonly finish: () => Readonly<Record<string, number>>;
}

function createClock(onProgress: ((progress: AnalysisProgress) => void) | undefined): Clock {
  const names = Object.keys(STEPS) as Step[];
  const timings: Partial<Record<Step, number>> = {};
  let current: Step | null = null;
  let since = performance.now();
  const close = () => {
    if (current) timings[current] = performance.now() - since;
    since = performance.now();
  };
  const end = (step: Step) => {
    const next = names[names.indexOf(step) + 1];
    return next ? STEPS[next] : 1;
  };
  return {
    step: (step) => {
      close();
      current = step;
      onProgress?.({ fraction: STEPS[step], step });
    },
    within: (step, fraction) => onProgress?.({ fraction: STEPS[step] + fraction * (end(step) - STEPS[step]), step }),
    finish: () => {
      close();
      current = null;
      onProgress?.({ fraction: 1, step: "measure" });
      return timings;
    },
  };
}
