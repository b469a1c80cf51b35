import { CircleCheck, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReportProblem } from "../../../src/report/index.ts";
import { useFindingsStore, useReportStore, useText } from "../../stores/index.ts";
import { useFindingTitle } from "../findings/finding-text.ts";
import { useDraftTemplate } from "./use-report-flow.ts";

/** What was checked before signing: errors forbid it, warnings are for the reader to weigh. */
export function ReportChecks({ problems }: { readonly problems: readonly ReportProblem[] }) {
  const text = useText();
  return (
    <section className="report-checks" data-testid="report-checks">
      <h2>{text("report.checks")}</h2>
      {problems.length === 0 ? (
        <p className="report-check report-check-good">
          <CircleCheck size={14} aria-hidden />
          {text("report.allGood")}
        </p>
      ) : (
        <ul>
          {problems.map((problem) => (
            <ProblemLine key={`${problem.code} ${problem.sectionId} ${problem.findingId}`} problem={problem} />
          ))}
        </ul>
      )}
    </section>
  );
}

export function ProblemLine({ problem }: { readonly problem: ReportProblem }) {
  const text = useText();
  const sentence = useProblemText();
  const Icon = problem.severity === "error" ? OctagonAlert : TriangleAlert;
  return (
    <li className={`report-check report-check-${problem.severity}`} data-testid="report-problem" data-code={problem.code}>
      <Icon size={14} aria-hidden />
      <span className="visually-hidden">{text(`report.severity.${problem.severity}`)}</span>
      {sentence(problem)}
    </li>
  );
}

function useProblemText(): (problem: ReportProblem) => string {
  const text = useText();
  const title = useFindingTitle();
  const template = useDraftTemplate();
  const language = useReportStore(({ edited }) => edited?.draft.language ?? "en");
  const findings = useFindingsStore((state) => state.findings);
  return ({ code, sectionId, findingId, details }) => {
    const finding = findings.find(({ id }) => id === findingId);
    const section = template?.sections.find(({ id }) => id === sectionId)?.heading[language] ?? sectionId ?? "";
    const { name = "", written } = details;
    const named = finding === undefined ? name : `${finding.trackingId} ${title(finding)}`;
    const side = written === "left" || written === "right" ? text(`report.side.${written}`) : "";
    return text(`report.check.${code}`, { count: 0, ...details, section, finding: named, side });
  };
}
