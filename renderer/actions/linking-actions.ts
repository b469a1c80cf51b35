import {
  ArrowUpDown,
  ChartNoAxesGantt,
  Contrast,
  Link,
  Locate,
  Move,
  Scaling,
  SeparatorHorizontal,
  Unlink,
  Unlink2,
} from "lucide-react";
import {
  type Cell,
  isLinked,
  knownSeries,
  type LinkSwitch,
  linkHere,
  type Reason,
  shiftHere,
  shownElsewhere,
  toggleApart,
  toggleLink,
  unlinkByHand,
  useSeriesStore,
  useViewportStore,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { activeCell, activeDetail, needs } from "./reasons.ts";
import { toolAction } from "./tool-actions.ts";

const isImage = ({ content }: Cell) => content.kind === "stack" || content.kind === "mpr";

/** Why the active viewport has nothing to go together with. */
function aloneReason(): Reason | undefined {
  const cells = useViewportStore.getState().cells.filter(isImage);
  const active = activeCell();
  if (active === undefined || !isImage(active)) return needs("measure")() ?? { key: "action.reason.noImagesBeside" };
  return cells.length + shownElsewhere().length < 2 ? { key: "action.reason.noImagesBeside" } : undefined;
}

/** The series of the active viewport and its patient space, as links by hand name them. */
function activePlace(): { readonly space: string; readonly series: string } | undefined {
  const detail = activeDetail();
  return detail && { space: detail.frameOfReferenceUid || detail.seriesInstanceUid, series: detail.seriesInstanceUid };
}

function handLinkReason(): Reason | undefined {
  const place = activePlace();
  const { byHand } = useViewportStore.getState().linking;
  const isTied = place !== undefined && byHand.some((link) => isLinked(link, place));
  return isTied ? undefined : { key: "action.reason.noHandLink" };
}

/** Only other series of the same patient space can be shifted against each other. */
function shiftHereReason(): Reason | undefined {
  const alone = aloneReason();
  if (alone !== undefined) return alone;
  const own = activePlace();
  const { details } = useSeriesStore.getState();
  const isOther = ({ content, isApart }: Cell) => {
    if (isApart || (content.kind !== "stack" && content.kind !== "mpr")) return false;
    const detail = knownSeries(details, content.seriesInstanceUid, content.split);
    const isSameSpace = detail === undefined || (detail.frameOfReferenceUid || detail.seriesInstanceUid) === own?.space;
    return content.seriesInstanceUid !== own?.series && isSameSpace;
  };
  const isInOtherWindow = shownElsewhere().some(({ space, series }) => space === own?.space && series !== own.series);
  return isInOtherWindow || useViewportStore.getState().cells.some(isOther)
    ? undefined
    : { key: "action.reason.noSeriesToShift" };
}

/** Only spaces that are not one already can be linked by hand. */
function linkHereReason(): Reason | undefined {
  const alone = aloneReason();
  if (alone !== undefined) return alone;
  const own = activePlace()?.space;
  const { details } = useSeriesStore.getState();
  const isOther = ({ content, isApart }: Cell) => {
    if (isApart || (content.kind !== "stack" && content.kind !== "mpr")) return false;
    const detail = knownSeries(details, content.seriesInstanceUid, content.split);
    return detail === undefined || (detail.frameOfReferenceUid || detail.seriesInstanceUid) !== own;
  };
  const isInOtherWindow = shownElsewhere().some(({ space }) => space !== own);
  return isInOtherWindow || useViewportStore.getState().cells.some(isOther) ? undefined : { key: "action.reason.oneSpace" };
}

const linkSwitch = (id: string, link: LinkSwitch, icon: Action["icon"]): Action => ({
  id,
  group: "link",
  ...(icon === undefined ? {} : { icon }),
  run: () => toggleLink(link),
  isOn: () => useViewportStore.getState().linking[link],
});

/** What viewports do together. */
export const linkingActions: readonly Action[] = [
  { id: "link-here", group: "link", icon: Link, run: () => linkHere(), reason: linkHereReason },
  { id: "shift-link", group: "link", icon: ArrowUpDown, run: () => shiftHere(), reason: shiftHereReason },
  { id: "unlink", group: "link", icon: Unlink, run: () => unlinkByHand(activePlace()), reason: handLinkReason },
  {
    id: "link-apart",
    group: "link",
    icon: Unlink2,
    run: () => toggleApart(),
    isOn: () => activeCell()?.isApart ?? false,
    reason: aloneReason,
  },
  linkSwitch("link-zoom", "zoom", Scaling),
  linkSwitch("link-pan", "pan", Move),
  linkSwitch("link-window", "window", Contrast),
  linkSwitch("reference-lines", "referenceLines", SeparatorHorizontal),
  linkSwitch("reference-range", "referenceRange", ChartNoAxesGantt),
  toolAction("cursor-3d", "tools", Locate, "measure"),
];
