import type { SeriesDetail } from "../../../src/contract/index.ts";
import { isSameName, useStudyStore } from "../../stores/index.ts";
import { useViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";

/**
 * A series of another study whose patient has another name than that of the open one: the same identifier may be two patients'. A name may
 * also have changed, so it is shown, and said.
 */
export function usePatientNotes({ studyInstanceUid, overlay }: SeriesDetail): readonly Note[] {
  const text = useViewportText();
  const open = useStudyStore((state) => state.detail?.study);
  if (open === undefined || open.studyInstanceUid === studyInstanceUid) return [];
  return isSameName(open.patientName, overlay.patientName) ? [] : [note("other-name", text("note.otherName"), "danger")];
}
