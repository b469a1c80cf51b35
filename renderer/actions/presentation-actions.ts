import { FileDown, GalleryVerticalEnd, Send, Star } from "lucide-react";
import {
  askToSavePresentation,
  markShown,
  type Reason,
  showSideTab,
  stepKeyImage,
  takeOffPresentation,
  useKeyImagesStore,
  useViewportStore,
  writeKeyImages,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { activeCell, needs } from "./reasons.ts";

const noKeyImage = (): Reason | undefined => {
  const { keyImages, foreign } = useKeyImagesStore.getState();
  return keyImages.length + foreign.length === 0 ? { key: "keyImage.reason.none" } : undefined;
};
const noneMarked = (): Reason | undefined =>
  useKeyImagesStore.getState().keyImages.length === 0 ? { key: "keyImage.reason.none" } : undefined;
const notAStack = (): Reason | undefined =>
  needs("image")() ?? (activeCell()?.content.kind === "stack" ? undefined : { key: "presentation.reason.stack" });

/** Key images, and the presentation states of images. */
export const presentationActions: readonly Action[] = [
  { id: "key-image", group: "presentation", icon: Star, run: () => markShown(), reason: needs("measure") },
  { id: "key-image-next", group: "presentation", run: () => stepKeyImage(1), reason: noKeyImage },
  { id: "key-image-previous", group: "presentation", run: () => stepKeyImage(-1), reason: noKeyImage },
  { id: "key-image-list", group: "presentation", run: () => showSideTab("key-images") },
  { id: "key-image-write", group: "presentation", icon: Send, run: () => void writeKeyImages(), reason: noneMarked },
  {
    id: "presentation-save",
    group: "presentation",
    icon: FileDown,
    run: () => askToSavePresentation(useViewportStore.getState().activeCellId),
    reason: notAStack,
  },
  {
    id: "presentation-off",
    group: "presentation",
    icon: GalleryVerticalEnd,
    run: () => takeOffPresentation(),
    reason: () => (activeCell()?.presentation === undefined ? { key: "presentation.reason.none" } : undefined),
  },
];
