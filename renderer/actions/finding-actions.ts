import { Check, CircleMinus, CirclePlus, Flame, PencilLine, Redo2, SkipBack, SkipForward, Undo2, X } from "lucide-react";
import {
  type ArrangementStep,
  acceptSelected,
  arrangementStep,
  type DecisionStep,
  growBoundary,
  type Message,
  noBoundary,
  type Reason,
  rejectSelected,
  selectedFinding,
  setTool,
  stepArrangement,
  stepMessage,
  stepProposal,
  toggleExplanation,
  useExplanationStore,
  useFindingsStore,
  useViewportStore,
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

function noProposal(): Reason | undefined {
  const isWaiting = useFindingsStore.getState().findings.some(({ status }) => status === "proposed");
  return isWaiting ? undefined : { key: "action.reason.noProposal" };
}

function noExplanation(): Reason | undefined {
  const chosen = selectedFinding();
  if (chosen === undefined) return noFinding;
  return chosen.provenance.by === "model" ? undefined : { key: "action.reason.notOfAModel" };
}

/** Deciding on findings, changing their boundaries, and taking it back. */
export const findingActions: readonly Action[] = [
  {
    id: "proposal-next",
    group: "findings",
    icon: SkipForward,
    run: () => stepProposal(1),
    reason: noProposal,
  },
  {
    id: "proposal-previous",
    group: "findings",
    icon: SkipBack,
    run: () => stepProposal(-1),
    reason: noProposal,
  },
  { id: "accept", group: "findings", icon: Check, run: acceptSelected, reason: noAccept },
  { id: "reject", group: "findings", icon: X, run: rejectSelected, reason: noReject },
  { id: "boundary-grow", group: "findings", icon: CirclePlus, run: () => growBoundary(1), reason: noBoundary },
  { id: "boundary-shrink", group: "findings", icon: CircleMinus, run: () => growBoundary(-1), reason: noBoundary },
  {
    id: "tool-boundary",
    group: "findings",
    icon: PencilLine,
    run: () => setTool("boundary"),
    isOn: () => useViewportStore.getState().tool === "boundary",
    reason: noBoundary,
  },
  {
    id: "explanation",
    group: "findings",
    icon: Flame,
    run: toggleExplanation,
    isOn: () => useExplanationStore.getState().isShown,
    reason: noExplanation,
  },
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
