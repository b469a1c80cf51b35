import type { InstanceRecord } from "../archive/index.ts";
import { throwIfAborted } from "../base/index.ts";
import { voxelCount } from "../geometry/index.ts";
import { type ByteSource, memorySource, openFileSource, readSmallFile } from "./byte-source.ts";
import { type Codecs, createCodecs } from "./codec/codecs.ts";
import { decodeFrame } from "./decode-frame.ts";
import { VolumeError } from "./errors.ts";
import { type ImageFile, openImageFile } from "./image-file.ts";
import { inParallel } from "./parallel.ts";
import type { FrameHeader, SeriesFrames, ValueArray, Volume } from "./types.ts";
import { createValues } from "./value-type.ts";

/** Writes the values of a frame into `into` (`rows * columns` values of the frame's value type). @throws VolumeError, DicomError */
export type FrameSource = (frame: FrameHeader, into: ValueArray, signal: AbortSignal | undefined) => Promise<void>;

export interface ReadVolumeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Share of the frames that are decoded, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Frames at once: while one is decoded the next ones are read. */
  readonly concurrency?: number | undefined;
  /** Into memory that worker threads see without a copy. */
  readonly isShared?: boolean | undefined;
}

const maxVoxels = 2 ** 31;

/**
 * Decodes a series into one buffer, each frame straight into its place (no second copy of the pixels exists). `source` is the series'
 * instances, whose files are decoded here, or whatever else gives frames.
 * @throws VolumeError not-a-volume (the verdict is `stack`), too-large, and whatever a frame fails with
 */
export async function readVolume(
  series: SeriesFrames,
  source: readonly InstanceRecord[] | FrameSource,
  options: ReadVolumeOptions = {},
): Promise<Volume> {
  const { signal, onProgress, concurrency = 4, isShared = false } = options;
  const decodeInto = typeof source === "function" ? source : fileFrameSource(source, createCodecs());
  const { grid } = series.geometry;
  const [first] = series.frames;
  // Missing slices are shown blank; nobody computes on what is not there.
  if (grid === undefined || first === undefined || series.geometry.missingSlices !== undefined) {
    const reason = series.geometry.issues.map((issue) => issue.code).join(", ");
    throw new VolumeError("not-a-volume", `The images do not make a regular volume (${reason}); they can be read one by one.`, {
      reason,
    });
  }
  const voxels = voxelCount(grid);
  if (voxels > maxVoxels) {
    throw new VolumeError("too-large", "The volume is larger than can be held in memory; its images can be read one by one.", {
      voxels,
    });
  }
  const values = createValues(first.valueType, voxels, isShared);
  const perFrame = grid.dimensions[0] * grid.dimensions[1];
  let done = 0;
  await inParallel(series.frames, concurrency, async (frame, k) => {
    throwIfAborted(signal);
    await decodeInto(frame, values.subarray(k * perFrame, (k + 1) * perFrame), signal);
    done += 1;
    onProgress?.(done / series.frames.length);
  });
  return {
    seriesInstanceUid: series.seriesInstanceUid,
    studyInstanceUid: series.studyInstanceUid,
    ...(series.frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid: series.frameOfReferenceUid }),
    grid,
    values,
    frames: series.frames,
    geometry: series.geometry,
  };
}

/** A usual slice of one frame is read whole into memory of this size, which is used again and again. */
const scratchBytes = 1024 * 1024;

/** Frames decoded here from the files of the instances; a multi-frame file's header is parsed once. */
export function fileFrameSource(
  instances: readonly InstanceRecord[],
  codecs: Codecs,
  openOther?: (instance: InstanceRecord) => Promise<ByteSource>,
): FrameSource {
  const open = openOther ?? ((instance: InstanceRecord) => openFileSource(instance.path));
  const byUid = new Map(instances.map((instance) => [instance.sopInstanceUid, instance]));
  const scratches: Uint8Array[] = [];
  let pixelOffset = 0;
  const decodeSmall: FrameSource = async (frame, into, signal) => {
    const instance = byUid.get(frame.sopInstanceUid) as InstanceRecord;
    const scratch = scratches.pop() ?? new Uint8Array(scratchBytes);
    try {
      // The files of a series begin alike: placed by the one before, pixels lie on whole words and are turned two at a time.
      const bytes = await readSmallFile(instance.path, scratch.subarray((4 - (pixelOffset % 4)) % 4));
      const file = await openImageFile(bytes === undefined ? await open(instance) : memorySource(bytes));
      if (file.pixels.kind === "native") pixelOffset = file.pixels.offset;
      const { frameNumber, valueType } = frame;
      await decodeFrame(file, frameNumber, { codecs, valueType, into, signal });
    } finally {
      scratches.push(scratch);
    }
  };
  let latest: { readonly uid: string; readonly file: Promise<ImageFile> } | undefined;
  return async (frame, into, signal) => {
    const instance = byUid.get(frame.sopInstanceUid);
    if (instance === undefined) {
      throw new VolumeError("frame-not-found", "An image of the series is no longer in the archive. Verify the archive.", {
        sopInstanceUid: frame.sopInstanceUid,
      });
    }
    if (openOther === undefined && instance.numberOfFrames === 1 && instance.byteLength < scratchBytes) {
      await decodeSmall(frame, into, signal);
      return;
    }
    if (latest?.uid !== frame.sopInstanceUid) {
      latest = { uid: frame.sopInstanceUid, file: open(instance).then((source) => openImageFile(source)) };
    }
    await decodeFrame(await latest.file, frame.frameNumber, { codecs, valueType: frame.valueType, into, signal });
  };
}
