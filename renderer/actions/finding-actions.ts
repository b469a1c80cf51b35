import { Check, Redo2, Undo2, X } from "lucide-react";
import {
  acceptSelected,
  type DecisionStep,
  type Message,
  type Reason,
  rejectSelected,
  selectedFinding,
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

/** Deciding on findings, and taking it back. */
export const findingActions: readonly Action[] = [
  { id: "accept", group: "findings", icon: Check, run: acceptSelected, reason: noAccept },
  { id: "reject", group: "findings", icon: X, run: rejectSelected, reason: noReject },
  {
    id: "undo",
    group: "findings",
    icon: Undo2,
    run: () => void useFindingsStore.getState().undo(),
    says: () => named("findings.undoStep", useFindingsStore.getState().decisions.done.at(-1)),
    reason: () => (useFindingsStore.getState().decisions.done.length === 0 ? { key: "action.reason.nothingToUndo" } : undefined),
  },
  {
    id: "redo",
    group: "findings",
    icon: Redo2,
    run: () => void useFindingsStore.getState().redo(),
    says: () => named("findings.redoStep", useFindingsStore.getState().decisions.undone.at(-1)),
    reason: () =>
      useFindingsStore.getState().decisions.undone.length === 0 ? { key: "action.reason.nothingToRedo" } : undefined,
  },
];
