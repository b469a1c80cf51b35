import { openFileSource } from "./byte-source.ts";
import type { Codecs } from "./codec/codecs.ts";
import { decodeFrame, readOverlay, readStoredSamples } from "./decode-frame.ts";
import { type ImageFile, openImageFile } from "./image-file.ts";
import type { DecodedFrame, ValueType } from "./types.ts";

/** Decodes frames of files one after the other, as a worker does. */
export interface FrameReader {
  /** As `decodeFrameOfFile`; `into`: where to write instead of a new buffer. @throws VolumeError, DicomError */
  decode(
    path: string,
    frameNumber: number,
    valueType: ValueType | undefined,
    signal?: AbortSignal,
    into?: DecodedFrame["values"],
  ): Promise<DecodedFrame>;
  /** Packed bits of an overlay plane on a frame, as `readOverlayBits` gives them. @throws VolumeError, DicomError */
  overlay(path: string, frameNumber: number, group: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Stored values of a frame of one unsigned sample per pixel, whatever they stand for: labels, shares. @throws VolumeError, DicomError */
  stored(path: string, frameNumber: number, signal?: AbortSignal): Promise<Uint16Array>;
}

/**
 * A reader that remembers the headers and fragment tables of the last `kept` multi-frame files: a cine run parses its file once, not
 * for every frame. Files are taken not to change, as the originals of an archive do not.
 */
export function createFrameReader(codecs: Codecs, kept = 4): FrameReader {
  const files = new Map<string, ImageFile>();
  const open = async (path: string, signal: AbortSignal | undefined): Promise<ImageFile> => {
    const known = files.get(path);
    const file = known ?? (await openImageFile(await openFileSource(path), signal));
    files.delete(path);
    if (file.description.numberOfFrames > 1) files.set(path, file);
    for (const oldest of files.keys()) {
      if (files.size <= kept) break;
      files.delete(oldest);
    }
    return file;
  };
  return {
    async decode(path, frameNumber, valueType, signal, into) {
      return decodeFrame(await open(path, signal), frameNumber, { codecs, valueType, signal, into });
    },
    async overlay(path, frameNumber, group, signal) {
      return readOverlay(await open(path, signal), frameNumber, group, { codecs, signal });
    },
    async stored(path, frameNumber, signal) {
      return readStoredSamples(await open(path, signal), frameNumber, { codecs, signal }, ({ cells, bits }) => {
        const mask = 2 ** Math.min(16, bits.stored) - 1;
        return Uint16Array.from(cells, (cell) => (cell >> bits.shift) & mask);
      });
    },
  };
}
