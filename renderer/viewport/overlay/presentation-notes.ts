import { type PresentationState, usePresentationStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";

/** A presentation state that was read; for a scene. */
export function presentationState(sopInstanceUid: string): PresentationState | undefined {
  const content = usePresentationStore.getState().answers.get(sopInstanceUid)?.document.content;
  return content?.kind === "presentation" ? content : undefined;
}

/** Which presentation state the image is shown by, and what of it is not so on screen. */
export function usePresentationNotes(facts: PlaneFacts | undefined): Note[] {
  const text = useViewportText();
  const shown = facts?.presentation;
  const answer = usePresentationStore(({ answers }) => shown && answers.get(shown.sopInstanceUid));
  if (shown === undefined || answer?.document.content.kind !== "presentation") return [];
  const { label, description } = answer.document.content;
  const name = description || label || answer.document.seriesDescription;
  if (!shown.isApplied) return [note("presentation-elsewhere", text("presentation.elsewhere", { name }), "warning")];
  return [
    note("presentation", text(shown.isChanged ? "presentation.changed" : "presentation.applied", { name }), "quiet"),
    ...(shown.lacksModality ? [note("presentation-modality", text("presentation.lacksModality"), "warning")] : []),
    ...(shown.hasOtherPixels ? [note("presentation-pixels", text("presentation.otherPixels"), "warning")] : []),
    ...(shown.isGuessedSize ? [note("presentation-size", text("presentation.trueSize"), "quiet")] : []),
  ];
}

/** Facts for tests; described in README.md. */
export function presentationAttributes({ presentation }: PlaneFacts): Readonly<Record<`data-${string}`, string>> {
  if (presentation === undefined) return {};
  const { sopInstanceUid, isApplied, isChanged } = presentation;
  return {
    "data-presentation": sopInstanceUid,
    "data-presentation-state": isApplied ? (isChanged ? "changed" : "applied") : "elsewhere",
  };
}
