import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type Finding, measure } from "../../../src/findings/index.ts";
import { add, distance, distanceToPlaneMm, pixelToPatientMm, planeNormal, scale, subtract } from "../../../src/geometry/index.ts";
import { planeSpacingMm, type Slice } from "../plane/slice.ts";
import { measureShape, type Revised } from "./measured.ts";
import { halfThicknessMm, type OnSlice, onSlice } from "./seen.ts";

/** What a finding is after its shape was changed on a slice. */
export function revise(finding: Finding, { shape, points }: OnSlice, slice: Slice, detail: SeriesDetail): Revised {
  if (shape === "sphere") return reviseSphere(finding, points, slice);
  if (shape === "box") return reviseBox(finding, points, slice, detail);
  return measureShape({ shape, code: finding.code, site: finding.site }, points, slice, detail);
}

function asItIs({ geometry, reference, caveats, measurements, segment }: Finding): Revised {
  return { geometry, reference, caveats, measurements, ...(segment === undefined ? {} : { segment }) };
}

function reviseSphere(finding: Finding, [centre, rim]: OnSlice["points"], { plane }: Slice): Revised {
  const { reference, caveats, geometry } = finding;
  if (geometry.kind !== "sphere" || plane === undefined || centre === undefined || rim === undefined) return asItIs(finding);
  const away = distanceToPlaneMm(plane, geometry.centerPatient);
  const onPlane = pixelToPatientMm(plane, ...centre);
  const cut = distance(onPlane, pixelToPatientMm(plane, ...rim));
  const wasCut = Math.sqrt(Math.max(0, (geometry.diameterMm / 2) ** 2 - away * away));
  const isSameSize = Math.abs(cut - wasCut) < 1e-6 || cut <= 1.5;
  const diameterMm = isSameSize ? geometry.diameterMm : 2 * Math.hypot(cut, away);
  const sphere = { kind: "sphere", centerPatient: add(onPlane, scale(planeNormal(plane), away)), diameterMm } as const;
  return { geometry: sphere, reference, caveats, measurements: measure(sphere) };
}

/** A box moves as a whole, along the plane; its edges, and so its numbers, stay what they are. */
function reviseBox(finding: Finding, [to]: OnSlice["points"], slice: Slice, detail: SeriesDetail): Revised {
  const { geometry } = finding;
  const { plane } = slice;
  const [from] = onSlice(finding, slice, halfThicknessMm(slice, planeSpacingMm(detail, slice)))?.points ?? [];
  if (geometry.kind !== "box" || plane === undefined || from === undefined || to === undefined) return asItIs(finding);
  const by = subtract(pixelToPatientMm(plane, ...to), pixelToPatientMm(plane, ...from));
  const pointsPatient = geometry.pointsPatient.map((point) => add(point, by)) as unknown as typeof geometry.pointsPatient;
  const { segment: _left, ...rest } = asItIs(finding);
  return { ...rest, geometry: { kind: "box", pointsPatient } };
}
