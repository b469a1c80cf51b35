import { dcm, type Finding, type FindingKind, isSameCode, kindOf, own } from "../../src/findings/index.ts";

export type FindingGroup = "proposed" | "accepted" | "rejected";

/** Edited findings stand with the accepted ones: a person stands behind both. */
export function groupOf(finding: Finding): FindingGroup {
  return finding.status === "edited" ? "accepted" : finding.status;
}

/** Kinds that stand together in the list, in its order. */
export const findingFamilies = [
  "named",
  "length",
  "axes",
  "angle",
  "region",
  "value",
  "ratio",
  "annotation",
  "vertebra",
] as const;
export type FindingFamily = (typeof findingFamilies)[number];

const families: Readonly<Record<FindingKind, FindingFamily>> = {
  sphere: "named",
  box: "named",
  length: "length",
  polyline: "length",
  bidirectional: "axes",
  angle: "angle",
  cobb: "angle",
  ellipse: "region",
  circle: "region",
  rectangle: "region",
  polygon: "region",
  point: "value",
  cardiothoracic: "ratio",
  arrow: "annotation",
  text: "annotation",
  vertebra: "vertebra",
};

/** Where a finding stands in the list: what says what it is before what was only measured. */
export function familyOf(finding: Finding): FindingFamily {
  const family = families[kindOf(finding)];
  const isBare = finding.code.scheme === own.annotation.scheme || isSameCode(finding.code, dcm.imageRegion);
  const saysWhat =
    finding.provenance.by === "model" || !(isBare || measuredCodes.has(finding.code.value) || family === "vertebra");
  return saysWhat ? "named" : family;
}

/** Codes of findings that are nothing but a measurement. */
const measuredCodes = new Set(["410668003", "1483009", "285285000", "121211", "112031"]);

/** Findings in the order of the list: proposals by score, the rest by what they are and in order of making. */
export function groupFindings(findings: readonly Finding[]): Readonly<Record<FindingGroup, readonly Finding[]>> {
  const of = (group: FindingGroup) => findings.filter((finding) => groupOf(finding) === group);
  return {
    proposed: of("proposed").sort((a, b) => (scoreOf(b) ?? 0) - (scoreOf(a) ?? 0)),
    accepted: of("accepted").sort((a, b) => findingFamilies.indexOf(familyOf(a)) - findingFamilies.indexOf(familyOf(b))),
    rejected: of("rejected"),
  };
}

/** The list as it is walked with the arrow keys. */
export function findingOrder(findings: readonly Finding[]): readonly Finding[] {
  const { proposed, accepted, rejected } = groupFindings(findings);
  return [...proposed, ...accepted, ...rejected];
}

/** The model's score, undefined for a person's own finding. */
export function scoreOf({ provenance }: Finding): number | undefined {
  return provenance.by === "model" ? provenance.score : undefined;
}
