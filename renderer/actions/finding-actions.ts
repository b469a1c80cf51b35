import { Check, Redo2, Undo2, X } from "lucide-react";
import {
  type ArrangementStep,
  acceptSelected,
  arrangementStep,
  type DecisionStep,
  type Message,
  type Reason,
  rejectSelected,
  selectedFinding,
  stepArrangement,
  stepMessage,
  useFindingsStore,
} from "../stores/index.ts";
import type { Action } from "./action.ts";

const noFinding: Reason = { key: "action.reason.noFinding" };

function noAccept(): Reason | undefined {
  const status = selectedFinding()?.status;
  if (status === undefined) return noFinding;
  return status === "proposed" || status === "rejected" ? undefined : { key: "action.reason.isAccepted" };
}

function noReject(): Reason | undefined {
  const chosen = selectedFinding();
  if (chosen === undefined) return noFinding;
  return chosen.provenance.by === "model" && chosen.status === "rejected" ? { key: "action.reason.isRejected" } : undefined;
}

function named(key: "findings.undoStep" | "findings.redoStep", step: DecisionStep | undefined): Message | undefined {
  return step && stepMessage(key, step);
}

function arranged(key: "hanging.undoStep" | "hanging.redoStep", step: ArrangementStep | undefined): Message | undefined {
  return step && { kind: "text", key: `${key}.${step.name}` };
}

/** Deciding on findings, and taking it back. */
export const findingActions: readonly Action[] = [
  { id: "accept", group: "findings", icon: Check, run: acceptSelected, reason: noAccept },
  { id: "reject", group: "findings", icon: X, run: rejectSelected, reason: noReject },
  {
    id: "undo",
    group: "findings",
    icon: Undo2,
    run: () => (arrangementStep("back") ? stepArrangement("back") : void useFindingsStore.getState().undo()),
    says: () =>
      arranged("hanging.undoStep", arrangementStep("back")) ??
      named("findings.undoStep", useFindingsStore.getState().decisions.done.at(-1)),
    reason: () =>
      useFindingsStore.getState().decisions.done.length === 0 && arrangementStep("back") === undefined
        ? { key: "action.reason.nothingToUndo" }
        : undefined,
  },
  {
    id: "redo",
    group: "findings",
    icon: Redo2,
    run: () => (arrangementStep("forward") ? stepArrangement("forward") : void useFindingsStore.getState().redo()),
    says: () =>
      arranged("hanging.redoStep", arrangementStep("forward")) ??
      named("findings.redoStep", useFindingsStore.getState().decisions.undone.at(-1)),
    reason: () =>
      useFindingsStore.getState().decisions.undone.length === 0 && arrangementStep("forward") === undefined
        ? { key: "action.reason.nothingToRedo" }
        : undefined,
  },
];
