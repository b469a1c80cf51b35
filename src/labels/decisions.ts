import { centrePatient, type Finding, type FindingChange, type FindingGeometry, type Measurement } from "../findings/index.ts";

/** What a person said of a finding: of a model's proposal, or (drawn) of the images alone. */
export type LabelDecision = "accepted" | "edited" | "rejected" | "taken-back" | "drawn";

/** One step of a finding's life that is a label, with the shape that it was said of. */
export interface Decided {
  readonly finding: Finding;
  /** From 1. */
  readonly step: number;
  readonly isFinal: boolean;
  readonly decision: LabelDecision;
  readonly by: string;
  /** From the proposal, or the first stroke, to this step. */
  readonly hoursAfter: number;
  readonly geometry: FindingGeometry;
  readonly measurements: readonly Measurement[];
}

/** Every decision on these findings, in the order they were made. A proposal that nobody decided on gives none. */
export function decisionsOf(findings: readonly Finding[]): readonly Decided[] {
  return findings.flatMap(decisionsOfOne);
}

function decisionsOfOne(finding: Finding): readonly Decided[] {
  const { history } = finding;
  const start = Date.parse(history[0]?.at ?? "");
  const steps = history.flatMap((change, at) => {
    const decision = decisionOf(change, finding);
    if (decision === undefined) return [];
    const hoursAfter = Math.max(0, Math.round((Date.parse(change.at) - start) / 36_000) / 100);
    return [{ finding, decision, by: change.by, hoursAfter, ...shapeAfter(finding, at) }];
  });
  return steps.map((step, index) => ({ ...step, step: index + 1, isFinal: index === steps.length - 1 }));
}

function decisionOf({ from, to, replaced }: FindingChange, { provenance }: Finding): LabelDecision | undefined {
  if (from === null) return provenance.by === "person" ? "drawn" : undefined;
  // A name or a comment is no label; a changed shape is one.
  if (from === to) return replaced === undefined ? undefined : "edited";
  return to === "proposed" ? "taken-back" : to;
}

/** A step keeps what it replaced: the shape after it is what the next one replaced, or the one that stands. */
function shapeAfter(finding: Finding, at: number): { geometry: FindingGeometry; measurements: readonly Measurement[] } {
  const next = finding.history.slice(at + 1).find(({ replaced }) => replaced !== undefined)?.replaced;
  const { geometry, measurements } = next ?? finding;
  return { geometry, measurements };
}

/** What a finding is a label of in the end: positive where somebody stands behind it, negative where it was rejected. */
export function verdictOf({ status, provenance }: Finding): "positive" | "negative" | undefined {
  if (status === "accepted" || status === "edited") return "positive";
  return status === "rejected" && provenance.by === "model" ? "negative" : undefined;
}

/** Centre and largest extent of a shape: in the patient (mm, LPS+), or on its image (pixels from the centre of the first one). */
export function placeOf(geometry: FindingGeometry): { readonly space: "patient" | "image"; readonly centre: readonly number[] } {
  if (geometry.kind !== "image") return { space: "patient", centre: centrePatient(geometry) ?? [] };
  const { pointsPixel } = geometry;
  const mean = (axis: 0 | 1) => pointsPixel.reduce((sum, point) => sum + point[axis], 0) / pointsPixel.length;
  return { space: "image", centre: [mean(0), mean(1)] };
}
