import type { FindingDecision } from "../../src/contract/index.ts";
import type { Finding, FindingStatus } from "../../src/findings/index.ts";

type Decision = FindingDecision["decision"];

/** A decision on a finding, so that it can be taken back and made again. */
export interface DecisionStep {
  readonly kind: "decision";
  readonly findingId: string;
  readonly from: Decision;
  readonly to: Decision;
}

/** A person's own finding that was deleted; taken back, it is filed anew and has another identity. */
export interface RemovalStep {
  readonly kind: "removal";
  readonly finding: Finding;
}

/** Steps of this sitting: `done` oldest first, `undone` the next one to be made again last. */
export interface DecisionLog {
  readonly done: readonly (DecisionStep | RemovalStep)[];
  readonly undone: readonly DecisionStep[];
}

export const emptyDecisionLog: DecisionLog = { done: [], undone: [] };

/** A new step ends what could be made again. */
export function recordStep(log: DecisionLog, step: DecisionStep | RemovalStep): DecisionLog {
  return { done: [...log.done, step], undone: [] };
}

/** The step to take back, and the log after it; a removal that was taken back cannot be made again. */
export function stepBack(log: DecisionLog): { readonly step: DecisionStep | RemovalStep; readonly log: DecisionLog } | undefined {
  const step = log.done.at(-1);
  if (step === undefined) return undefined;
  const undone = step.kind === "decision" ? [...log.undone, step] : log.undone;
  return { step, log: { done: log.done.slice(0, -1), undone } };
}

/** The step to make again, and the log after it. */
export function stepForward(log: DecisionLog): { readonly step: DecisionStep; readonly log: DecisionLog } | undefined {
  const step = log.undone.at(-1);
  return step && { step, log: { done: [...log.done, step], undone: log.undone.slice(0, -1) } };
}

/** The decision that leads back to a status; an edited finding is an accepted one. */
export function toDecision(status: FindingStatus): Decision {
  return status === "edited" ? "accepted" : status;
}
