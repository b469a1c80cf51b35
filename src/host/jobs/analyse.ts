import { randomUUID } from "node:crypto";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import type { Analysis } from "../../contract/index.ts";
import type { Finding } from "../../findings/index.ts";
import { InferenceError } from "../../inference/index.ts";
import { openProposalFile, type ProposalFile } from "../analysis/file-proposals.ts";
import type { KeptRun } from "../analysis/journal.ts";
import { choicesOf, limitsOf, remoteOf } from "../analysis/plan-run.ts";
import { readPreference } from "../analysis/preference.ts";
import { runError } from "../analysis/run-error.ts";
import { readSeriesHead } from "../analysis/series-head.ts";
import { type Urgent, urgencyOf } from "../analysis/urgency.ts";
import { HostError } from "../errors.ts";
import type { ShelvedModel } from "../model-shelf.ts";
import { threadsOfARun } from "../tasks/capacity.ts";
import type { AnalysisOutcome } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";

export type FinishedAnalysis = Analysis & {
  readonly findings: readonly Finding[];
  readonly stageSeconds: Readonly<Record<string, number>>;
};

export interface RunningAnalysis {
  readonly id: string;
  readonly current: () => Analysis;
  readonly cancel: () => void;
  /** The last word; never rejects: a failure is in the analysis. */
  readonly finished: Promise<FinishedAnalysis>;
}

export interface AnalysisRequest {
  readonly seriesInstanceUid: string;
  readonly modelId: string;
  /** One of the model's; without it what the reader set for the model, else its default. */
  readonly operatingPoint?: string | undefined;
  /** False where nobody waits for it: it came by itself. */
  readonly isAskedFor?: boolean;
  /** Goes on with a run that an earlier process left in the queue. */
  readonly resume?: KeptRun;
}

/**
 * Puts a run of a model on a series in the queue and files its proposals as findings with status `proposed`. The same model on the
 * same series that waits or runs already is that run. The queue is on the disk: a program that is killed goes on with it.
 *
 * Proposals of an earlier run of the same model on the series that nobody decided on are replaced; decided ones stay.
 * @throws HostError "not-found" when the series or model is unknown; AreaError of inference when the package cannot be used
 */
export async function startAnalysis(workstation: Workstation, request: AnalysisRequest): Promise<RunningAnalysis> {
  const { archive, models, analyses } = workstation;
  const series = archive.series(request.seriesInstanceUid);
  if (!series) throw new HostError("not-found", "This series is not in the archive.");
  const model = await models.usable(request.modelId);
  const operatingPoint = operatingPointFor(workstation, model, request);
  const study = archive.study(series.studyInstanceUid);
  const head = await readSeriesHead(series, archive.instancesOfSeries(series.seriesInstanceUid));
  const urgent = urgencyOf({
    modality: series.modality,
    priorities: head.priorities,
    descriptions: [study?.studyDescription ?? "", series.seriesDescription, series.protocolName],
  });
  // Between here and the queue nothing is waited for: two that ask at once find the same run.
  const same = [...analyses.running.values()].find((other) => isSame(other, request, operatingPoint));
  if (same) {
    if (request.isAskedFor ?? true) analyses.queue.askFor(same.id);
    return same;
  }
  return enqueue(workstation, model, {
    id: request.resume?.id ?? randomUUID(),
    studyInstanceUid: series.studyInstanceUid,
    seriesInstanceUid: series.seriesInstanceUid,
    modelId: model.card.id,
    ...(operatingPoint === undefined ? {} : { operatingPoint }),
    startedAt: request.resume?.startedAt ?? workstation.now().toISOString(),
    ...urgent,
    isAskedFor: request.isAskedFor ?? true,
  });
}

/** A run that is in the queue or goes on. */
export interface QueuedAnalysis extends RunningAnalysis {
  readonly operatingPoint: string | undefined;
  readonly urgent: Urgent;
}

function isSame(other: QueuedAnalysis, { seriesInstanceUid, modelId }: AnalysisRequest, operatingPoint?: string): boolean {
  const { seriesInstanceUid: series, modelId: model } = other.current();
  return series === seriesInstanceUid && model === modelId && other.operatingPoint === operatingPoint;
}

function operatingPointFor({ workspace }: Workstation, { card }: ShelvedModel, request: AnalysisRequest): string | undefined {
  if (request.operatingPoint !== undefined) return request.operatingPoint;
  const kept = request.resume?.operatingPoint ?? readPreference(workspace, "models").models[card.id]?.operatingPoint;
  return card.operatingPoints.some(({ id }) => id === kept) ? kept : undefined;
}

