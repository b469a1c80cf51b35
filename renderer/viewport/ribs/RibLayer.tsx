import { useMemo } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { useRibsStore } from "../../stores/index.ts";
import { type Affine, transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { cutRibs, type RibCut, ribColour, ribMasks } from "./rib-masks.ts";
import { shortName } from "./rib-name.ts";
import "./ribs.css";

interface RibLayerProps {
  readonly facts: PlaneFacts;
  readonly detail: SeriesDetail;
}

/** Between a rib and its name, CSS pixels. */
const BESIDE = 9;

/** The ribs in colours where the slice cuts them, each with its name beside it; on every series of the ribs' frame of reference. */
export function RibLayer({ facts, detail }: RibLayerProps) {
  const ribs = useRibsStore((state) => state.ribs);
  const areColoured = useRibsStore((state) => state.areColoured);
  const plane = facts.slice?.plane;
  const isHere =
    ribs !== undefined &&
    (ribs.seriesInstanceUid === detail.seriesInstanceUid ||
      (!!ribs.frameOfReferenceUid && ribs.frameOfReferenceUid === detail.frameOfReferenceUid));
  const cuts = useMemo(
    () => (areColoured && isHere && plane !== undefined ? cutRibs(ribMasks(ribs), ribs.grid, plane) : []),
    [areColoured, isHere, ribs, plane],
  );
  if (ribs === undefined || cuts.length === 0) return null;
  const isLikely = ribs.numbering.certainty === "likely";
  return (
    <g className="rib-layer">
      {cuts.map((cut) => {
        const name = shortName(cut.mask, isLikely);
        const [x, y] = namePlace(cut, facts.viewFromPixel, facts.size);
        return (
          <g key={`${cut.mask.side}${cut.mask.order}`} data-rib-cut={name} style={{ color: ribColour(cut.mask) }}>
            <path d={cut.d} transform={`matrix(${facts.viewFromPixel.join(" ")})`} />
            <text x={x} y={y}>
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Beside a cut, on the side away from the middle of the view, where the skin is and not the lung. */
function namePlace({ box }: RibCut, viewFromPixel: Affine, size: PlaneFacts["size"]): readonly [number, number] {
  const [left, top, right, bottom] = box;
  const corners = [transform(viewFromPixel, [left, top]), transform(viewFromPixel, [right, bottom])] as const;
  const middle = (axis: 0 | 1) => (corners[0][axis] + corners[1][axis]) / 2;
  const half = (axis: 0 | 1) => Math.abs(corners[0][axis] - corners[1][axis]) / 2;
  const [dx, dy] = [middle(0) - size.width / 2, middle(1) - size.height / 2];
  return Math.abs(dx) > Math.abs(dy)
    ? [middle(0) + Math.sign(dx) * (half(0) + BESIDE), middle(1)]
    : [middle(0), middle(1) + Math.sign(dy) * (half(1) + BESIDE)];
}
