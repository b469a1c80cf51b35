import type { Finding } from "../../src/findings/index.ts";
import { type DecisionStep, toDecision } from "./decision-log.ts";

/** Parts of a finding that are changed one without the other: in another window, or by another person. */
type Part = "shape" | "words" | "status" | "lesion";

const partOf: Readonly<Record<Part, (finding: Finding) => unknown>> = {
  shape: ({ geometry, reference }) => [geometry, reference],
  words: ({ trackingId, comment, site }) => [trackingId, comment, site?.scheme, site?.value],
  status: ({ status }) => toDecision(status),
  lesion: ({ trackingUid }) => trackingUid,
};

function isSame(part: Part, one: Finding, other: Finding): boolean {
  return JSON.stringify(partOf[part](one)) === JSON.stringify(partOf[part](other));
}

/**
 * Whether what a step would put back has been changed since by somebody else: taking it back (or making it again) would undo their change.
 * What they changed of another part stays, and is no reason: a shape is put back under a comment that was written meanwhile.
 *
 * @param now the finding as it is known; undefined where it is gone
 */
export function isChangedSince(step: DecisionStep, now: Finding | undefined, direction: "back" | "forward"): boolean {
  const isBack = direction === "back";
  const brings = step.kind === (isBack ? "removal" : "creation");
  if (brings) return false;
  if (now === undefined) return true;
  switch (step.kind) {
    case "creation":
    case "removal":
      return !(["shape", "words", "status", "lesion"] as const).every((part) => isSame(part, step.finding, now));
    case "edit": {
      const left = isBack ? step.finding : step.before;
      const part = isSame("shape", step.finding, step.before) ? "words" : "shape";
      return !isSame(part, left, now);
    }
    case "decision":
      return toDecision(now.status) !== (isBack ? step.to : step.from);
    case "lesion":
      return isBack && !isSame("lesion", step.finding, now);
  }
}