function enqueue(workstation: Workstation, model: ShelvedModel, run: KeptRun): RunningAnalysis {
  const { analyses, events, log, workspace } = workstation;
  const cancelling = new AbortController();
  const ending = Promise.withResolvers<FinishedAnalysis>();
  let started: number | undefined;
  let analysis: Analysis = {
    id: run.id,
    studyInstanceUid: run.studyInstanceUid,
    seriesInstanceUid: run.seriesInstanceUid,
    modelId: model.card.id,
    modelVersion: model.card.version,
    ...(run.operatingPoint === undefined ? {} : { operatingPoint: run.operatingPoint }),
    state: "queued",
    progress: { fraction: 0, step: "queued" },
    startedAt: run.startedAt,
    seconds: null,
    proposalCount: 0,
  };
  const tell = (change: Partial<Analysis>) => {
    analysis = { ...analysis, ...change };
    events.emit({ type: "analysis", analysis });
  };
  function end(change: Partial<Analysis>, findings: readonly Finding[], stageSeconds: Readonly<Record<string, number>>): void {
    tell({ ...change, seconds: started === undefined ? 0 : (performance.now() - started) / 1000 });
    analyses.running.delete(run.id);
    try {
      workspace.putAnalysis(analysis);
      analyses.journal.forget(run.id);
    } catch (error) {
      // A full disk, or the workstation is closing: the next start says "interrupted" of what was not written down.
      log.error("analysis-not-kept", { code: toErrorRecord(error).code });
    }
    const { state, seconds, proposalCount } = analysis;
    log.info("analysis", { state, model: run.modelId, seconds: seconds ?? 0, proposals: proposalCount });
    events.emit({ type: "findings", studyInstanceUid: run.studyInstanceUid });
    events.emit({ type: "studies" });
    ending.resolve({ ...analysis, findings, stageSeconds });
  }
  /** Nobody waits for this: what goes wrong ends the run, not the program. */
  function filePartial(file: ProposalFile, partial: AnalysisOutcome["proposals"]): void {
    try {
      tell({ proposalCount: file.replace(partial).length });
      events.emit({ type: "findings", studyInstanceUid: run.studyInstanceUid });
    } catch (error) {
      cancelling.abort(error);
    }
  }
  async function start(): Promise<void> {
    analyses.journal.begin(run.id);
    started = performance.now();
    const file = openProposalFile(workstation, analysis, () => frameOfReference);
    let frameOfReference: string | undefined;
    try {
      frameOfReference = (await workstation.seriesFrames.get(run.seriesInstanceUid)).frameOfReferenceUid;
      const outcome = await runModel(workstation, model, run, cancelling.signal, (progress, partial) => {
        tell({ state: "running", progress });
        if (partial) filePartial(file, partial);
      });
      const findings = file.replace(outcome.proposals);
      const done = { fraction: 1, step: "done" };
      const { engine, unknown, imageScores = [], seconds } = outcome;
      const told = imageScores.length > 0 ? { imageScores } : {};
      end({ state: "done", progress: done, proposalCount: findings.length, engine, unknown, ...told }, findings, seconds);
    } catch (error) {
      const { code } = toErrorRecord(error);
      if (error instanceof HostError && code === "shutting-down") {
        // It stays in the queue for the next start, and this one is not counted.
        analyses.journal.release(run.id);
        ending.resolve({ ...analysis, state: "failed", error: toErrorRecord(error) as Analysis["error"], ...nothingFound });
        return;
      }
      file.withdraw();
      end({ ...(isAbort(error) ? { state: "cancelled" } : failure(error)), proposalCount: 0 }, [], {});
    }
  }
  const queued: QueuedAnalysis = {
    id: run.id,
    operatingPoint: run.operatingPoint,
    urgent: run,
    current: () => analysis,
    cancel: () => {
      if (analyses.queue.remove(run.id)) end({ state: "cancelled" }, [], {});
      else cancelling.abort();
    },
    finished: ending.promise,
  };
  analyses.running.set(run.id, queued);
  analyses.journal.put(run);
  workspace.putAnalysis(analysis);
  tell({});
  const { studyInstanceUid, urgency, isEmergencyCt, isAskedFor } = run;
  analyses.queue.add({ id: run.id, waiting: { studyInstanceUid, urgency, isEmergencyCt, isAskedFor }, start });
  return queued;
}

const nothingFound = { findings: [], stageSeconds: {} };

function failure(error: unknown): Pick<Analysis, "state" | "error"> {
  const { details, ...record } = toErrorRecord(error);
  return { state: "failed", error: { ...record, details: { ...details } } };
}

/** The reference on the CPU then, which says itself what is wrong with it. */
function withoutMeasurement(error: unknown): undefined {
  if (isAbort(error) || (error instanceof HostError && error.code === "shutting-down")) throw error;
}

type Told = (progress: Analysis["progress"], partial?: AnalysisOutcome["proposals"]) => void;

/** Chooses variants and place, and runs it in a worker process within its bounds. */
async function runModel(
  { archive, models, tasks, analyses, workspace }: Workstation,
  { card, directory }: ShelvedModel,
  run: KeptRun,
  signal: AbortSignal,
  onTold: Told,
): Promise<AnalysisOutcome> {
  const preference = readPreference(workspace, "engine");
  const { manifest, weightsSha256 } = models.version(card.id, card.version);
  if (!manifest || !weightsSha256)
    throw new InferenceError("package-missing", "The package of this model is no longer there. Install it again.");
  const limits = limitsOf(manifest, preference);
  try {
    onTold({ fraction: 0, step: "engine" });
    const model = { directory, id: card.id, version: card.version, weightsSha256 };
    const measured = await analyses.engine.measured(model, { signal }).catch(withoutMeasurement);
    return await tasks.run(
      "analyse",
      {
        instances: archive.instancesOfSeries(run.seriesInstanceUid),
        modelDirectory: directory,
        threads: threadsOfARun(),
        analysisId: run.id,
        operatingPoint: run.operatingPoint,
        choices: measured && choicesOf(manifest, measured, preference),
        remote: remoteOf(card.id, preference),
      },
      { signal, limits, onProgress: ({ fraction, step, partial }) => onTold({ fraction, step }, partial) },
    );
  } catch (error) {
    throw runError(error, card.id, limits);
  }
}
