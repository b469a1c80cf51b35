import type { ModelRun } from "../../contract/index.ts";
import type { Workstation } from "../workstation.ts";

/** Runs that are listed at most. */
const MOST_RUNS = 60;

/** The last runs of all models, newest first: on what, where they ran and how long that took. */
export function lastModelRuns({ archive, workspace }: Pick<Workstation, "archive" | "workspace">): readonly ModelRun[] {
  return workspace.lastAnalyses(MOST_RUNS).map((analysis): ModelRun => {
    const { id, studyInstanceUid, seriesInstanceUid, progress: _, engine, ...run } = analysis;
    const study = archive.study(studyInstanceUid);
    const series = archive.series(seriesInstanceUid);
    const made = workspace
      .findings(studyInstanceUid)
      .map(({ provenance }) => provenance)
      .find((provenance) => provenance.by === "model" && provenance.analysisId === id);
    const provenance = made?.by === "model" ? made : undefined;
    // Runs of earlier editions are known by what they proposed alone.
    const ran = engine?.stages ?? provenance?.variants ?? [];
    const provider =
      engine === undefined ? provenance?.provider : [...new Set(engine.stages.map((one) => one.provider))].join(" + ");
    return {
      ...run,
      analysisId: id,
      studyInstanceUid,
      studyDate: study?.studyDate ?? "",
      studyDescription: study?.studyDescription ?? "",
      modality: series?.modality ?? "",
      seriesNumber: series?.seriesNumber ?? null,
      seriesDescription: series?.seriesDescription ?? "",
      precisions: [...new Set(ran.map(({ precision }) => precision))],
      ...(provider === undefined ? {} : { provider }),
      ...(provenance?.operatingPoint === undefined ? {} : { operatingPoint: provenance.operatingPoint }),
    };
  });
}
