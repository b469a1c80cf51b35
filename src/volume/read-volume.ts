import type { InstanceRecord } from "../archive/index.ts";
import { throwIfAborted } from "../base/index.ts";
import { voxelCount } from "../geometry/index.ts";
import { type ByteSource, openFileSource } from "./byte-source.ts";
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
  /** Frames decoded at once: 2 lets one be read while another is decoded. */
  readonly concurrency?: number | undefined;
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
  const { signal, onProgress, concurrency = 2 } = options;
  const decodeInto = typeof source === "function" ? source : fileFrameSource(source, createCodecs());
  const { grid } = series.geometry;
  const [first] = series.frames;
  if (grid === undefined || first === undefined) {
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
  const values = createValues(first.valueType, voxels);
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

/** Frames decoded here from the files of the instances; a multi-frame file's header is parsed once. */
export function fileFrameSource(
  instances: readonly InstanceRecord[],
  codecs: Codecs,
  open: (instance: InstanceRecord) => Promise<ByteSource> = (instance) => openFileSource(instance.path),
): FrameSource {
  const byUid = new Map(instances.map((instance) => [instance.sopInstanceUid, instance]));
  let latest: { readonly uid: string; readonly file: Promise<ImageFile> } | undefined;
  return async (frame, into, signal) => {
    const instance = byUid.get(frame.sopInstanceUid);
    if (instance === undefined) {
      throw new VolumeError("frame-not-found", "An image of the series is no longer in the archive. Verify the archive.", {
        sopInstanceUid: frame.sopInstanceUid,
      });
    }
    if (latest?.uid !== frame.sopInstanceUid) {
      latest = { uid: frame.sopInstanceUid, file: open(instance).then((source) => openImageFile(source)) };
    }
    await decodeFrame(await latest.file, frame.frameNumber, { codecs, valueType: frame.valueType, into, signal });
  };
}
