import { useEffect } from "react";
import { type Frame, type KeyImagesAnswer, type RejectionTitle, rejectionTitles } from "../../../src/contract/index.ts";
import { askForRejections, useKeyImagesStore, useRejectionsStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";

/**
 * Under which title an image is withdrawn by a Key Object Selection of its study, of the reader's or of others; undefined where it is not. A
 * frame that is named withdraws that frame alone; an instance of which none is named is withdrawn whole.
 */
export function rejectionOf(
  { sopInstanceUid, frameNumber }: Pick<Frame, "sopInstanceUid" | "frameNumber">,
  { keyImages, foreign }: KeyImagesAnswer,
): RejectionTitle | undefined {
  const own = keyImages.filter((image) => image.sopInstanceUid === sopInstanceUid && image.frameNumber === frameNumber);
  const others = foreign.filter(({ withdrawn }) =>
    withdrawn.some((one) => {
      if (one.sopInstanceUid !== sopInstanceUid) return false;
      return one.frameNumbers.length === 0 || one.frameNumbers.includes(frameNumber);
    }),
  );
  const titles = new Set<string | undefined>([...own.map(({ title }) => title), ...others.map(({ title }) => title?.value)]);
  return rejectionTitles.find((title) => titles.has(title));
}

/**
 * Says in red that the image on screen was withdrawn, and why: it is not hidden, for who rejects may be wrong. Selections are those of the open
 * study and of the image's own, which may be a prior beside it.
 */
export function useRejectionNotes(studyInstanceUid: string, facts: PlaneFacts | undefined): Note[] {
  const text = useViewportText();
  const { studyInstanceUid: open, keyImages, foreign } = useKeyImagesStore();
  const beside = useRejectionsStore(({ byStudy }) => byStudy[studyInstanceUid]);
  useEffect(() => {
    if (open !== undefined) askForRejections(studyInstanceUid);
  }, [open, studyInstanceUid]);
  const frame = facts?.slice?.frame;
  if (frame === undefined) return [];
  const isBeside = studyInstanceUid !== open && beside !== undefined && beside !== "asked";
  const others = isBeside ? beside : { keyImages: [], foreign: [] };
  const title = rejectionOf(frame, {
    keyImages: [...keyImages, ...others.keyImages],
    foreign: [...foreign, ...others.foreign],
  });
  return title === undefined ? [] : [note("rejected", text(`rejected.${title}`), "danger")];
}
