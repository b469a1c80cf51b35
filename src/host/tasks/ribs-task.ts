import { findRibs, RibsError, straightenRibs } from "../../ribs/index.ts";
import { readSeriesStacks, readVolume, stackOf } from "../../volume/index.ts";
import type { TaskContext } from "./handlers.ts";
import type { Tasks } from "./types.ts";

/** Shares of the work that reading the volume and finding the ribs end at. */
const READ = 0.5;
const FOUND = 0.95;

/** Reads a series' volume, finds and numbers the ribs and lays them out straight. @throws RibsError; VolumeError */
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
  const strips = await straightenRibs(volume, ribs, "mean", (share) => onProgress(FOUND + (1 - FOUND) * share), signal);
  return {
    frameOfReferenceUid: frames.frameOfReferenceUid,
    numbering,
    ribs: ribs.flatMap(({ side, number, order, isCut }, index) => {
      const strip = strips[index];
      return strip === undefined ? [] : [{ side, number, order, isCut, strip }];
    }),
  };
}
