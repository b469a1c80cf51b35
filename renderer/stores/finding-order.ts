import type { Finding } from "../../src/findings/index.ts";

export type FindingGroup = "proposed" | "accepted" | "rejected";

/** Edited findings stand with the accepted ones: a person stands behind both. */
export function groupOf(finding: Finding): FindingGroup {
  return finding.status === "edited" ? "accepted" : finding.status;
}

/** Findings in the order of the list: proposals by score, the rest in order of making. */
export function groupFindings(findings: readonly Finding[]): Readonly<Record<FindingGroup, readonly Finding[]>> {
  const of = (group: FindingGroup) => findings.filter((finding) => groupOf(finding) === group);
  return {
    proposed: of("proposed").sort((a, b) => (scoreOf(b) ?? 0) - (scoreOf(a) ?? 0)),
    accepted: of("accepted"),
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
