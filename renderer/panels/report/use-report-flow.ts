import { useEffect, useMemo } from "react";
import { checkReport, composeDraft, type ReportProblem, type ReportTemplate } from "../../../src/report/index.ts";
import {
  flowIntoReport,
  knownSeries,
  useFindingsStore,
  useReportStore,
  useSeriesStore,
  useStudyStore,
} from "../../stores/index.ts";

/** The template of the draft, undefined while it is not known. */
export function useDraftTemplate(): ReportTemplate | undefined {
  return useReportStore(({ templates, edited }) => templates.find(({ id }) => id === edited?.draft.templateId));
}

/** Lets findings flow into the draft whenever they, the language or the choice of findings change; the reader's words stay. */
export function useReportFlow(): void {
  const template = useDraftTemplate();
  const { findings, loadState, studyInstanceUid } = useFindingsStore();
  const draftUid = useReportStore(({ edited }) => edited?.draft.studyInstanceUid);
  const language = useReportStore(({ edited }) => edited?.draft.language);
  const findingIds = useReportStore(({ edited }) => edited?.draft.findingIds);
  const ready = loadState.kind === "ready" && studyInstanceUid === draftUid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: language and chosen findings are reasons to compose, read from the draft itself
  useEffect(() => {
    const draft = useReportStore.getState().edited?.draft;
    if (!ready || template === undefined || draft === undefined) return;
    const { sections, findingIds: ids, flow } = composeDraft(draft, template, findings);
    const isSame =
      JSON.stringify([sections, ids, flow ?? {}]) === JSON.stringify([draft.sections, draft.findingIds, draft.flow ?? {}]);
    if (!isSame) flowIntoReport({ sections, findingIds: ids, flow: flow ?? {} });
  }, [ready, template, findings, language, findingIds]);
}

/** What stands in the way of signing, errors first. */
export function useReportProblems(): readonly ReportProblem[] {
  const template = useDraftTemplate();
  const draft = useReportStore(({ edited }) => edited?.draft);
  const findings = useFindingsStore((state) => state.findings);
  const textGuessed = useStudyStore(({ detail }) => detail?.study.textGuessed === true);
  const series = useStudyStore(({ detail }) => detail?.series);
  const isConverted = useSeriesStore(
    ({ details }) => series?.some((one) => knownSeries(details, one.seriesInstanceUid)?.converted === true) === true,
  );
  return useMemo(() => {
    if (template === undefined || draft === undefined) return [];
    const problems = checkReport(template, draft, findings, { textGuessed, isConverted });
    return [...problems].sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  }, [template, draft, findings, textGuessed, isConverted]);
}
