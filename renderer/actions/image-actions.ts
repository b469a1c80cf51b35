import {
  ArrowDownToLine,
  ArrowUpToLine,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronsDown,
  ChevronsUp,
  ChevronUp,
  Play,
  StepBack,
  StepForward,
} from "lucide-react";
import {
  allSeries,
  neighbourSplit,
  openSeries,
  type Reason,
  scrollBy,
  scrollToEdge,
  stepActiveCell,
  stepSplit,
  toggleCine,
  useStudyStore,
  useViewportStore,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { activeCell, activeDetail, activeSeriesUid, needs } from "./reasons.ts";

const LEAP = 10;
const onImages = needs("measure");

/** Series of the study and its priors in the order of the panel, around the one in the active cell. */
function neighbourSeries(by: 1 | -1): string | undefined {
  const series = allSeries(useStudyStore.getState().detail);
  const content = activeCell()?.content;
  const shown = content === undefined || content.kind === "empty" ? undefined : content.seriesInstanceUid;
  const at = series.findIndex(({ seriesInstanceUid }) => seriesInstanceUid === shown);
  return series[at < 0 ? 0 : at + by]?.seriesInstanceUid;
}

function stepSeries(by: 1 | -1): () => void {
  return () => {
    const next = neighbourSeries(by);
    if (next !== undefined) openSeries(next);
  };
}

function noSeries(by: 1 | -1): () => Reason | undefined {
  return () =>
    neighbourSeries(by) === undefined ? { key: by > 0 ? "action.reason.lastSeries" : "action.reason.firstSeries" } : undefined;
}

function noSplit(by: 1 | -1): () => Reason | undefined {
  return () => {
    if (activeSeriesUid() === undefined) return { key: "toolbar.reason.noSeries" };
    return neighbourSplit(activeDetail(), by) === undefined ? { key: "action.reason.noSplit" } : undefined;
  };
}

const oneCell = (): Reason | undefined =>
  useViewportStore.getState().cells.length < 2 ? { key: "toolbar.reason.oneCell" } : undefined;

/** Going through images, series and viewports. */
export const imageActions: readonly Action[] = [
  { id: "image-previous", group: "images", icon: ChevronUp, run: () => scrollBy(-1), reason: onImages },
  { id: "image-next", group: "images", icon: ChevronDown, run: () => scrollBy(1), reason: onImages },
  { id: "image-back-10", group: "images", icon: ChevronsUp, run: () => scrollBy(-LEAP), reason: onImages },
  { id: "image-forward-10", group: "images", icon: ChevronsDown, run: () => scrollBy(LEAP), reason: onImages },
  { id: "image-first", group: "images", icon: ArrowUpToLine, run: () => scrollToEdge("first"), reason: onImages },
  { id: "image-last", group: "images", icon: ArrowDownToLine, run: () => scrollToEdge("last"), reason: onImages },
  { id: "series-previous", group: "images", icon: StepBack, run: stepSeries(-1), reason: noSeries(-1) },
  { id: "series-next", group: "images", icon: StepForward, run: stepSeries(1), reason: noSeries(1) },
  { id: "split-previous", group: "images", run: () => stepSplit(-1), reason: noSplit(-1) },
  { id: "split-next", group: "images", run: () => stepSplit(1), reason: noSplit(1) },
  { id: "viewport-previous", group: "images", icon: ChevronLeft, run: () => stepActiveCell(-1), reason: oneCell },
  { id: "viewport-next", group: "images", icon: ChevronRight, run: () => stepActiveCell(1), reason: oneCell },
  {
    id: "cine",
    group: "images",
    icon: Play,
    run: () => toggleCine(),
    isOn: () => activeCell()?.cine.playing ?? false,
    reason: needs("cine"),
  },
];
