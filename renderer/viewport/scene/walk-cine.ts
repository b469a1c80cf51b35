import { type CineHandover, CineRun } from "./cine.ts";
import type { PlaneSceneParts } from "./plane-scene-parts.ts";
import type { SliceWalk } from "./slice-walk.ts";

/** Cine that walks through the slices of a viewport; planes through a volume have no times of their own. */
export function walkCine(
  { source, pixels: { detail }, isLinked, onCine }: PlaneSceneParts,
  walk: SliceWalk,
  go: (index: number) => void,
  left: CineHandover | undefined,
): CineRun {
  return new CineRun(
    {
      count: () => source.count,
      wanted: () => walk.wanted,
      shown: () => walk.shown,
      go,
      recommendedRate: detail.recommendedFrameRate,
      frameTimeMs: (index) => (isLinked ? undefined : detail.frames[index]?.frameTimeMs),
      onEnd: () => onCine?.onEnd(),
      onNextStack: () => onCine?.onNextStack() ?? false,
    },
    left,
  );
}
