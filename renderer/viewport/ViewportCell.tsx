import { type CSSProperties, useState } from "react";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { errorText, useLanguage } from "../stores/index.ts";
import { setActiveCell } from "../stores/viewport/layout.ts";
import type { Cell, CellContent } from "../stores/viewport/viewport-store.ts";
import { CellGrip } from "./CellGrip.tsx";
import type { CellPlace } from "./cell-places.ts";
import { DocumentCell } from "./document/DocumentCell.tsx";
import { MissingSeries } from "./MissingSeries.tsx";
import { Blank } from "./overlay/Blank.tsx";
import { FrameLines } from "./overlay/FrameLines.tsx";
import { Refused } from "./overlay/Refused.tsx";
import { PlaneViewport } from "./PlaneViewport.tsx";
import { planCell, tooLarge } from "./plan.ts";
import type { Engine } from "./scene/engine.ts";
import { useViewportText } from "./text.ts";
import { useSeries } from "./use-series.ts";
import type { ViewportGridProps } from "./ViewportGrid.tsx";
import { VolumeViewport } from "./VolumeViewport.tsx";

export interface ViewportCellProps extends ViewportGridProps {
  readonly engine: Engine;
  readonly cell: Cell;
  readonly isActive: boolean;
  /** Where it lies in the grid. */
  readonly place: CellPlace | undefined;
  readonly position: number;
  readonly count: number;
}

/** One cell of the layout: what it should show, or why it cannot. */
export function ViewportCell(props: ViewportCellProps) {
  const { cell, isActive, position, count } = props;
  const text = useViewportText();
  const { content } = cell;
  return (
    <section
      className="viewport-cell"
      data-cell-id={cell.id}
      data-active={isActive}
      data-content={content.kind}
      data-series-instance-uid={content.kind === "empty" ? undefined : content.seriesInstanceUid}
      style={gridArea(props.place)}
      aria-label={text("label", { description: describe(content, text), position, count })}
      onPointerDownCapture={() => setActiveCell(cell.id)}
    >
      {content.kind === "empty" ? (
        <div className="viewport-picture" data-state={content.missing === undefined ? "empty" : "missing"}>
          {content.missing === undefined ? (
            <Blank title={text("empty")}>
              <p>{text("emptyHint")}</p>
            </Blank>
          ) : (
            <MissingSeries missing={content.missing} />
          )}
        </div>
      ) : content.kind === "document" ? (
        <DocumentCell
          key={content.seriesInstanceUid}
          cellId={cell.id}
          seriesInstanceUid={content.seriesInstanceUid}
          sopInstanceUid={content.sopInstanceUid}
        />
      ) : (
        <SeriesContent {...props} content={content} />
      )}
      {isActive && <FrameLines />}
      {count > 1 && content.kind !== "empty" && <CellGrip cellId={cell.id} />}
    </section>
  );
}

function gridArea(place: CellPlace | undefined): CSSProperties {
  if (place === undefined) return {};
  const { row, column, rowSpan, columnSpan } = place;
  return { gridArea: `${row} / ${column} / span ${rowSpan} / span ${columnSpan}` };
}

function describe(content: CellContent, text: ReturnType<typeof useViewportText>): string {
  if (content.kind === "mpr") return text(`plane.${content.plane}`);
  return text(`content.${content.kind}`);
}

function SeriesContent(props: ViewportCellProps & { readonly content: Exclude<CellContent, { kind: "empty" | "document" }> }) {
  const { cell, content } = props;
  // Opened anew it is another viewport, even of the same series.
  const opened = cell.opening?.sequence ?? 0;
  const text = useViewportText();
  const language = useLanguage();
  const [without, setWithout] = useState<{ readonly content: CellContent; readonly detail: SeriesDetail } | undefined>();
  const series = useSeries(content.seriesInstanceUid, "split" in content ? content.split : undefined);
  if (series.kind === "loading") {
    return (
      <div className="viewport-picture" data-state="loading">
        <Blank title={text("loadingSeries")} isBusy />
      </div>
    );
  }
  if (series.kind === "failed") {
    return (
      <div className="viewport-picture" data-state="error" data-error={`${series.error.area}/${series.error.code}`}>
        <Blank title={text("failed")}>
          <p>{errorText(language, series.error)}</p>
          <button type="button" className="blank-action" onClick={series.retry}>
            {text("retry")}
          </button>
        </Blank>
      </div>
    );
  }
  const { detail } = series;
  const planned = planCell(content, detail, {
    // Asked only where a volume is wished: the answer opens a graphics context.
    get hasWebgl2() {
      return props.engine.machine.hasWebgl2;
    },
    budgetBytes: props.engine.cache.budgetBytes,
  });
  // Wished anew it is tried again.
  const isWithoutMemory = content.kind !== "stack" && without?.content === content && without.detail === detail;
  const plan = isWithoutMemory ? tooLarge(content.kind, detail) : planned;
  const onNoMemory = () => setWithout({ content, detail });
  // What was found on a prior belongs on its own images, even where they share a frame of reference.
  const findings = props.findings.filter(({ studyInstanceUid }) => studyInstanceUid === detail.studyInstanceUid);
  if (plan.kind === "refused") {
    return (
      <div className="viewport-picture" data-state="refused">
        <Refused wish={plan.wish} refusal={plan.refusal} detail={detail} cellId={cell.id} />
      </div>
    );
  }
  if (plan.kind === "volume3d") {
    return (
      <VolumeViewport
        key={`${content.seriesInstanceUid} ${opened}`}
        {...props}
        findings={findings}
        detail={detail}
        plan={plan}
        onNoMemory={onNoMemory}
      />
    );
  }
  const key = `${plan.kind} ${content.seriesInstanceUid} ${opened}`;
  return <PlaneViewport key={key} {...props} findings={findings} detail={detail} plan={plan} onNoMemory={onNoMemory} />;
}
