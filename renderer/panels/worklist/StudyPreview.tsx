import { FilePen, ImageOff, Images, MonitorPlay } from "lucide-react";
import { useEffect } from "react";
import type { SeriesSummary, StudySummary } from "../../../src/contract/index.ts";
import { dicomDate, dicomTime, loadPreview, personName, useLanguage, usePreviewStore, useText } from "../../stores/index.ts";
import { Badge, Button, EmptyState, LoadingState } from "../../ui/index.ts";
import { StudyMarks, StudyMenu } from "../archive/StudyCare.tsx";
import { kindText } from "../series/SeriesCard.tsx";
import { SeriesThumbnail } from "../series/SeriesThumbnail.tsx";
import { ReportBadge, sexAndAge } from "./StudyRow.tsx";

/** Pause before the chosen row's series are asked for: arrow keys pass many rows. */
const PAUSE_MS = 120;

/** The chosen study at a glance: who, what, its series and priors, and the two ways in. */
export function StudyPreview(props: {
  readonly study: StudySummary | undefined;
  readonly onOpen: (study: StudySummary) => void;
  readonly onOpenReport: (study: StudySummary) => void;
}) {
  const { study, onOpen, onOpenReport } = props;
  const text = useText();
  const uid = study?.studyInstanceUid;
  useEffect(() => {
    if (uid === undefined) return;
    const timer = setTimeout(() => void loadPreview(uid), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [uid]);

  if (study === undefined) {
    return (
      <aside className="study-preview" aria-label={text("worklist.preview")}>
        <EmptyState icon={Images} title={text("worklist.nothingChosen")} />
      </aside>
    );
  }
  return (
    <aside className="study-preview" aria-label={text("worklist.preview")} data-testid="study-preview">
      <PreviewHead study={study} />
      <div className="preview-actions">
        <Button tone="primary" icon={MonitorPlay} onPress={() => onOpen(study)} testId="open-study">
          {text("worklist.openImages")}
        </Button>
        <Button icon={FilePen} onPress={() => onOpenReport(study)} testId="open-report">
          {text(study.reportState === "none" || study.reportState === "draft" ? "worklist.writeReport" : "worklist.readReport")}
        </Button>
      </div>
      <PreviewSeries study={study} />
    </aside>
  );
}

function PreviewHead({ study }: { readonly study: StudySummary }) {
  const text = useText();
  const language = useLanguage();
  const lines: readonly [string, string][] = [
    [text("worklist.column.patientId"), study.patientId],
    [text("worklist.birthDate"), dicomDate(study.patientBirthDate)],
    [text("worklist.column.studyDate"), `${dicomDate(study.studyDate)} ${dicomTime(study.studyTime)}`.trim()],
    [text("worklist.column.accessionNumber"), study.accessionNumber],
    [text("worklist.institution"), study.institutionName],
  ];
  return (
    <header className="preview-head">
      <div className="preview-menu">
        <StudyMenu study={study} />
      </div>
      <h2>
        {personName(study.patientName, language) || text("common.unnamed")}
        <span className="study-sex">{sexAndAge(study, text)}</span>
      </h2>
      <p className="preview-description">
        {[study.modalities.join(" "), study.studyDescription].filter((part) => part !== "").join(" · ")}
      </p>
      <div className="preview-badges">
        {study.synthetic && <Badge tone="synthetic">{text("common.syntheticLong")}</Badge>}
        <StudyMarks study={study} form="full" />
        {study.openProposals > 0 && (
          <Badge tone="proposed">{text("worklist.proposalsLong", { count: study.openProposals })}</Badge>
        )}
        {study.reportState !== "none" && <ReportBadge state={study.reportState} />}
      </div>
      <dl className="preview-facts">
        {lines
          .filter(([, value]) => value !== "")
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </header>
  );
}

function PreviewSeries({ study }: { readonly study: StudySummary }) {
  const text = useText();
  const { detail, loadState } = usePreviewStore();
  if (detail?.study.studyInstanceUid !== study.studyInstanceUid) {
    return loadState.kind === "failed" ? (
      <EmptyState icon={ImageOff} title={text("worklist.previewFailed")} />
    ) : (
      <LoadingState label={text("common.loading")} />
    );
  }
  return (
    <div className="preview-series">
      <h3>{text("worklist.seriesHeading", { count: detail.series.length })}</h3>
      <SeriesGlance series={detail.series} />
      {detail.priors.length > 0 && <h3>{text("worklist.priorsHeading", { count: detail.priors.length })}</h3>}
      {detail.priors.map((prior) => (
        <div key={prior.study.studyInstanceUid} className="preview-prior">
          <p className="quiet">
            {[dicomDate(prior.study.studyDate), prior.study.modalities.join(" "), prior.study.studyDescription].join(" · ")}
          </p>
          <SeriesGlance series={prior.series} />
        </div>
      ))}
    </div>
  );
}

function SeriesGlance({ series }: { readonly series: readonly SeriesSummary[] }) {
  const text = useText();
  return (
    <ul className="series-glance">
      {series.map((one) => (
        <li key={one.seriesInstanceUid}>
          <SeriesThumbnail series={one} />
          <span className="series-glance-text">
            {[one.modality, one.seriesDescription || (one.kind === "image" ? "" : kindText(one, text))]
              .filter((part) => part !== "")
              .join(" · ")}
          </span>
          {one.kind === "image" && <span className="quiet">{one.frameCount}</span>}
        </li>
      ))}
    </ul>
  );
}
