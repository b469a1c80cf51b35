import type { Finding } from "../../../src/findings/index.ts";
import { isReportable, type TemplateSection } from "../../../src/report/index.ts";
import { editReport, editSection, flushDraft, useFindingsStore, useReportStore, useText } from "../../stores/index.ts";
import { TextArea } from "../../ui/index.ts";
import { mainMeasurement, measurementText } from "../findings/describe.ts";
import { useFindingTitle } from "../findings/finding-text.ts";
import { useDraftTemplate } from "./use-report-flow.ts";

/** Longest text of a section, as the draft's schema has it. */
const LONGEST = 50_000;

/** The findings that go into the report, and its sections as text. */
export function ReportEditor() {
  const template = useDraftTemplate();
  return (
    <>
      <IncludedFindings />
      {template?.sections.map((section) => (
        <Section key={section.id} section={section} />
      ))}
    </>
  );
}

function Section({ section }: { readonly section: TemplateSection }) {
  const text = useText();
  const language = useReportStore(({ edited }) => edited?.draft.language ?? "en");
  const value = useReportStore(({ edited }) => edited?.draft.sections[section.id] ?? "");
  const heading = section.heading[language];
  return (
    <TextArea
      label={section.required ? text("report.requiredSection", { heading }) : heading}
      value={value}
      maxLength={LONGEST}
      onChange={(typed) => editSection(section.id, typed)}
      onBlur={() => void flushDraft()}
      testId={`report-section-${section.id}`}
    />
  );
}

function IncludedFindings() {
  const text = useText();
  const findings = useFindingsStore((state) => state.findings);
  const chosen = useReportStore(({ edited }) => edited?.draft.findingIds) ?? [];
  const reportable = findings.filter(isReportable);
  const toggle = (finding: Finding) =>
    editReport({
      findingIds: chosen.includes(finding.id) ? chosen.filter((id) => id !== finding.id) : [...chosen, finding.id],
    });
  return (
    <fieldset className="report-findings" data-testid="report-findings">
      <legend>{text("report.findings", { count: chosen.length, total: reportable.length })}</legend>
      {reportable.length === 0 && <p className="quiet">{text("report.noFindings")}</p>}
      {reportable.map((finding) => (
        <IncludedFinding
          key={finding.id}
          finding={finding}
          included={chosen.includes(finding.id)}
          onToggle={() => toggle(finding)}
        />
      ))}
    </fieldset>
  );
}

function IncludedFinding(props: { readonly finding: Finding; readonly included: boolean; readonly onToggle: () => void }) {
  const { finding, included, onToggle } = props;
  const title = useFindingTitle();
  const size = mainMeasurement(finding);
  return (
    <label className="report-finding">
      <input type="checkbox" checked={included} onChange={onToggle} />
      <span>{title(finding)}</span>
      <span className="quiet">{size === undefined ? "" : measurementText(size)}</span>
    </label>
  );
}
