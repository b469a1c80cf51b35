import {
  type Code,
  dcm,
  type Finding,
  type FrameReference,
  type Measurement,
  nearestFrame,
  sct,
  ucum,
} from "../findings/index.ts";
import { patientMmToIndex, type Vec3 } from "../geometry/index.ts";
import type { GeometryIssueCode, Volume } from "../volume/index.ts";
import type { Delineation } from "./delineate.ts";
import { lookedAtParameter } from "./explain/looked-at.ts";
import { maskOnSeries } from "./pipeline/mask-on-series.ts";
import type { NoduleSize } from "./size.ts";
import type { Proposal } from "./types.ts";

/** What a nodule is made a proposal of. */
export interface MeasuredNodule {
  readonly size: NoduleSize;
  readonly outline: Delineation;
  readonly side: "right" | "left" | null;
  /** Where the second look was taken, of a pipeline that has one. */
  readonly lookedAtPatient?: Vec3;
  readonly score: number;
}

/** What makes lengths across the slices uncertain. */
const UNEVEN: ReadonlySet<GeometryIssueCode> = new Set([
  "gaps",
  "uneven-spacing",
  "duplicate-positions",
  "mixed-spacing",
  "tilt",
]);

/** A measured nodule as a finding that waits for a person. Null where the series has no frame to refer to. */
export function buildProposal(
  volume: Volume,
  nodule: MeasuredNodule,
  code: Code,
  provenance: Omit<Extract<Finding["provenance"], { by: "model" }>, "by" | "score">,
): Proposal | null {
  const { size, outline, side, score } = nodule;
  const reference = referenceFor(volume, size.centerPatient);
  if (!reference) return null;
  return {
    code,
    site: side === "right" ? sct.rightLung : side === "left" ? sct.leftLung : sct.lung,
    ...(side ? { laterality: sct[side] } : {}),
    geometry: { kind: "sphere", centerPatient: size.centerPatient, diameterMm: size.equivalentDiameterMm },
    reference,
    segment: maskOnSeries(volume.grid, outline, size.centerPatient),
    measurements: measurementsOf(size),
    provenance: {
      by: "model",
      ...provenance,
      parameters: {
        ...{ ...provenance.parameters, density: size.density },
        ...(nodule.lookedAtPatient && lookedAtParameter(nodule.lookedAtPatient)),
      },
      score,
    },
    caveats: irregularity(volume),
  };
}

/** That lengths across the slices are uncertain, where they are. */
export function irregularity({ geometry }: Pick<Volume, "geometry">): Finding["caveats"] {
  return geometry.issues.some(({ code }) => UNEVEN.has(code)) ? ["irregular-spacing"] : [];
}

function measurementsOf(size: NoduleSize): Measurement[] {
  const rounded = (value: number, places: number) => Number(value.toFixed(places));
  return [
    { concept: sct.longAxis, value: rounded(size.longMm, 1), unit: ucum.millimetre },
    { concept: sct.shortAxis, value: rounded(size.shortMm, 1), unit: ucum.millimetre },
    // Mean of the two axes, as the guidelines size a nodule.
    { concept: sct.diameter, value: rounded(size.meanMm, 1), unit: ucum.millimetre },
    { concept: sct.volume, value: rounded(size.volumeMm3, 1), unit: ucum.cubicMillimetre },
    { concept: dcm.meanAttenuation, value: rounded(size.meanHu, 0), unit: ucum.hounsfield },
  ];
}

/** The frame nearest to a point; that of its slice where frames have no planes. */
export function referenceFor(volume: Volume, centerPatient: Vec3): FrameReference | undefined {
  const nearest = nearestFrame(volume.frames, centerPatient);
  if (nearest) return nearest.reference;
  const k = Math.round(patientMmToIndex(volume.grid, centerPatient)[2]);
  const frame = volume.frames[Math.max(0, Math.min(volume.frames.length - 1, k))];
  if (!frame) return undefined;
  return { sopClassUid: frame.sopClassUid, sopInstanceUid: frame.sopInstanceUid, frameNumber: frame.frameNumber };
}
