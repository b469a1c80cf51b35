import type { Frame, KeyImagesAnswer } from "../../../src/contract/index.ts";
import { useKeyImagesStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";
import { type Note, note } from "./Notes.tsx";

/** Titles under which images are withdrawn (PS3.16 CID 7011, IHE IOCM), the gravest first. */
const rejections = ["113037", "113038", "113001", "113039"] as const;
type Rejection = (typeof rejections)[number];

/**
 * Under which title an image is withdrawn by a Key Object Selection of its study, of the reader's or of others; undefined where it is not. A
 * frame that is named withdraws that frame; an instance of which no frame is named is listed by its first, and is withdrawn whole.
 */
export function rejectionOf(
  { sopInstanceUid, frameNumber }: Pick<Frame, "sopInstanceUid" | "frameNumber">,
  { keyImages, foreign }: KeyImagesAnswer,
): Rejection | undefined {
  const own = keyImages.filter((image) => image.sopInstanceUid === sopInstanceUid && image.frameNumber === frameNumber);
  const others = foreign.filter(({ images }) => {
    const named = images.filter((image) => image.sopInstanceUid === sopInstanceUid).map((image) => image.frameNumber);
    return named.includes(frameNumber) || (named.length === 1 && named[0] === 1);
  });
  const titles = new Set<string | undefined>([...own.map(({ title }) => title), ...others.map(({ title }) => title?.value)]);
  return rejections.find((title) => titles.has(title));
}

/** Says in red that the image on screen was withdrawn, and why: it is not hidden, for who rejects may be wrong. */
export function useRejectionNotes(facts: PlaneFacts | undefined): Note[] {
  const text = useViewportText();
  const { keyImages, foreign } = useKeyImagesStore();
  const frame = facts?.slice?.frame;
  const title = frame && rejectionOf(frame, { keyImages: [...keyImages], foreign: [...foreign] });
  return title === undefined ? [] : [note("rejected", text(`rejected.${title}`), "danger")];
}
