import { useMemo } from "react";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { markKeyImage } from "../stores/index.ts";
import type { PlaneScene } from "./scene/plane-scene.ts";
import { useWishes, type Wishes } from "./use-wishes.ts";

/** Carries out what is wished of the image itself: its mark as a key image. A plane through the volume names its nearest image. */
export function usePresentationWishes(cellId: string, scene: PlaneScene | undefined, detail: SeriesDetail): void {
  const wishes = useMemo((): Wishes | undefined => {
    if (scene === undefined) return undefined;
    return {
      onCommand({ kind }) {
        const frame = scene.facts().slice?.frame;
        if (kind !== "key-image" || frame === undefined) return;
        const { sopInstanceUid, frameNumber } = frame;
        void markKeyImage({ seriesInstanceUid: detail.seriesInstanceUid, sopInstanceUid, frameNumber }, detail.studyInstanceUid);
      },
      onFocus() {},
    };
  }, [scene, detail]);
  useWishes(cellId, wishes);
}
