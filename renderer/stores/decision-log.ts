import type { FindingDecision } from "../../src/contract/index.ts";
import type { Finding, FindingStatus } from "../../src/findings/index.ts";

type Decision = FindingDecision["decision"];

/** What was done, as it is named where it is taken back. */
export type StepName =
  | "draw"
  | "delete"
  | "move"
  | "reshape"
  | "rename"
  | "comment"
  | "accept"
  | "reject"
  | "take-back"
  | "follow"
  | "unfollow";

/** Something done to a finding, so that it can be taken back and made again. `finding` is as it was after (deleted: before). */
export type DecisionStep = { readonly name: StepName; readonly finding: Finding } & (
  | { readonly kind: "decision"; readonly from: Decision; readonly to: Decision }
  | { readonly kind: "creation" }
  | { readonly kind: "removal" }
  | { readonly kind: "edit"; readonly before: Finding }
  /** Called the same lesion as a finding of another study (its id), or null: a lesion of its own. */
  | { readonly kind: "lesion"; readonly from: string | null; readonly to: string | null }
);

/** Steps of this sitting: `done` oldest first, `undone` the next one to be made again last. */
export interface DecisionLog {
  readonly done: readonly DecisionStep[];
  readonly undone: readonly DecisionStep[];
}

export const emptyDecisionLog: DecisionLog = { done: [], undone: [] };

/** More steps than a sitting has; the oldest go. */
const MOST_STEPS = 500;

/** A new step ends what could be made again. */
export function recordStep(log: DecisionLog, step: DecisionStep): DecisionLog {
  return { done: [...log.done, step].slice(-MOST_STEPS), undone: [] };
}

/** The step to take back, and the log after it. */
export function stepBack(log: DecisionLog): { readonly step: DecisionStep; readonly log: DecisionLog } | undefined {
  const step = log.done.at(-1);
  return step && { step, log: { done: log.done.slice(0, -1), undone: [...log.undone, step] } };
}

/** The step to make again, and the log after it. */
export function stepForward(log: DecisionLog): { readonly step: DecisionStep; readonly log: DecisionLog } | undefined {
  const step = log.undone.at(-1);
  return step && { step, log: { done: [...log.done, step], undone: log.undone.slice(0, -1) } };
}

/** The log without the step that would be taken back, or made again: it cannot be any more. */
export function withoutStep(log: DecisionLog, direction: "back" | "forward"): DecisionLog {
  return direction === "back" ? { ...log, done: log.done.slice(0, -1) } : { ...log, undone: log.undone.slice(0, -1) };
}

const decisionNames: Readonly<Record<Decision, StepName>> = { accepted: "accept", rejected: "reject", proposed: "take-back" };

export function nameOfDecision(decision: Decision): StepName {
  return decisionNames[decision];
}

/** The decision that leads back to a status; an edited finding is an accepted one. */
export function toDecision(status: FindingStatus): Decision {
  return status === "edited" ? "accepted" : status;
}
