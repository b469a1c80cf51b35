import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import type { Analysis } from "../../contract/index.ts";
import { newUid } from "../../dicom/index.ts";
import { createFinding, type Finding } from "../../findings/index.ts";
import type { Proposal } from "../../inference/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";

export interface RunningAnalysis {
  readonly id: string;
  readonly current: () => Analysis;
  readonly cancel: () => void;
  /** The last word; never rejects: a failure is in the analysis. */
  readonly finished: Promise<
    Analysis & { readonly findings: readonly Finding[]; readonly stageSeconds: Readonly<Record<string, number>> }
  >;
}

/**
 * Runs a model on a series in the network lane and files its proposals as findings with status `proposed`.
 *
 * Proposals of an earlier run of the same model on the series that nobody decided on are replaced; decided ones stay.
 * @throws HostError "not-found" when the series or model is unknown; AreaError of inference when the package cannot be used
 */
export async function startAnalysis(
  workstation: Workstation,
  request: { seriesInstanceUid: string; modelId: string; operatingPoint?: string | undefined },
): Promise<RunningAnalysis> {
  const { archive, models, tasks, events, log, workspace, now, seriesFrames } = workstation;
  const series = archive.series(request.seriesInstanceUid);
  if (!series) throw new HostError("not-found", "This series is not in the archive.");
  const { card: model, directory: modelDirectory } = await models.usable(request.modelId);
  const id = randomUUID();
  const cancelling = new AbortController();
  const started = performance.now();
  let analysis: Analysis = {
    id,
    studyInstanceUid: series.studyInstanceUid,
    seriesInstanceUid: series.seriesInstanceUid,
    modelId: model.id,
    modelVersion: model.version,
    state: "queued",
    progress: { fraction: 0, step: "queued" },
    startedAt: now().toISOString(),
    seconds: null,
    proposalCount: 0,
  };

  function tell(change: Partial<Analysis>): void {
    analysis = { ...analysis, ...change };
    events.emit({ type: "analysis", analysis });
  }
  function settle(change: Partial<Analysis>): void {
    tell({ ...change, seconds: (performance.now() - started) / 1000 });
    try {
      workspace.putAnalysis(analysis);
    } catch (error) {
      // A full disk, or the workstation is closing: the next start says "interrupted" of what was not written down.
      log.error("analysis-not-kept", { code: toErrorRecord(error).code });
    }
    log.info("analysis", {
      state: analysis.state,
      model: model.id,
      seconds: analysis.seconds ?? 0,
      proposals: analysis.proposalCount,
    });
  }
  async function run() {
    let findings: readonly Finding[] = [];
    let stageSeconds: Readonly<Record<string, number>> = {};
    try {
      const outcome = await tasks.run(
        "analyse",
        {
          instances: archive.instancesOfSeries(request.seriesInstanceUid),
          modelDirectory,
          threads: availableParallelism(),
          analysisId: id,
          operatingPoint: request.operatingPoint,
        },
        { signal: cancelling.signal, onProgress: (progress) => tell({ state: "running", progress }) },
      );
      stageSeconds = outcome.seconds;
      const { frameOfReferenceUid } = await seriesFrames.get(request.seriesInstanceUid);
      findings = fileProposals(workstation, analysis, outcome.proposals, frameOfReferenceUid);
      settle({ state: "done", progress: { fraction: 1, step: "done" }, proposalCount: findings.length });
    } catch (error) {
      settle(isAbort(error) ? { state: "cancelled" } : { state: "failed", error: toErrorRecord(error) });
    }
    events.emit({ type: "findings", studyInstanceUid: analysis.studyInstanceUid });
    events.emit({ type: "studies" });
    return { ...analysis, findings, stageSeconds };
  }
  workspace.putAnalysis(analysis);
  tell({});
  return { id, current: () => analysis, cancel: () => cancelling.abort(), finished: run() };
}

function fileProposals(
  { workspace, now }: Workstation,
  analysis: Analysis,
  proposals: readonly Proposal[],
  frameOfReferenceUid: string | undefined,
): readonly Finding[] {
  const existing = workspace
    .findings(analysis.studyInstanceUid)
    .filter((finding) => finding.seriesInstanceUid === analysis.seriesInstanceUid);
  for (const finding of existing) {
    const { provenance, status, history } = finding;
    const stale =
      provenance.by === "model" && provenance.modelId === analysis.modelId && status === "proposed" && history.length <= 1;
    if (stale) workspace.removeFinding(finding.id);
  }
  const time = now().toISOString();
  const findings = proposals.map((proposal, at) =>
    createFinding(
      {
        ...proposal,
        studyInstanceUid: analysis.studyInstanceUid,
        seriesInstanceUid: analysis.seriesInstanceUid,
        ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
        trackingId: `AI ${at + 1}`,
      },
      proposal.provenance.by === "model" ? { ...proposal.provenance, time } : proposal.provenance,
      { id: randomUUID(), trackingUid: newUid() },
      time,
    ),
  );
  workspace.putFindings(findings);
  return findings;
}
