import { yieldToLoop } from "../../base/index.ts";
import type { ImageScore, ModelProvenance } from "../../findings/index.ts";
import { distance } from "../../geometry/index.ts";
import type { Volume } from "../../volume/index.ts";
import type { UnknownFact } from "../accept/judge.ts";
import { unknownParameter } from "../accept/unknown.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import type { OperatingPoint } from "../contract/operating-point.ts";
import type { Stage, StagesPipeline } from "../contract/pipeline.ts";
import type { Found } from "../decode/found.ts";
import { suppressNear } from "../decode/suppress.ts";
import type { Network } from "../engine/network.ts";
import type { Subject } from "../recipe/blocks.ts";
import type { AnalysisProgress, Proposal } from "../types.ts";
import { type Anatomy, boundOf, findAnatomy, neededAnatomy } from "./anatomy.ts";
import { proposeFound, proposeSaid } from "./propose.ts";
import { runOnCandidates } from "./run-crops.ts";
import { runOnSeries, type StageFound } from "./run-windows.ts";
import { createStageClock } from "./stage-clock.ts";

/** Proposals of one run at most: more than a person can look at. */
const MAX_PROPOSALS = 200;

/** A pipeline of stages with what it runs with. */
export interface StagesRun {
  readonly manifest: ModelManifest;
  readonly pipeline: StagesPipeline;
  readonly operatingPoint: OperatingPoint;
  readonly networkOf: (stage: Stage) => Network;
  readonly provenance: Omit<ModelProvenance, "by" | "score" | "parameters" | "operatingPoint">;
  /** What the model asks of the volume and nobody knows; of images each has its own. */
  readonly unknown?: readonly UnknownFact[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: AnalysisProgress) => void) | undefined;
  /** Told of what would be proposed if the run ended here, highest score first; each call says all of it. */
  readonly onPartial?: ((proposals: readonly Proposal[]) => void) | undefined;
}

export interface StagesResult {
  /** Highest score first. */
  readonly proposals: readonly Proposal[];
  /** Of each step, by the names of `AnalysisProgress.step`. */
  readonly timingsMs: Readonly<Record<string, number>>;
  /** What the model asks for and nobody knows, of any image where there are several. */
  readonly unknown: readonly UnknownFact[];
  /** Of single images: what is said of each as a whole, in the order of the images. */
  readonly imageScores?: readonly ImageScore[];
}

/**
 * Runs the stages of a manifest over a volume, in their order, and proposes what reaches the operating point: candidates that a later
 * stage looks at with what that stage says of them, all others as they were found.
 *
 * Throws InferenceError no-lungs (where the pipeline needs them), run-failed; rejects with the signal's reason when aborted.
 */
export async function runStages(volume: Volume, run: StagesRun): Promise<StagesResult> {
  const { pipeline, signal } = run;
  const needed = neededAnatomy(pipeline);
  const clock = createStageClock(pipeline.stages, run.onProgress);
  clock.begin(needed.has("lungs") ? "lungs" : "read", null);
  const anatomy = await findAnatomy(volume, needed, signal);
  const { lungs, body } = anatomy;
  const subject: Subject = { volume, body, ...(lungs ? { lungs: { grid: lungs.grid, values: lungs.inside } } : {}) };
  const bound = boundOf(anatomy, pipeline.within);
  const proposer = createProposer(volume, anatomy, run);
  const results = new Map<string, StageFound>();
  const proposed = () => settled(pipeline, results);
  for (const [at, stage] of pipeline.stages.entries()) {
    clock.begin(stage.on === "series" ? "network" : "candidates", at);
    const isLast = at === pipeline.stages.length - 1;
    const network = run.networkOf(stage);
    if (stage.on === "series") {
      results.set(stage.id, await runOnSeries(stage, network, subject, { bound, signal, onFraction: clock.within }));
    } else {
      const found = await runOnCandidates(stage, network, subject, results.get(stage.on.candidatesOf)?.found ?? [], {
        signal,
        onBatch: (fraction, seen) => {
          clock.within(fraction);
          // Only the last stage speaks of candidates as they will be proposed.
          if (isLast) run.onPartial?.(proposer([...proposed(), { found: seen, scores: [], values: [] }]));
        },
      });
      results.set(stage.id, { found, scores: [], values: [] });
    }
    if (run.onPartial && !isLast) run.onPartial(proposer(proposed()));
  }
  clock.begin("measure", null);
  await yieldToLoop(signal);
  const proposals = proposer(proposed());
  return { proposals, timingsMs: clock.finish(), unknown: run.unknown ?? [] };
}

/** What is proposed of the results: candidates that a stage looks at again stand with that stage alone. */
function settled({ stages }: StagesPipeline, results: ReadonlyMap<string, StageFound>): readonly StageFound[] {
  const again = new Set(stages.flatMap(({ on }) => (on === "series" ? [] : [on.candidatesOf])));
  return [...results].map(([id, result]) => (again.has(id) ? { ...result, found: [] } : result));
}

/** Makes proposals of results; one that was made is not measured again. */
function createProposer(
  volume: Volume,
  anatomy: Anatomy,
  run: StagesRun,
): (results: readonly StageFound[]) => readonly Proposal[] {
  const { manifest, operatingPoint, pipeline } = run;
  const { thresholds, id } = operatingPoint;
  const made = new WeakMap<Found, Proposal | null>();
  const contextOf = (label: string) => ({
    ...{ volume, manifest, anatomy },
    provenance: {
      ...run.provenance,
      operatingPoint: id,
      parameters: {
        ...(thresholds[label] === undefined ? {} : { threshold: thresholds[label] }),
        ...(pipeline.within ? { within: pipeline.within } : {}),
        ...unknownParameter(run.unknown ?? []),
      },
    },
  });
  return (results) => {
    const reached = results
      .flatMap(({ found }) => found)
      .filter(({ label, score }) => Object.hasOwn(thresholds, label) && score >= (thresholds[label] ?? Infinity));
    const proposals = results.flatMap((said) =>
      [...new Set([...said.scores, ...said.values].map(({ label }) => label))].flatMap((label) => {
        const of = <T extends { readonly label: string }>(all: readonly T[]) => all.filter((each) => each.label === label);
        return proposeSaid({ scores: of(said.scores), values: of(said.values) }, thresholds, contextOf(label));
      }),
    );
    for (const found of withoutRepeats(reached).slice(0, MAX_PROPOSALS)) {
      const known = made.get(found);
      const proposal = known === undefined ? proposeFound(found, contextOf(found.label)) : known;
      made.set(found, proposal);
      if (proposal) proposals.push(proposal);
    }
    return proposals.sort((a, b) => scoreOf(b) - scoreOf(a));
  };
}

/** Of two of a label whose middles lie in one of them the better stays; parts of a mask are apart already. Best first. */
function withoutRepeats(found: readonly Found[]): readonly Found[] {
  const reach = ({ extentMm }: Found) => (extentMm[0] + extentMm[1] + extentMm[2]) / 6;
  return suppressNear(
    found,
    (a, b) => !(a.region && b.region) && distance(a.centerPatient, b.centerPatient) < Math.max(reach(a), reach(b)),
  );
}

function scoreOf({ provenance }: Proposal): number {
  return provenance.by === "model" ? provenance.score : 0;
}
