import type { Archive } from "../archive/index.ts";
import type { SeriesFrames } from "../volume/index.ts";
import { HostError } from "./errors.ts";
import type { TaskRunner } from "./tasks/types.ts";

/** Headers, order and verdict of the series that were looked at last; read once in a worker, asked for by many. */
export interface SeriesFramesCache {
  /** @throws HostError "not-found"; VolumeError; AbortError of the first asker never reaches another one */
  get(seriesInstanceUid: string): Promise<SeriesFrames>;
  /** Forgets a series whose instances changed. */
  forget(seriesInstanceUid: string): void;
}

const kept = 32;

export function createSeriesFramesCache({ archive, tasks }: { archive: Archive; tasks: TaskRunner }): SeriesFramesCache {
  const bySeries = new Map<string, { count: number; frames: Promise<SeriesFrames> }>();
  return {
    get(seriesInstanceUid) {
      const instances = archive.instancesOfSeries(seriesInstanceUid);
      if (instances.length === 0) return Promise.reject(new HostError("not-found", "This series is not in the archive."));
      const known = bySeries.get(seriesInstanceUid);
      // A series that grew since is read again: the count is the cheapest witness.
      if (known?.count === instances.length) return known.frames;
      const frames = tasks.run("series-frames", { instances }, { priority: 20 });
      bySeries.set(seriesInstanceUid, { count: instances.length, frames });
      frames.catch(() => bySeries.delete(seriesInstanceUid));
      const oldest = bySeries.keys().next().value;
      if (bySeries.size > kept && oldest !== undefined) bySeries.delete(oldest);
      return frames;
    },
    forget: (seriesInstanceUid) => {
      bySeries.delete(seriesInstanceUid);
    },
  };
}
