import { Check, FileCheck2, FilePen, Sparkles } from "lucide-react";
import { memo } from "react";
import type { StudySummary } from "../../../src/contract/index.ts";
import { ageInYears, dicomDate, dicomTime, personName, selectStudy, useLanguage, useText } from "../../stores/index.ts";
import { Badge, classNames } from "../../ui/index.ts";
import { PinToggle, StudyMarks } from "../archive/StudyCare.tsx";

export interface StudyRowProps {
  readonly study: StudySummary;
  readonly selected: boolean;
  /** Whether Tab leads to this row. */
  readonly reachable: boolean;
  readonly onOpen: (study: StudySummary) => void;
}

export const StudyRow = memo(function StudyRow({ study, selected, reachable, onOpen }: StudyRowProps) {
  const text = useText();
  const language = useLanguage();
  const name = personName(study.patientName, language);
  return (
    <tr
      className={classNames("study-row", selected && "study-row-selected")}
      aria-selected={selected}
      tabIndex={reachable ? 0 : -1}
      data-testid="study-row"
      data-study-uid={study.studyInstanceUid}
      onClick={() => selectStudy(study.studyInstanceUid)}
      onFocus={(event) => event.target === event.currentTarget && selectStudy(study.studyInstanceUid)}
      onDoubleClick={() => onOpen(study)}
    >
      <td className="col-name">
        <span className="study-who">
          <span className="study-name">{name === "" ? text("common.unnamed") : name}</span>
          {study.synthetic && <Badge tone="synthetic">{text("common.synthetic")}</Badge>}
          <StudyMarks study={study} form="row" />
          <PinToggle study={study} isStop={reachable} />
        </span>
      </td>
      <td className="col-sex">{sexAndAge(study, text)}</td>
      <td className="col-id">{study.patientId}</td>
      <td className="col-date">
        {dicomDate(study.studyDate)} <span className="quiet">{dicomTime(study.studyTime)}</span>
      </td>
      <td className="col-modality">{study.modalities.join(" ")}</td>
      <td className="col-description">{study.studyDescription}</td>
      <td className="col-accession">{study.accessionNumber}</td>
      <td className="col-count">
        {study.seriesCount} <span className="quiet">/ {study.instanceCount}</span>
      </td>
      <td className="col-ai">
        {study.openProposals > 0 && (
          <Badge tone="proposed">
            <Sparkles size={11} aria-hidden />
            {text("worklist.proposals", { count: study.openProposals })}
          </Badge>
        )}
      </td>
      <td className="col-report">
        <ReportBadge state={study.reportState} />
      </td>
    </tr>
  );
});

/** "M 63" as the reader says it; empty where nothing is known. */
export function sexAndAge(study: StudySummary, text: ReturnType<typeof useText>): string {
  const age = ageInYears(study.patientBirthDate, study.studyDate);
  const sex = study.patientSex === "M" || study.patientSex === "F" || study.patientSex === "O" ? study.patientSex : undefined;
  return [sex && text(`common.sex.${sex}`), age === undefined ? undefined : text("common.age", { years: age })]
    .filter((part) => part !== undefined)
    .join(" ");
}

const REPORT_ICONS = { draft: FilePen, signed: FileCheck2, delivered: Check } as const;
const REPORT_TONES = { draft: "quiet", signed: "accent", delivered: "accepted" } as const;

export function ReportBadge({ state }: { readonly state: StudySummary["reportState"] }) {
  const text = useText();
  if (state === "none") return <span className="quiet">{text("worklist.report.none")}</span>;
  const Icon = REPORT_ICONS[state];
  return (
    <Badge tone={REPORT_TONES[state]}>
      <Icon size={11} aria-hidden />
      {text(`worklist.report.${state}`)}
    </Badge>
  );
}
