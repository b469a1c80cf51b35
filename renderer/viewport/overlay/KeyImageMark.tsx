import { Star } from "lucide-react";
import { isKeyImage, useDynamicText, useKeyImagesStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";

/** Says in the corner that the image on screen is a key image, of the reader or of others, and what for. */
export function KeyImageMark({ facts }: { readonly facts: PlaneFacts | undefined }) {
  const text = useViewportText();
  const find = useDynamicText();
  const { keyImages, foreign } = useKeyImagesStore();
  const frame = facts?.slice?.frame;
  if (frame === undefined) return null;
  const own = keyImages.find((image) => isKeyImage([image], frame));
  const others = foreign.find(({ images }) =>
    images.some(
      ({ sopInstanceUid, frameNumber }) => sopInstanceUid === frame.sopInstanceUid && frameNumber === frame.frameNumber,
    ),
  );
  if (own === undefined && others === undefined) return null;
  const title = own?.title ?? others?.title?.value ?? "";
  const words = find(`keyImage.title.${title}`) ?? others?.title?.meaning ?? "";
  const place = facts?.slice?.isAcquired === false ? text("keyImage.nearest") : "";
  return (
    <span className="key-image-mark" data-testid="key-image-mark" data-own={own !== undefined} title={words}>
      <Star size={13} aria-hidden fill={own === undefined ? "none" : "currentColor"} />
      <span className="key-image-words">{[words, place].filter(Boolean).join(" · ")}</span>
    </span>
  );
}
