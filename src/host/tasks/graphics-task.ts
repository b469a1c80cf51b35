import {
  type GraphicsSource,
  graphicsOnImage,
  type ImagePlace,
  type ObjectGraphics,
  readGraphicsSource,
} from "../../objects/index.ts";
import type { createFrameReader } from "../../volume/index.ts";
import { readHeader } from "./object-task.ts";

/** What an object on disk draws over a frame of an image. @throws DicomError, ObjectError, VolumeError, HostError too-large */
export type GraphicsReader = (path: string, image: ImagePlace, signal: AbortSignal) => Promise<ObjectGraphics>;

/** A reader that remembers the last `kept` objects: whoever scrolls asks the same ones for every image. */
export function createGraphicsReader(reader: ReturnType<typeof createFrameReader>, kept = 3): GraphicsReader {
  const sources = new Map<string, GraphicsSource>();
  return async (path, image, signal) => {
    const source = sources.get(path) ?? readGraphicsSource((await readHeader(path)).file);
    sources.delete(path);
    sources.set(path, source);
    for (const oldest of sources.keys()) {
      if (sources.size <= kept) break;
      sources.delete(oldest);
    }
    return graphicsOnImage(source, image, (frameNumber) => {
      signal.throwIfAborted();
      return reader.stored(path, frameNumber, signal);
    });
  };
}
