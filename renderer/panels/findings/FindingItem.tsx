import { Check, CircleDashed, PenLine, Ruler, X } from "lucide-react";
import { useEffect } from "react";
import { type Finding, isOfImage, isSameCode, own } from "../../../src/findings/index.ts";
import {
  goToFinding,
  groupOf,
  knownStackWith,
  needSeries,
  scoreOf,
  slicePosition,
  useFindingsStore,
  useLesions,
  useSeriesStore,
  useText,
} from "../../stores/index.ts";
import { classNames } from "../../ui/index.ts";
import { sizeText } from "./describe.ts";
import { FindingDetail } from "./FindingDetail.tsx";
import { useFindingTitle } from "./finding-text.ts";
import { LesionBadge } from "./LesionBadge.tsx";

const STATUS_ICONS = { proposed: CircleDashed, accepted: Check, edited: PenLine, rejected: X } as const;

/** One finding as a line; chosen, it unfolds with its numbers, its origin and what can be done. */
export function FindingItem({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const title = useFindingTitle();
  const selected = useFindingsStore((state) => state.selectedFindingId === finding.id);
  const Icon = finding.provenance.by === "person" && finding.status === "accepted" ? Ruler : STATUS_ICONS[finding.status];
  return (
    <li
      className={classNames("finding-item", `finding-is-${groupOf(finding)}`, selected && "finding-selected")}
      data-testid="finding"
      data-finding-id={finding.id}
      data-status={finding.status}
    >
      <button type="button" className="finding-head" aria-expanded={selected} onClick={() => goToFinding(finding)}>
        <span className="finding-status">
          <Icon size={14} strokeWidth={2} aria-hidden />
          <span className="visually-hidden">{text(`findings.status.${finding.status}`)}</span>
        </span>
        <span className="finding-title">{title(finding)}</span>
        <span className="finding-size">{sizeText(finding)}</span>
        <FindingFacts finding={finding} />
      </button>
      {selected && <FindingDetail finding={finding} />}
    </li>
  );
}

function FindingFacts({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const details = useSeriesStore((state) => state.details);
  useEffect(() => void needSeries(finding.seriesInstanceUid), [finding.seriesInstanceUid]);
  const { sopInstanceUid, frameNumber } = finding.reference;
  const slice = slicePosition(
    knownStackWith(details, finding.seriesInstanceUid, sopInstanceUid, frameNumber),
    sopInstanceUid,
    frameNumber,
  );
  const score = scoreOf(finding);
  const lesion = useLesions().find((one) => one.finding.id === finding.id);
  return (
    <span className="finding-facts">
      {lesion !== undefined && <LesionBadge number={lesion.number} />}
      <span>{finding.trackingId}</span>
      {slice !== undefined && <span>{text(finding.geometry.kind === "image" ? "findings.image" : "findings.slice", slice)}</span>}
      {isOfImage(finding) && <span>{text("findings.ofImage")}</span>}
      {score !== undefined && <span>{text("findings.score", { score: score.toFixed(2) })}</span>}
      {finding.comment !== "" && !isSameCode(finding.code, own.annotation) && (
        <span className="finding-comment">{finding.comment}</span>
      )}
    </span>
  );
}
