import type { SeriesSummary, StudyDetail } from "../../src/contract/index.ts";
import { reloadKeyImages } from "./key-images-store.ts";
import { reloadRejections } from "./rejections-store.ts";

/**
 * Studies whose Key Object Selections may say something else than before: one of their documents came or went, or images did that a
 * selection names. Of a study that was not known before it is the same as of an empty one.
 */
export function changedSelections(before: StudyDetail | undefined, now: StudyDetail | undefined): readonly string[] {
  const known = stated(before);
  return [...stated(now)].filter(([uid, series]) => (known.get(uid) ?? "") !== series).map(([uid]) => uid);
}

/** Asks again for the key images of the open study, and of those beside it, where something came that they depend on. */
export function reloadSelections(before: StudyDetail | undefined, now: StudyDetail | undefined): void {
  for (const studyInstanceUid of changedSelections(before, now)) {
    reloadKeyImages(studyInstanceUid);
    reloadRejections(studyInstanceUid);
  }
}

/** By study: what there is of it; "" where no series may hold a selection. */
function stated(detail: StudyDetail | undefined): ReadonlyMap<string, string> {
  const studies = detail === undefined ? [] : [detail, ...detail.priors];
  return new Map(studies.map(({ study, series }) => [study.studyInstanceUid, statedBy(series)]));
}

function statedBy(series: readonly SeriesSummary[]): string {
  if (series.every(({ kind }) => kind === "image")) return "";
  return JSON.stringify(series.map(({ seriesInstanceUid, instanceCount }) => [seriesInstanceUid, instanceCount]));
}
