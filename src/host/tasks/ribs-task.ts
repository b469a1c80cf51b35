import { findRibs, RibsError, runsOf, segmentRibs, straightenRibs } from "../../ribs/index.ts";
import { readSeriesStacks, readVolume, stackOf } from "../../volume/index.ts";
import type { TaskContext } from "./handlers.ts";
import type { Tasks } from "./types.ts";

/** Shares of the work that reading the volume, finding the ribs and marking their voxels end at. */
const READ = 0.5;
const FOUND = 0.85;
const SEGMENTED = 0.97;

/** Reads a series' volume, finds and numbers the ribs, marks their voxels and lays them out straight. @throws RibsError; VolumeError */
export async function unrollRibs(
  { instances, split }: Tasks["ribs"]["input"],
  { signal, onProgress }: TaskContext<Tasks["ribs"]["progress"]>,
): Promise<Tasks["ribs"]["output"]> {
  const frames = stackOf(await readSeriesStacks(instances, { signal }), split);
  if (frames.modality !== "CT") {
    throw new RibsError("not-ct", "Ribs are found on CT alone. The series can be read as usual; choose a CT of the chest.");
  }
  if (frames.geometry.grid === undefined) {
    throw new RibsError(
      "no-volume",
      "The slices of this series do not form a volume, so ribs cannot be followed. The series can be read as usual; choose another one.",
    );
  }
  const volume = await readVolume(frames, instances, { signal, onProgress: (share: number) => onProgress(share * READ) });
  const { ribs, numbering } = await findRibs(volume, {
    signal,
    onProgress: (share) => onProgress(READ + (FOUND - READ) * share),
  });
  const voxels = await segmentRibs(volume, ribs, (share) => onProgress(FOUND + (SEGMENTED - FOUND) * share), signal);
  const strips = await straightenRibs(volume, ribs, "mean", (share) => onProgress(SEGMENTED + (1 - SEGMENTED) * share), signal);
  return {
    frameOfReferenceUid: frames.frameOfReferenceUid,
    numbering,
    grid: volume.grid,
    ribs: ribs.flatMap(({ side, number, order, isCut }, index) => {
      const strip = strips[index];
      const runs = runsOf(voxels[index] ?? new Uint32Array(0), volume.grid.dimensions[0]);
      return strip === undefined ? [] : [{ side, number, order, isCut, strip, runs }];
    }),
  };
}
