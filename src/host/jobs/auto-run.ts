import { modelRuleOf } from "../../contract/index.ts";
import { type ArrivedSeries, chooseSeries } from "../analysis/choose-series.ts";
import { readPreference } from "../analysis/preference.ts";
import { readSeriesHead } from "../analysis/series-head.ts";
import type { Workstation } from "../workstation.ts";
import { startAnalysis } from "./analyse.ts";

/**
 * Puts the models that the reader let run by themselves in the queue for studies that just arrived, each on the series it is best run
 * on and has not seen, so that results are there before anybody opens the study. The generated patient's own job does that itself.
 */
export async function analyseArrivals(workstation: Workstation, studyInstanceUids: readonly string[]): Promise<void> {
  const models = await modelsThatRun(workstation);
  if (models.length === 0) return;
  for (const studyInstanceUid of studyInstanceUids) {
    const study = workstation.archive.study(studyInstanceUid);
    if (study === undefined || study.synthetic) continue;
    const arrived = await arrivedSeries(workstation, studyInstanceUid, study.studyDescription);
    for (const { id, manifest, operatingPoint, off } of models) {
      const seen = workstation.workspace.analyses(studyInstanceUid).filter(({ modelId }) => modelId === id);
      const wanted = arrived.filter(({ series }) => !off.includes(series.modality));
      for (const { seriesInstanceUid } of chooseSeries(wanted, manifest)) {
        if (seen.some((analysis) => analysis.seriesInstanceUid === seriesInstanceUid)) continue;
        await startAnalysis(workstation, { seriesInstanceUid, modelId: id, operatingPoint, isAskedFor: false });
        workstation.log.info("auto-run", { model: id });
      }
    }
  }
}

/** By the reader's rule for each. */
async function modelsThatRun({ models, workspace }: Workstation) {
  const rules = readPreference(workspace, "models");
  const usable = (await models.list()).filter(({ card }) => card.usable);
  return usable.flatMap(({ card: { id, version } }) => {
    const { onArrival, off, operatingPoint: wanted } = modelRuleOf(rules, id);
    const { manifest } = models.version(id, version);
    // One that the version in use does not have is passed over for its default.
    const operatingPoint = manifest?.operatingPoints.find((point) => point.id === wanted)?.id;
    return onArrival && manifest ? [{ id, manifest, operatingPoint, off }] : [];
  });
}

async function arrivedSeries(
  { archive }: Workstation,
  studyInstanceUid: string,
  studyDescription: string,
): Promise<readonly ArrivedSeries[]> {
  const arrived: ArrivedSeries[] = [];
  for (const series of archive.seriesOfStudy(studyInstanceUid)) {
    if (series.kind !== "image") continue;
    const head = await readSeriesHead(series, archive.instancesOfSeries(series.seriesInstanceUid));
    arrived.push({ series, head, studyDescription });
  }
  return arrived;
}
