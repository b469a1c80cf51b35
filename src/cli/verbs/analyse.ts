import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type ModelCard, mayTake } from "../../contract/index.ts";
import { centrePatient, edgesPixel, type Finding } from "../../findings/index.ts";
import { startAnalysis, startImport, type Workstation } from "../../host/index.ts";
import { cancelWith } from "../cancel-with.ts";
import { CliError } from "../errors.ts";
import { textTable } from "../table.ts";
import type { Verb } from "../verb.ts";

export const analyseVerb: Verb = {
  name: "analyse",
  summary: "Run a model on a series, or on the series of a study or folder that it accepts; prints its proposals.",
  takes: "DIR_OR_UID",
  minimumPositionals: 1,
  maximumPositionals: 1,
  options: { model: { type: "string" } },
  optionHelp: [["--model ID", "which model (default lung-nodule)"]],
  async run({ positionals, options, workstation, signal, streams }) {
    const [target] = positionals as [string];
    const modelId = typeof options.model === "string" ? options.model : "lung-nodule";
    const chosen = options["operating-point"];
    const operatingPoint = typeof chosen === "string" ? chosen : undefined;
    const { card: model } = await workstation().models.usable(modelId);
    const series = await seriesToAnalyse(workstation(), target, model, signal);
    signal.throwIfAborted();
    const runs = [];
    for (const seriesInstanceUid of series) {
      if (signal.aborted) break;
      const running = cancelWith(signal, await startAnalysis(workstation(), { seriesInstanceUid, modelId, operatingPoint }));
      const { findings, stageSeconds, ...analysis } = await running.finished;
      if (analysis.error) streams.err(`${analysis.error.message}\n`);
      if (analysis.unknown?.length) streams.err(`The series does not say: ${analysis.unknown.join(", ")}.\n`);
      runs.push({ analysis, stageSeconds, findings: findings.map(describeFinding) });
    }
    const rows = runs.flatMap(({ findings }) =>
      findings.map(({ centrePatientMm, diameterMm, score, code, sopInstanceUid }) => [
        code.meaning,
        centrePatientMm?.map((mm) => mm.toFixed(1)).join(" ") ?? "",
        diameterMm?.toFixed(1) ?? "",
        score?.toFixed(2) ?? "",
        sopInstanceUid,
      ]),
    );
    const failed = runs.length < series.length || runs.some(({ analysis }) => analysis.state !== "done");
    const data =
      series.length === 1
        ? { ...runs[0]?.analysis, stageSeconds: runs[0]?.stageSeconds, findings: runs[0]?.findings }
        : { analyses: runs };
    return { data, text: textTable(["Finding", "Centre, patient mm (LPS)", "Size mm", "Score", "Slice"], rows), failed };
  },
};

async function seriesToAnalyse(
  workstation: Workstation,
  target: string,
  { modalities, accepts }: ModelCard,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { archive } = workstation;
  // One slice is a scout more often than a volume; one image is a radiograph.
  const least = accepts.of === "image" ? 1 : 2;
  if (archive.series(target)) return [target];
  const study = archive.study(target);
  if (!study && !existsSync(target))
    throw new CliError("not-found", "This is neither a series or study of the archive nor a file or folder.");
  const studies = study ? [target] : await importedStudies(workstation, resolve(target), signal);
  const accepted = studies
    .flatMap((uid) => archive.seriesOfStudy(uid))
    .filter(({ kind, modality, instanceCount }) => kind === "image" && mayTake(modalities, modality) && instanceCount >= least);
  if (accepted.length === 0)
    throw new CliError("failed", `No series here is of a kind this model reads (${modalities.join(", ")}).`);
  return accepted.map(({ seriesInstanceUid }) => seriesInstanceUid);
}

async function importedStudies(workstation: Workstation, path: string, signal: AbortSignal): Promise<readonly string[]> {
  const { state, error, studyInstanceUids } = await cancelWith(signal, startImport(workstation, path)).finished;
  signal.throwIfAborted();
  // Part of a series would give part of an answer.
  if (state !== "done") throw new CliError("failed", `The folder did not come in as a whole: ${error?.message ?? state}`);
  return studyInstanceUids;
}

function describeFinding(finding: Finding) {
  const { geometry, provenance, reference } = finding;
  return {
    id: finding.id,
    code: finding.code,
    site: finding.site,
    laterality: finding.laterality,
    centrePatientMm: centrePatient(geometry) ?? null,
    diameterMm: geometry.kind === "sphere" ? geometry.diameterMm : null,
    boxPixel: edgesPixel(geometry) ?? null,
    score: provenance.by === "model" ? provenance.score : null,
    sopInstanceUid: reference.sopInstanceUid,
    frameNumber: reference.frameNumber,
    measurements: finding.measurements,
    provenance,
  };
}
