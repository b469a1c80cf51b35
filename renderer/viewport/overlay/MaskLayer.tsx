import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import { useFindingsStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { maskPath } from "./mask-paths.ts";
import { useHomes } from "./use-homes.ts";

interface MaskLayerProps {
  readonly facts: PlaneFacts;
  readonly detail: SeriesDetail;
  readonly findings: readonly Finding[];
}

/** The boundaries of findings where they have one voxel by voxel: along the edges of pixels, in the colour of their state. */
export function MaskLayer({ facts, detail, findings }: MaskLayerProps) {
  const selected = useFindingsStore(({ selectedFindingId }) => selectedFindingId);
  const homeOf = useHomes(findings, detail);
  const { slice, viewFromPixel } = facts;
  if (slice === undefined) return null;
  return findings.map((finding) => {
    const d = maskPath(finding, homeOf(finding), slice);
    if (d === "") return null;
    return (
      <g
        key={finding.id}
        className="finding-mask"
        data-mask-of={finding.id}
        data-status={finding.status}
        data-provenance={finding.provenance.by}
        data-chosen={finding.id === selected}
        transform={`matrix(${viewFromPixel.join(" ")})`}
      >
        <path className="mark-rim" d={d} />
        <path className="mark-line" d={d} />
      </g>
    );
  });
}
