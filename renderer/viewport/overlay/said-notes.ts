import { isOfImage } from "../../../src/findings/index.ts";
import { useDynamicText, useFindingsStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";

/** What models say of the image on screen as a whole: proposed until the reader decides, then as it was decided. */
export function useSaidNotes(facts: PlaneFacts | undefined): Note[] {
  const text = useViewportText();
  const find = useDynamicText();
  const findings = useFindingsStore((state) => state.findings);
  const frame = facts?.slice?.frame;
  if (frame === undefined) return [];
  return findings
    .filter((finding) => isOfImage(finding) && finding.status !== "rejected")
    .filter(({ reference }) => reference.sopInstanceUid === frame.sopInstanceUid && reference.frameNumber === frame.frameNumber)
    .flatMap(({ id, code, status, provenance }) => {
      if (provenance.by !== "model") return [];
      const what = find(`codes.${code.scheme}.${code.value}`) ?? code.meaning;
      const words = { what, score: provenance.score.toFixed(2) };
      const isOpen = status === "proposed";
      return [note(`said-${id}`, text(isOpen ? "note.saidProposed" : "note.saidAccepted", words), isOpen ? "warning" : "quiet")];
    });
}
