import type { FindingDecision } from "../../src/contract/index.ts";
import type { FindingStatus } from "../../src/findings/index.ts";

type Decision = FindingDecision["decision"];

/** One decision on a finding, so that it can be taken back and made again. */
export interface DecisionStep {
  readonly findingId: string;
  readonly from: Decision;
  readonly to: Decision;
}

/** Decisions of this sitting: `done` oldest first, `undone` last one first to be made again. */
export interface DecisionLog {
  readonly done: readonly DecisionStep[];
  readonly undone: readonly DecisionStep[];
}

export const emptyDecisionLog: DecisionLog = { done: [], undone: [] };

/** A new decision ends what could be made again. */
export function recordDecision(log: DecisionLog, step: DecisionStep): DecisionLog {
  return { done: [...log.done, step], undone: [] };
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

/** The decision that leads back to a status; an edited finding is an accepted one. */
export function toDecision(status: FindingStatus): Decision {
  return status === "edited" ? "accepted" : status;
}
