import { createHash } from "node:crypto";
import type { Archive, InstanceRecord } from "../archive/index.ts";
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
  /** The stack that holds a frame; undefined where none does. Throws as `get`. */
  holding(seriesInstanceUid: string, sopInstanceUid: string, frameNumber: number): Promise<number | undefined>;
  /** A frame of whichever stack holds it. Throws as `get`. */
  frame(seriesInstanceUid: string, sopInstanceUid: string, frameNumber: number): Promise<FrameHeader | undefined>;
  /** Forgets a series whose instances changed. */
  forget(seriesInstanceUid: string): void;
}

const kept = 32;

export function createSeriesFramesCache({ archive, tasks }: { archive: Archive; tasks: TaskRunner }): SeriesFramesCache {
  const bySeries = new Map<string, { files: string; stacks: Promise<SeriesStacks> }>();
  async function read(seriesInstanceUid: string): Promise<SeriesStacks> {
    const instances = archive.instancesOfSeries(seriesInstanceUid);
    if (instances.length === 0) throw new HostError("not-found", "This series is not in the archive.");
    const known = bySeries.get(seriesInstanceUid);
    // A series that grew since is read again, and one of which another version is shown: a header never speaks for other pixels.
    const files = filesOf(instances);
    if (known?.files === files) return known.stacks;
    const stacks = tasks.run("series-frames", { instances }, { priority: 20 });
    bySeries.set(seriesInstanceUid, { files, stacks });
    stacks.catch(() => {
      if (bySeries.get(seriesInstanceUid)?.stacks === stacks) bySeries.delete(seriesInstanceUid);
    });
    const oldest = bySeries.keys().next().value;
    if (bySeries.size > kept && oldest !== undefined) bySeries.delete(oldest);
    return stacks;
  }
  return {
    get: async (seriesInstanceUid, split) => stackOf(await read(seriesInstanceUid), split),
    async holding(seriesInstanceUid, sopInstanceUid, frameNumber) {
      return find(await read(seriesInstanceUid), sopInstanceUid, frameNumber)?.index;
    },
    async frame(seriesInstanceUid, sopInstanceUid, frameNumber) {
      const frameOf = (series: SeriesStacks) => find(series, sopInstanceUid, frameNumber)?.frame;
      // While a series grows, what was read of it before is asked first: else every frame would cost a look at all headers. Of an image
      // of which another version is shown since, it knows nothing.
      const known = await bySeries.get(seriesInstanceUid)?.stacks.catch(() => undefined);
      const header = known && frameOf(known);
      const isCurrent = header?.version !== undefined && archive.instance(sopInstanceUid)?.sha256.startsWith(header.version);
      return isCurrent ? header : frameOf(await read(seriesInstanceUid));
    },
    forget: (seriesInstanceUid) => {
      bySeries.delete(seriesInstanceUid);
    },
  };
}

/** Tells one set of files from another. */
function filesOf(instances: readonly InstanceRecord[]): string {
  const hash = createHash("sha256");
  for (const { sopInstanceUid, sha256 } of instances) hash.update(`${sopInstanceUid} ${sha256}\n`);
  return hash.digest("hex");
}

function find({ stacks }: SeriesStacks, sopInstanceUid: string, frameNumber: number) {
  for (const { index, frames } of stacks) {
    const frame = frames.find((one) => one.sopInstanceUid === sopInstanceUid && one.frameNumber === frameNumber);
    if (frame !== undefined) return { index, frame };
  }
  return undefined;
}
