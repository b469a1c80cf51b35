import type { Archive } from "../archive/index.ts";
import { type FrameHeader, type SeriesFrames, type SeriesStacks, stackOf } from "../volume/index.ts";
import { HostError } from "./errors.ts";
import type { TaskRunner } from "./tasks/types.ts";

/**
 * Headers, order and verdict of the series that were looked at last; read once in a worker, asked for by many. A series may be several
 * stacks: `split` is the index of one, absent for the one that a reader opens.
 */
export interface SeriesFramesCache {
  /** @throws HostError "not-found"; VolumeError; AbortError of the first asker never reaches another one */
  get(seriesInstanceUid: string, split?: number): Promise<SeriesFrames>;
  /** A frame of whichever stack holds it. Throws as `get`. */
  frame(seriesInstanceUid: string, sopInstanceUid: string, frameNumber: number): Promise<FrameHeader | undefined>;
  /** Forgets a series whose instances changed. */
  forget(seriesInstanceUid: string): void;
}

const kept = 32;

export function createSeriesFramesCache({ archive, tasks }: { archive: Archive; tasks: TaskRunner }): SeriesFramesCache {
  const bySeries = new Map<string, { count: number; stacks: Promise<SeriesStacks> }>();
  async function read(seriesInstanceUid: string): Promise<SeriesStacks> {
    const instances = archive.instancesOfSeries(seriesInstanceUid);
    if (instances.length === 0) throw new HostError("not-found", "This series is not in the archive.");
    const known = bySeries.get(seriesInstanceUid);
    // A series that grew since is read again: the count is the cheapest witness.
    if (known?.count === instances.length) return known.stacks;
    const stacks = tasks.run("series-frames", { instances }, { priority: 20 });
    bySeries.set(seriesInstanceUid, { count: instances.length, stacks });
    stacks.catch(() => bySeries.delete(seriesInstanceUid));
    const oldest = bySeries.keys().next().value;
    if (bySeries.size > kept && oldest !== undefined) bySeries.delete(oldest);
    return stacks;
  }
  return {
    get: async (seriesInstanceUid, split) => stackOf(await read(seriesInstanceUid), split),
    async frame(seriesInstanceUid, sopInstanceUid, frameNumber) {
      const frameOf = ({ stacks }: SeriesStacks) =>
        stacks
          .flatMap(({ frames }) => frames)
          .find((frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber);
      // While a series grows, what was read of it before is asked first: else every frame would cost a look at all headers.
      const known = await bySeries.get(seriesInstanceUid)?.stacks.catch(() => undefined);
      return (known && frameOf(known)) ?? frameOf(await read(seriesInstanceUid));
    },
    forget: (seriesInstanceUid) => {
      bySeries.delete(seriesInstanceUid);
    },
  };
}
