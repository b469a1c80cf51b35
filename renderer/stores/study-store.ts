import { create } from "zustand";
import type { SeriesSummary, StudyDetail } from "../../src/contract/index.ts";
import { getStudy } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";

export interface StudyState {
  readonly studyInstanceUid: string | undefined;
  readonly detail: StudyDetail | undefined;
  readonly loadState: LoadState;
}

/** The study that is open, with its priors. */
export const useStudyStore = create<StudyState>()(() => ({ studyInstanceUid: undefined, detail: undefined, loadState: idle }));

const { getState, setState } = useStudyStore;

/** Asks for a study; the same one stays on screen while it is asked for again. */
export async function loadStudy(studyInstanceUid: string): Promise<void> {
  if (getState().studyInstanceUid !== studyInstanceUid) setState({ studyInstanceUid, detail: undefined });
  setState({ loadState: loading });
  try {
    const detail = await getStudy(studyInstanceUid);
    if (getState().studyInstanceUid === studyInstanceUid) setState({ detail, loadState: ready });
  } catch (error) {
    if (getState().studyInstanceUid === studyInstanceUid) setState({ loadState: failedBy(error) });
  }
}

/** All series of the open study and its priors. */
export function allSeries(detail: StudyDetail | undefined): readonly SeriesSummary[] {
  if (detail === undefined) return [];
  return [...detail.series, ...detail.priors.flatMap(({ series }) => series)];
}

/** Doses and portal images stand beside the images they were made from. */
const madeForTreatment = new Set(["RTDOSE", "RTIMAGE"]);

/** The series to show first: the largest image series of the study, else its first other one (an ECG, a PDF, a report). */
export function firstSeries(detail: StudyDetail): SeriesSummary | undefined {
  const images = detail.series.filter(({ kind }) => kind === "image");
  const read = images.filter(({ modality }) => !madeForTreatment.has(modality));
  const [first, ...others] = read.length === 0 ? images : read;
  if (first === undefined) return detail.series[0];
  return others.reduce((best, series) => (series.frameCount > best.frameCount ? series : best), first);
}
