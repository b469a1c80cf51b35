import { useMemo } from "react";
import { create } from "zustand";
import { type Finding, ownTrackingUid } from "../../src/findings/index.ts";
import { listFindings } from "../api/index.ts";
import { useFindingsStore } from "./findings-store.ts";
import { type EarlierFindings, type Lesion, lesionsOf } from "./lesions.ts";
import { useStudyStore } from "./study-store.ts";

/** Priors whose findings are looked through. */
const MOST_PRIORS = 8;

/** The findings of the open study's priors, newest first. */
export const useLesionsStore = create<{ readonly priors: readonly EarlierFindings[] }>()(() => ({ priors: [] }));

const { getState, setState } = useLesionsStore;

/** Asks for what was found in the priors of the study that is open; a prior that does not answer has nothing to show. */
export async function loadEarlierFindings(): Promise<void> {
  const { studyInstanceUid, detail } = useStudyStore.getState();
  const studies = (detail?.priors ?? []).slice(0, MOST_PRIORS).map(({ study }) => study);
  const isSame = getState().priors.every((prior) => studies.some((study) => study.studyInstanceUid === prior.studyInstanceUid));
  if (!isSame) setState({ priors: [] });
  const lists = await Promise.all(studies.map((study) => listFindings(study.studyInstanceUid).catch(() => [])));
  if (useStudyStore.getState().studyInstanceUid !== studyInstanceUid) return;
  const priors = studies.map(({ studyInstanceUid: uid, studyDate }, at) => ({
    studyInstanceUid: uid,
    studyDate,
    findings: (lists[at] ?? []).filter(({ status }) => status !== "rejected"),
  }));
  setState({ priors });
}

/** Asks again where the findings of one of the priors have changed. */
export function reloadEarlierFindings(studyInstanceUid: string): void {
  if (getState().priors.some((prior) => prior.studyInstanceUid === studyInstanceUid)) void loadEarlierFindings();
}

/** What a reader says: a finding is the same lesion as an earlier one; undefined: it is one of its own. False where it could not be kept. */
export async function markSameLesion(findingId: string, earlierId: string | undefined): Promise<boolean> {
  const { findings, track } = useFindingsStore.getState();
  const finding = findings.find(({ id }) => id === findingId);
  const earlier = getState().priors.flatMap((prior) => prior.findings);
  const isFollowed = finding !== undefined && ownTrackingUid(finding) !== finding.trackingUid;
  const from = isFollowed ? earlier.find(({ trackingUid }) => trackingUid === finding.trackingUid)?.id : undefined;
  return track(findingId, earlierId ?? null, from ?? null);
}

/** The lesions that are followed, as they are known now. */
export function currentLesions(): readonly Lesion[] {
  const studyDate = useStudyStore.getState().detail?.study.studyDate ?? "";
  return lesionsOf(useFindingsStore.getState().findings, getState().priors, studyDate);
}

export function useLesions(): readonly Lesion[] {
  const findings = useFindingsStore((state) => state.findings);
  const priors = useLesionsStore((state) => state.priors);
  const studyDate = useStudyStore((state) => state.detail?.study.studyDate ?? "");
  return useMemo(() => lesionsOf(findings, priors, studyDate), [findings, priors, studyDate]);
}

/** The findings of the open study, and those of its priors. */
export function useShownFindings(): readonly Finding[] {
  const findings = useFindingsStore((state) => state.findings);
  const priors = useLesionsStore((state) => state.priors);
  return useMemo(() => [...findings, ...priors.flatMap((prior) => prior.findings)], [findings, priors]);
}
