import { type Finding, labelledVertebra, neighbourVertebra, type VertebraName } from "../../../src/findings/index.ts";
import type { Point2 } from "../plane/affine.ts";
import { isInSpace, type Space } from "./seen.ts";

/** What labels begin with where none is there and none was chosen. */
export const FIRST_VERTEBRA: VertebraName = "L5";

/**
 * The vertebra that a click labels: the one that was chosen, else the neighbour of the last that was labelled, towards the head where the
 * click lies above it or the reader counts upwards.
 *
 * @param isAbove whether the click lies above a finding's place
 */
export function nextVertebra(
  findings: readonly Finding[],
  space: Space,
  chosen: VertebraName | undefined,
  isAbove: (finding: Finding) => boolean,
  direction: "auto" | "up" | "down" = "auto",
): VertebraName {
  if (chosen !== undefined) return chosen;
  const last = lastLabel(findings, space);
  if (last === undefined) return FIRST_VERTEBRA;
  const isUp = direction === "auto" ? isAbove(last.finding) : direction === "up";
  return neighbourVertebra(last.name, isUp ? -1 : 1);
}

/** The label that was made last in this space. */
export function lastLabel(
  findings: readonly Finding[],
  space: Space,
): { readonly finding: Finding; readonly name: VertebraName } | undefined {
  const finding = findings.findLast(
    (one) => one.status !== "rejected" && labelledVertebra(one) !== undefined && isInSpace(one, space),
  );
  const name = finding && labelledVertebra(finding);
  return finding === undefined || name === undefined ? undefined : { finding, name };
}

/** The finding that labels this vertebra already: a vertebra has one label. */
export function labelOf(findings: readonly Finding[], space: Space, name: VertebraName): Finding | undefined {
  return findings.find((one) => one.status !== "rejected" && labelledVertebra(one) === name && isInSpace(one, space));
}

/** Whether a click lies nearer to the head than a label: in the patient, or on an image without a place, higher up. */
export function isAboveLabel(finding: Finding, zPatient: number | undefined, [, row]: Point2): boolean {
  const { geometry } = finding;
  if (geometry.kind === "point" && zPatient !== undefined) return zPatient > geometry.pointPatient[2];
  return geometry.kind === "image" && row < (geometry.pointsPixel[0]?.[1] ?? 0);
}
