import {
  type CutPlane,
  type GraphicsSource,
  graphicsOnImage,
  graphicsOnPlane,
  type ImagePlace,
  type ObjectGraphics,
  readGraphicsSource,
  readSolid,
  type SegmentSolid,
} from "../../objects/index.ts";
import type { createFrameReader } from "../../volume/index.ts";
import { readHeader } from "./object-task.ts";

/** Where something is drawn: over a frame of an image, or cut by a plane through a volume. */
export type GraphicsPlace = { readonly image: ImagePlace } | { readonly cut: CutPlane };

/** What an object on disk draws there. @throws DicomError, ObjectError, VolumeError, HostError too-large */
export type GraphicsReader = (path: string, place: GraphicsPlace, signal: AbortSignal) => Promise<ObjectGraphics>;

interface Held {
  readonly source: GraphicsSource;
  /** All pixels of a segmentation, read when the first plane cuts it. */
  solid?: SegmentSolid | undefined;
}

/** A reader that remembers the last `kept` objects: whoever scrolls asks the same ones for every image. */
export function createGraphicsReader(reader: ReturnType<typeof createFrameReader>, kept = 3): GraphicsReader {
  const sources = new Map<string, Held>();
  return async (path, place, signal) => {
    const held = sources.get(path) ?? { source: readGraphicsSource((await readHeader(path)).file) };
    sources.delete(path);
    sources.set(path, held);
    for (const oldest of sources.keys()) {
      if (sources.size <= kept) break;
      sources.delete(oldest);
    }
    const { source } = held;
    const readStored = (frameNumber: number) => {
      signal.throwIfAborted();
      return reader.stored(path, frameNumber, signal);
    };
    if ("image" in place) return graphicsOnImage(source, place.image, readStored);
    if (source.kind === "segmentation") held.solid ??= await readSolid(source.index, readStored);
    return graphicsOnPlane(source, place.cut, held.solid);
  };
}
