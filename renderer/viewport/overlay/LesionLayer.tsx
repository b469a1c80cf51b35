import type { CSSProperties } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { centrePatient, type Finding } from "../../../src/findings/index.ts";
import { distanceToPlaneMm, patientMmToPixel } from "../../../src/geometry/index.ts";
import type { Lesion } from "../../stores/index.ts";
import { cursorReachMm } from "../linking/cursor.ts";
import { isInSpace } from "../measurement/seen.ts";
import { type Point2, transform } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

interface LesionLayerProps {
  readonly facts: PlaneFacts;
  readonly findings: readonly Finding[];
  readonly lesions: readonly Lesion[];
  readonly detail: SeriesDetail;
}

/** Colours that lesions have, after which they begin anew. */
const COLOURS = 6;
const RADIUS = 9;

/** The numbers of lesions that are followed, beside their marks: the same now and before. */
export function LesionLayer({ facts, findings, lesions, detail }: LesionLayerProps) {
  const { slice } = facts;
  if (slice === undefined || lesions.length === 0) return null;
  const numbers = new Map(
    lesions.flatMap(({ number, finding, earlier }) =>
      [finding, ...earlier.map((one) => one.finding)].map(({ id }) => [id, number] as const),
    ),
  );
  const here = { seriesInstanceUid: detail.seriesInstanceUid, frameOfReferenceUid: detail.frameOfReferenceUid };
  const perMm = facts.magnification / slice.spacing[1];
  return findings.map((finding) => {
    const number = numbers.get(finding.id);
    const place = number === undefined || !isInSpace(finding, here) ? undefined : placeOn(finding, slice, detail);
    if (number === undefined || place === undefined) return null;
    const [x, y] = transform(facts.viewFromPixel, place.pixel);
    const aside = Math.max(8, place.radiusMm * perMm) * Math.SQRT1_2 + RADIUS;
    return (
      <g
        key={finding.id}
        className="lesion"
        data-lesion={number}
        style={{ "--lesion": `var(--lesion-${((number - 1) % COLOURS) + 1})` } as CSSProperties}
      >
        <circle cx={x - aside} cy={y - aside} r={RADIUS} />
        <text x={x - aside} y={y - aside}>
          {number}
        </text>
      </g>
    );
  });
}

/** The middle of a finding where it is on a slice, and how far it reaches around it. */
function placeOn(finding: Finding, slice: Slice, detail: SeriesDetail): { pixel: Point2; radiusMm: number } | undefined {
  const { geometry, reference } = finding;
  if (geometry.kind === "image") {
    const { sopInstanceUid, frameNumber } = slice.frame;
    const [first] = geometry.pointsPixel;
    const isOn = slice.isAcquired && reference.sopInstanceUid === sopInstanceUid && reference.frameNumber === frameNumber;
    return isOn && first !== undefined ? { pixel: first, radiusMm: 0 } : undefined;
  }
  const point = centrePatient(geometry);
  if (point === undefined || slice.plane === undefined) return undefined;
  const radiusMm = geometry.kind === "sphere" ? geometry.diameterMm / 2 : 0;
  const away = Math.abs(distanceToPlaneMm(slice.plane, point));
  if (away > Math.max(radiusMm, cursorReachMm(detail, slice))) return undefined;
  return { pixel: patientMmToPixel(slice.plane, point), radiusMm };
}
