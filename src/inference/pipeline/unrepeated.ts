import { isOfImage, isSameCode } from "../../findings/index.ts";
import type { Proposal } from "../types.ts";

/** Without what is said of an image as a whole where the same is proposed in a place of it: a reader decides on it once. */
export function unrepeated(proposals: readonly Proposal[]): readonly Proposal[] {
  const placed = proposals.filter((proposal) => !isOfImage(proposal));
  return proposals.filter(
    (proposal) =>
      !isOfImage(proposal) ||
      !placed.some(
        ({ code, reference }) =>
          isSameCode(code, proposal.code) &&
          reference.sopInstanceUid === proposal.reference.sopInstanceUid &&
          reference.frameNumber === proposal.reference.frameNumber,
      ),
  );
}
