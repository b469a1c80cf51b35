import type { DragEvent, KeyboardEvent, MouseEvent } from "react";
import type { SeriesSummary } from "../../../src/contract/index.ts";
import {
  clearSelection,
  draggedWith,
  knownSeries,
  SERIES_DRAG_TYPE,
  type Text,
  toggleSelected,
  useDynamicText,
  useSeriesSelection,
  useSeriesStore,
  useText,
} from "../../stores/index.ts";
import { classNames } from "../../ui/index.ts";
import { SeriesThumbnail } from "./SeriesThumbnail.tsx";

/** How many images a series holds; of one that holds them in clips or volumes, how many frames. */
export function imagesText({ instanceCount, frameCount }: SeriesSummary, text: Text): string {
  if (frameCount <= instanceCount) return text("series.images", { count: instanceCount });
  const frames = text("series.frames", { count: frameCount });
  return instanceCount === 1 ? frames : `${text("series.objects", { count: instanceCount })} · ${frames}`;
}

/** What a series is where it does not say; an ECG is one, not just a waveform. */
export function kindText({ kind, modality }: SeriesSummary, text: Text): string {
  return kind === "waveform" && modality === "ECG" ? text("document.kind.ecg") : text(`series.kind.${kind}`);
}

/** A series to drag into a cell; Enter or a double click opens it in the active one. Ctrl + click chooses several, dragged together. */
export function SeriesCard(props: { readonly series: SeriesSummary; readonly shown: boolean; readonly onOpen: () => void }) {
  const { series, shown, onOpen } = props;
  const text = useText();
  // Told once the series was opened: how many stacks it is made of stands in its images' headers.
  const parts = useSeriesStore(({ details }) => knownSeries(details, series.seriesInstanceUid)?.splits?.length ?? 1);
  const number = series.seriesNumber === null ? "" : `${series.seriesNumber}`;
  const kind = kindText(series, text);
  const name = series.seriesDescription || series.bodyPartExamined || kind;
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(SERIES_DRAG_TYPE, draggedWith(series.seriesInstanceUid).join("\n"));
    event.dataTransfer.effectAllowed = "copy";
  };
  const order = useSeriesSelection(({ uids }) => uids.indexOf(series.seriesInstanceUid));
  const click = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey) toggleSelected(series.seriesInstanceUid);
    else clearSelection();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    onOpen();
  };
  const card = (
    <button
      type="button"
      className={classNames("series-card", shown && "series-card-shown", order >= 0 && "series-card-chosen")}
      draggable
      data-testid="series-card"
      data-series-uid={series.seriesInstanceUid}
      onDragStart={drag}
      onClick={click}
      onDoubleClick={onOpen}
      onKeyDown={keys}
    >
      <SeriesThumbnail series={series} isUrgent={false} />
      <span className="series-card-text">
        <span className="series-card-name">{name}</span>
        <span className="series-card-facts">
          <span>{series.modality}</span>
          {number !== "" && <span>{text("series.number", { number })}</span>}
          {series.kind === "image" && <span>{imagesText(series, text)}</span>}
          {series.kind === "image" && parts > 1 && (
            <span data-testid="series-parts">{text("series.parts", { count: parts })}</span>
          )}
          <SeriesRepairs seriesInstanceUid={series.seriesInstanceUid} />
          {series.kind !== "image" && name !== kind && <span>{kind}</span>}
          {series.kind !== "image" && series.instanceCount > 1 && (
            <span>{text("series.objects", { count: series.instanceCount })}</span>
          )}
        </span>
      </span>
      {order >= 0 && <span className="series-card-order">{order + 1}</span>}
      {shown && <span className="visually-hidden">{text("series.shown")}</span>}
    </button>
  );
  return <li>{card}</li>;
}

/** Told once the series was opened: which tolerances its files needed, in words under the pointer. */
function SeriesRepairs({ seriesInstanceUid }: { readonly seriesInstanceUid: string }) {
  const text = useText();
  const find = useDynamicText();
  const repairs = useSeriesStore(({ details }) => knownSeries(details, seriesInstanceUid)?.repairs);
  if (repairs === undefined || repairs.length === 0) return null;
  const lines = repairs.map(({ code, tag, instanceCount }) => {
    const words = find(`repairs.${code}`) ?? code;
    const where = tag === undefined ? words : `${words} (${tag.slice(0, 4)},${tag.slice(4)})`;
    return `${where} · ${text("series.images", { count: instanceCount })}`;
  });
  return (
    <span data-testid="series-repairs" title={lines.join("\n")}>
      {text("series.repairs", { count: repairs.length })}
      <span className="visually-hidden">{lines.join("; ")}</span>
    </span>
  );
}
