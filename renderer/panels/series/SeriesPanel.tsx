import { ChevronDown, ChevronRight, ImageOff } from "lucide-react";
import { useState } from "react";
import type { SeriesSummary, StudyDetail, StudySummary } from "../../../src/contract/index.ts";
import { dicomDate, openSeries, useMessageText, useStudyStore, useText, useViewportStore } from "../../stores/index.ts";
import { Badge, classNames, EmptyState, LoadingState, Notice } from "../../ui/index.ts";
import { SeriesCard } from "./SeriesCard.tsx";
import "./series.css";

/** Series of the open study and its priors, to be dragged into a cell or opened in the active one. */
export function SeriesPanel() {
  const text = useText();
  const say = useMessageText();
  const { detail, loadState } = useStudyStore();
  return (
    <nav className="series-panel" aria-label={text("series.title")} data-testid="series-panel">
      {loadState.kind === "failed" && <Notice tone="bad">{say({ kind: "error", error: loadState.error })}</Notice>}
      {detail === undefined && loadState.kind !== "failed" && <LoadingState label={text("common.loading")} />}
      {detail !== undefined && <StudySeries detail={detail} />}
    </nav>
  );
}

function StudySeries({ detail }: { readonly detail: StudyDetail }) {
  const text = useText();
  return (
    <>
      <SeriesGroup study={detail.study} series={detail.series} heading={text("series.current")} open />
      {detail.priors.map(({ study, series }, at) => (
        <SeriesGroup key={study.studyInstanceUid} study={study} series={series} heading={text("series.prior")} open={at === 0} />
      ))}
    </>
  );
}

function SeriesGroup(props: {
  readonly study: StudySummary;
  readonly series: readonly SeriesSummary[];
  readonly heading: string;
  readonly open: boolean;
}) {
  const { study, series, heading, open } = props;
  const text = useText();
  const [chosen, setShown] = useState<boolean>();
  const cells = useViewportStore((state) => state.cells);
  const inCells = new Set(cells.map(({ content }) => (content.kind === "empty" ? "" : content.seriesInstanceUid)));
  // A prior that a protocol has hung is not looked for first.
  const shown = chosen ?? (open || series.some(({ seriesInstanceUid }) => inCells.has(seriesInstanceUid)));
  return (
    <section className="series-group">
      <button
        type="button"
        className={classNames("series-group-head", !shown && "series-group-shut")}
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        <span className="series-group-kind">
          <span className="series-group-heading">
            {shown ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
            {heading}
          </span>
          {study.synthetic && <Badge tone="synthetic">{text("common.synthetic")}</Badge>}
        </span>
        <span className="series-group-date">
          {dicomDate(study.studyDate)} {study.modalities.join(" ")}
        </span>
        <span className="series-group-description">{study.studyDescription}</span>
      </button>
      {shown && series.length === 0 && <EmptyState icon={ImageOff} title={text("series.none")} />}
      {shown && (
        <ul>
          {series.map((one) => (
            <SeriesCard
              key={one.seriesInstanceUid}
              series={one}
              shown={inCells.has(one.seriesInstanceUid)}
              onOpen={() => openSeries(one.seriesInstanceUid)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
