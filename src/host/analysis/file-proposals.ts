import { randomUUID } from "node:crypto";
import type { Analysis } from "../../contract/index.ts";
import { newUid } from "../../dicom/index.ts";
import { createFinding, type Finding } from "../../findings/index.ts";
import type { Proposal } from "../../inference/index.ts";
import type { Workstation } from "../workstation.ts";

/** Files what a run proposes as findings with status `proposed`, also while it goes on. */
export interface ProposalFile {
  /** All that the run proposes so far: it takes the place of what it said before, but for what a reader has decided on since. */
  replace(proposals: readonly Proposal[]): readonly Finding[];
  /** Takes back what the run proposed before it failed or was cancelled, but for what a reader has decided on. */
  withdraw(): void;
}

/**
 * Proposals of an earlier run of the same model on the series that nobody decided on give way to those of this run; decided ones stay.
 */
export function openProposalFile(
  { workspace, now }: Pick<Workstation, "workspace" | "now">,
  analysis: Pick<Analysis, "id" | "studyInstanceUid" | "seriesInstanceUid" | "modelId">,
  frameOfReferenceUid: () => string | undefined,
): ProposalFile {
  const { studyInstanceUid, seriesInstanceUid } = analysis;
  const isOurs = ({ provenance }: Finding) => provenance.by === "model" && provenance.analysisId === analysis.id;
  const isUndecided = ({ status, history }: Finding) => status === "proposed" && history.length <= 1;
  const ofModel = () =>
    workspace
      .findings(studyInstanceUid)
      .filter(({ seriesInstanceUid: of, provenance }) => of === seriesInstanceUid && provenance.by === "model")
      .filter(({ provenance }) => provenance.by === "model" && provenance.modelId === analysis.modelId);
  return {
    replace(proposals) {
      const ranked = proposals.map((proposal, at) => ({ proposal, trackingId: `AI ${at + 1}` }));
      const before = ofModel();
      // Those that stay keep their identity: the reader may have one of them in hand.
      const kept = before.filter(
        (finding) => isOurs(finding) && (!isUndecided(finding) || ranked.some((one) => isUnchanged(finding, one))),
      );
      for (const finding of before) if (isUndecided(finding) && !kept.includes(finding)) workspace.removeFinding(finding.id);
      const time = now().toISOString();
      const place = frameOfReferenceUid();
      const findings = ranked
        .filter(({ proposal }) => !kept.some((finding) => isSamePlace(finding, proposal)))
        .map(({ proposal, trackingId }) =>
          createFinding(
            {
              ...proposal,
              studyInstanceUid,
              seriesInstanceUid,
              ...(place === undefined ? {} : { frameOfReferenceUid: place }),
              trackingId,
            },
            proposal.provenance.by === "model" ? { ...proposal.provenance, time } : proposal.provenance,
            { id: randomUUID(), trackingUid: newUid() },
            time,
          ),
        );
      workspace.putFindings(findings);
      return [...kept, ...findings];
    },
    withdraw() {
      for (const finding of ofModel()) if (isOurs(finding) && isUndecided(finding)) workspace.removeFinding(finding.id);
    },
  };
}

/** The run says of it what it said before, in the same place of its list. */
function isUnchanged(finding: Finding, { proposal, trackingId }: { proposal: Proposal; trackingId: string }): boolean {
  const [before, now] = [finding.provenance, proposal.provenance];
  const isSameScore = before.by === "model" && now.by === "model" && before.score === now.score;
  return isSameScore && finding.trackingId === trackingId && isSamePlace(finding, proposal);
}

/** What a reader decided on while the run went on: the run says it again at its end, as it was. */
function isSamePlace(finding: Finding, { geometry, code }: Proposal): boolean {
  const first = finding.history.find(({ replaced }) => replaced !== undefined)?.replaced?.geometry ?? finding.geometry;
  return finding.code.value === code.value && JSON.stringify(first) === JSON.stringify(geometry);
}
