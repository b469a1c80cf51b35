import type { Finding } from "../../../src/findings/index.ts";
import { labelLines } from "../measurement/label.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { type Mark, markOf } from "./finding-marks.ts";
import { MarkShape } from "./Marks.tsx";

interface FindingLayerProps {
  readonly facts: PlaneFacts;
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly onSelectFinding: (id: string | undefined) => void;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string | undefined;
  /** Distance between slices, to know what is on this one. */
  readonly sliceSpacingMm: number | undefined;
}

/** Findings on the slice: proposals dashed, accepted solid, rejected faint; the chosen one bright. */
export function FindingLayer(props: FindingLayerProps) {
  const { facts, selectedFindingId, onSelectFinding } = props;
  const { slice } = facts;
  if (slice === undefined) return null;
  const marks = visibleMarks(props);
  return (
    <>
      {marks.map(({ finding, mark }) => (
        <g
          key={finding.id}
          className="finding"
          data-finding-id={finding.id}
          data-status={finding.status}
          data-provenance={finding.provenance.by}
          data-selected={finding.id === selectedFindingId}
          onPointerDown={(event) => {
            if (event.button !== 0 || event.ctrlKey) return;
            event.stopPropagation();
            onSelectFinding(finding.id);
          }}
        >
          <MarkShape
            mark={mark}
            viewFromPixel={facts.viewFromPixel}
            viewScale={facts.magnification / slice.spacing[1]}
            lines={isLabelled(finding, selectedFindingId) ? labelLines(finding) : []}
          />
        </g>
      ))}
    </>
  );
}

function isLabelled(finding: Finding, selectedFindingId: string | undefined): boolean {
  return finding.status !== "rejected" && (finding.provenance.by === "person" || finding.id === selectedFindingId);
}

function visibleMarks(props: FindingLayerProps): { finding: Finding; mark: Mark }[] {
  const { facts, findings, selectedFindingId, sliceSpacingMm } = props;
  const { slice } = facts;
  if (slice === undefined) return [];
  const half = Math.max(sliceSpacingMm ?? slice.frame.sliceThicknessMm ?? 1, 0.2) * 0.501;
  return findings
    .filter((finding) => isInSpace(finding, props))
    .flatMap((finding) => {
      const mark = markOf(finding, slice, half);
      return mark === undefined ? [] : [{ finding, mark }];
    })
    .sort((a, b) => Number(a.finding.id === selectedFindingId) - Number(b.finding.id === selectedFindingId));
}

/** Whether a finding's coordinates mean anything here: the same frame of reference, or the same series. */
export function isInSpace(
  finding: Finding,
  here: { readonly seriesInstanceUid: string; readonly frameOfReferenceUid: string | undefined },
): boolean {
  if (finding.seriesInstanceUid === here.seriesInstanceUid) return true;
  return (
    finding.geometry.kind !== "image" && !!finding.frameOfReferenceUid && finding.frameOfReferenceUid === here.frameOfReferenceUid
  );
}
