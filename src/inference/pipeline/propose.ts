import { boxAbout, type FindingGeometry, type Measurement, type ModelProvenance, sct, ucum } from "../../findings/index.ts";
import { indexToPatientMm, type Vec3 } from "../../geometry/index.ts";
import type { Volume } from "../../volume/index.ts";
import type { DeclaredFinding, ModelManifest } from "../contract/manifest.ts";
import type { Found, SeriesSaid } from "../decode/found.ts";
import { delineate } from "../delineate.ts";
import { lookedAtOf, lookedAtParameter } from "../explain/looked-at.ts";
import { sideAt } from "../prepare.ts";
import { buildProposal, irregularity, referenceFor } from "../proposal.ts";
import { measureNodule } from "../size.ts";
import type { Proposal } from "../types.ts";
import { type Anatomy, isHounsfield } from "./anatomy.ts";
import { maskOnSeries } from "./mask-on-series.ts";
import { nearestInside, regionAsDelineation, regionVolumeMm3 } from "./measure-region.ts";

/** What proposals of one run have in common. */
export interface ProposalContext {
  readonly volume: Volume;
  readonly manifest: ModelManifest;
  readonly anatomy: Anatomy;
  readonly provenance: Omit<ModelProvenance, "by" | "score">;
}

/** Smallest diameter that is drawn, mm. */
const LEAST_MM = 0.5;

/** Something found as a proposal with what its label asks to be measured. Null where the series has no frame to refer to. */
export function proposeFound(found: Found, given: ProposalContext): Proposal | null {
  const lookedAt = lookedAtOf(found, given.manifest.explanation);
  const context = lookedAt ? withParameters(given, lookedAtParameter(lookedAt)) : given;
  const declared = declaredFor(found.label, context.manifest);
  if (!declared) return null;
  const nodule = declared.measure === "nodule" ? proposeNodule(found, declared, context) : null;
  const proposal = nodule ?? proposeShape(found, declared, context);
  if (!proposal) return null;
  return { ...proposal, measurements: [...proposal.measurements, ...numbersOf(found, context)] };
}

function withParameters(context: ProposalContext, parameters: ModelProvenance["parameters"]): ProposalContext {
  const { provenance } = context;
  return { ...context, provenance: { ...provenance, parameters: { ...provenance.parameters, ...parameters } } };
}

function proposeNodule(
  found: Found,
  { code }: DeclaredFinding,
  { volume, anatomy, provenance }: ProposalContext,
): Proposal | null {
  const { lungs } = anatomy;
  if (!isHounsfield(volume)) return null;
  const outline = found.region
    ? regionAsDelineation(volume, found.region)
    : lungs && delineate(volume, lungs, found.centerPatient, diameterOf(found));
  const size = outline && measureNodule(outline);
  if (!outline || !size) return null;
  const side = lungs ? sideAt(lungs, size.centerPatient) : null;
  const proposal = buildProposal(volume, { size, outline, side, score: found.score }, code, provenance);
  if (!proposal || lungs) return proposal;
  // Nobody looked for lungs: nothing is known of the site.
  const { site: _site, ...rest } = proposal;
  return rest;
}

function proposeShape(found: Found, declared: DeclaredFinding, { volume, provenance }: ProposalContext): Proposal | null {
  const reference = referenceFor(volume, found.centerPatient);
  if (!reference) return null;
  return {
    code: declared.code,
    geometry: geometryOf(found, declared),
    reference,
    ...(found.region ? { segment: maskOnSeries(volume.grid, found.region, found.centerPatient) } : {}),
    measurements: declared.measure === "extent" || declared.measure === "nodule" ? extentOf(found, volume) : [],
    provenance: { by: "model", ...provenance, score: found.score },
    caveats: irregularity(volume),
  };
}

function geometryOf(found: Found, declared: DeclaredFinding): FindingGeometry {
  const { centerPatient, region } = found;
  const diameterMm = Math.max(LEAST_MM, diameterOf(found));
  switch (declared.geometry) {
    case "box":
      return boxAbout(centerPatient, found.axes, found.extentMm.map((mm) => Math.max(LEAST_MM, mm)) as unknown as Vec3);
    case "image":
      return { kind: "point", pointPatient: centerPatient };
    case "mask":
      // What is drawn is the segment; the mark lies in it even where it is bent around its middle.
      return { kind: "sphere", centerPatient: region ? nearestInside(region, centerPatient) : centerPatient, diameterMm };
    case "sphere":
      return { kind: "sphere", centerPatient, diameterMm };
  }
}

/** Of a ball of the same volume; of a box the mean of its edges. */
function diameterOf({ region, extentMm }: Found): number {
  if (region) return Math.cbrt((6 * regionVolumeMm3(region)) / Math.PI);
  return (extentMm[0] + extentMm[1] + extentMm[2]) / 3;
}

function extentOf(found: Found, volume: Volume): Measurement[] {
  const millimetres = (value: number) => ({ value: Number(value.toFixed(1)), unit: ucum.millimetre });
  const { region } = found;
  if (!region) {
    const sorted = found.extentMm.toSorted((a, b) => b - a);
    return [
      { concept: sct.longAxis, ...millimetres(sorted[0] as number) },
      { concept: sct.shortAxis, ...millimetres(sorted[1] as number) },
    ];
  }
  const size = measureNodule(regionAsDelineation(volume, region));
  return [
    ...(size
      ? [
          { concept: sct.longAxis, ...millimetres(size.longMm) },
          { concept: sct.shortAxis, ...millimetres(size.shortMm) },
        ]
      : []),
    { concept: sct.volume, value: Number(regionVolumeMm3(region).toFixed(1)), unit: ucum.cubicMillimetre },
  ];
}

/** Numbers that a stage gave, each under the concept its label declares. */
function numbersOf({ values = [] }: Pick<Found, "values">, { manifest }: ProposalContext): Measurement[] {
  return values.flatMap(({ label, value, unit }) => {
    const declared = declaredFor(label, manifest);
    return declared ? [{ concept: declared.code, value: Number(value.toPrecision(6)), unit }] : [];
  });
}

/**
 * Scores and numbers of the whole series that reach their thresholds, each marked in the middle of the series. A number has no score of its
 * own: it is proposed wherever the operating point names its label.
 */
export function proposeSaid(
  said: SeriesSaid,
  thresholds: Readonly<Record<string, number>>,
  context: ProposalContext,
): Proposal[] {
  const { volume, provenance, manifest } = context;
  const middle = indexToPatientMm(volume.grid, volume.grid.dimensions.map((size) => (size - 1) / 2) as unknown as Vec3);
  const reference = referenceFor(volume, middle);
  if (!reference) return [];
  const all = [
    ...said.scores.map(({ label, score }) => ({ label, score, values: [] })),
    ...said.values.map((value) => ({ label: value.label, score: 1, values: [value] })),
  ];
  return all.flatMap(({ label, score, values }): Proposal[] => {
    const declared = declaredFor(label, manifest);
    const threshold = thresholds[label];
    if (!declared || threshold === undefined || score < threshold) return [];
    return [
      {
        code: declared.code,
        geometry: { kind: "point", pointPatient: middle },
        reference,
        measurements: numbersOf({ values }, context),
        provenance: { by: "model", ...provenance, score },
        caveats: irregularity(volume),
      },
    ];
  });
}

function declaredFor(label: string, { findings }: ModelManifest): DeclaredFinding | undefined {
  return Object.hasOwn(findings, label) ? findings[label] : undefined;
}
