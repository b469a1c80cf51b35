import { ArrowLeft, PanelLeft, PanelRight } from "lucide-react";
import type { ReactNode } from "react";
import { Toaster } from "../panels/index.ts";
import {
  ageInYears,
  dicomDate,
  goTo,
  personName,
  toggleSeriesPanel,
  toggleSidePanel,
  useLanguage,
  useScreenStore,
  useStudyStore,
  useText,
} from "../stores/index.ts";
import { Badge, IconButton } from "../ui/index.ts";
import { StatusActions } from "./StatusActions.tsx";

/** Back, who this is, the tools, and the panels. */
export function StudyBar({ toasts, children }: { readonly toasts: boolean; readonly children: ReactNode }) {
  const text = useText();
  const { seriesPanelOpen, sidePanelOpen } = useScreenStore();
  return (
    <header className="bar study-bar">
      <div className="study-bar-start">
        <IconButton label={text("study.back")} icon={ArrowLeft} onPress={() => goTo("#/")} testId="back" />
        <Patient />
      </div>
      {children}
      <div className="study-bar-end">
        {toasts && <Toaster form="inline" />}
        <IconButton
          label={text("study.seriesPanel")}
          icon={PanelLeft}
          look="quiet"
          pressed={seriesPanelOpen}
          onPress={toggleSeriesPanel}
          testId="toggle-series-panel"
        />
        <IconButton
          label={text("study.sidePanel")}
          icon={PanelRight}
          look="quiet"
          pressed={sidePanelOpen}
          onPress={toggleSidePanel}
          testId="toggle-side-panel"
        />
        <StatusActions form="compact" />
      </div>
    </header>
  );
}

function Patient() {
  const text = useText();
  const language = useLanguage();
  const study = useStudyStore((state) => state.detail?.study);
  if (study === undefined) return <div className="patient" />;
  const age = ageInYears(study.patientBirthDate, study.studyDate);
  const sex = study.patientSex === "M" || study.patientSex === "F" || study.patientSex === "O" ? study.patientSex : undefined;
  const name = personName(study.patientName, language) || text("common.unnamed");
  const facts = [
    study.patientId,
    sex && text(`common.sex.${sex}`),
    age === undefined ? undefined : text("common.age", { years: age }),
    dicomDate(study.studyDate),
  ];
  return (
    <div className="patient" data-testid="patient">
      <h1 className="patient-name">
        <span className="patient-name-text" title={name}>
          {name}
        </span>
        {study.synthetic && <Badge tone="synthetic">{text("common.synthetic")}</Badge>}
      </h1>
      <p className="patient-facts">{facts.filter(Boolean).join(" · ")}</p>
    </div>
  );
}
