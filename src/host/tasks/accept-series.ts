import type { VolumeGrid } from "../../geometry/index.ts";
import { assertFacts, factsOfVolume, type LoadedModel, type SeriesAbout } from "../../inference/index.ts";
import type { SeriesFrames } from "../../volume/index.ts";

/**
 * Refuses a series by its headers, before any pixel is read: also one that is no volume at all, as a single slice.
 *
 * Throws `inference/not-accepted` with the reason.
 */
export function assertSeriesAccepted({ frames, geometry }: SeriesFrames, { manifest }: LoadedModel, about: SeriesAbout): void {
  if (manifest.accepts.of !== "volume") return;
  const grid = geometry.grid ?? gridOfNone(frames);
  const isVolume = geometry.grid !== undefined && geometry.kind !== "stack";
  assertFacts({ ...factsOfVolume({ frames, geometry, grid }, about), ...(isVolume ? {} : { of: "stack" }) }, manifest);
}

/** Images that make no volume are refused as such: how large they would be does not matter then. */
function gridOfNone(frames: SeriesFrames["frames"]): VolumeGrid {
  const { columns = 1, rows = 1 } = frames[0] ?? {};
  const directions = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const;
  return { dimensions: [columns, rows, frames.length], spacingMm: [1, 1, 1], originPatient: [0, 0, 0], directions };
}
