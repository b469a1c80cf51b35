import { inflateRawSync } from "node:zlib";
import { nativeFrameBits } from "../dicom/index.ts";
import { applyModality } from "./apply-modality.ts";
import { type ByteSource, memorySource, openFileSource } from "./byte-source.ts";
import type { Codecs } from "./codec/codecs.ts";
import { decodeCodestream } from "./codec/decode-codestream.ts";
import { corrupt } from "./codec/jpeg-header.ts";
import { decodeRle } from "./codec/rle.ts";
import { parsePalette, writePalette, writeRgb } from "./colour.ts";
import { VolumeError } from "./errors.ts";
import { readFrameFragments } from "./fragment-table.ts";
import { textOf } from "./functional-group.ts";
import { type ImageFile, openImageFile } from "./image-file.ts";
import { parseModalityTransform } from "./modality-transform.ts";
import { nativeFrameRange, nativeSamples, unpackBits } from "./native-samples.ts";
import { isEmbedded, readOverlayBits } from "./overlay-plane.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { StoredSamples } from "./stored-samples.ts";
import { compressionOf } from "./transfer-syntax.ts";
import type { DecodedFrame, ValueArray, ValueType } from "./types.ts";
import { chooseValueType, createValues, valueRange } from "./value-type.ts";

export interface DecodeOptions {
  readonly codecs: Codecs;
  /** Value type of the whole series (`FrameHeader.valueType`); without it, the one this file's headers ask for. */
  readonly valueType?: ValueType | undefined;
  /** Where to write instead of a new buffer: `rows * columns * samplesPerPixel` values of the value type. */
  readonly into?: ValueArray | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a frame (from 1) of an image on disk: reads the header and that frame's bytes, nothing else of a large file.
 * @throws VolumeError, DicomError
 */
export async function decodeFrameOfFile(
  path: string,
  frameNumber: number,
  valueType: ValueType | undefined,
  codecs: Codecs,
  signal?: AbortSignal,
): Promise<DecodedFrame> {
  return decodeFrame(await openImageFile(await openFileSource(path), signal), frameNumber, { valueType, codecs, signal });
}

/** Decodes a frame (from 1) of an image in memory. @throws VolumeError, DicomError */
export async function decodeFrameOfBytes(bytes: Uint8Array, frameNumber: number, options: DecodeOptions): Promise<DecodedFrame> {
  return decodeFrame(await openImageFile(memorySource(bytes), options.signal), frameNumber, options);
}

/**
 * Decodes a frame (from 1) of an opened image: grey values after the Modality LUT (CT: Hounsfield units), colour as 8-bit RGB.
 * Samples the file does not hold are filled with zero before the Modality LUT and counted in `missingValues`.
 * @throws VolumeError frame-not-found, video, unsupported-transfer-syntax, corrupt-pixel-data, pixel-data-mismatch
 */
export async function decodeFrame(file: ImageFile, frameNumber: number, options: DecodeOptions): Promise<DecodedFrame> {
  checkFrame(file, frameNumber);
  return withSamples(file, frameNumber, options, (samples) => finish(file, frameNumber, samples, options));
}

/** Stored samples of a frame (from 1), before Modality LUT and colour; they are valid while `use` runs. @throws as decodeFrame */
export async function readStoredSamples<T>(
  file: ImageFile,
  frameNumber: number,
  options: Pick<DecodeOptions, "codecs" | "signal">,
  use: (samples: StoredSamples) => T,
): Promise<T> {
  checkFrame(file, frameNumber);
  return withSamples(file, frameNumber, options, use);
}

/**
 * Bits of an overlay plane (group 0x6000 to 0x601E) on a frame (from 1), as `readOverlayBits` packs them; the frame itself is decoded only
 * where they are in its pixel cells.
 * @throws VolumeError frame-not-found (also where the frame has no such overlay), and as decodeFrame
 */
export async function readOverlay(
  file: ImageFile,
  frameNumber: number,
  group: number,
  options: Pick<DecodeOptions, "codecs" | "signal">,
): Promise<Uint8Array> {
  checkFrame(file, frameNumber);
  const { dataset, description } = file;
  const bits = isEmbedded(dataset, group, description)
    ? await withSamples(file, frameNumber, options, (samples) =>
        readOverlayBits(dataset, group, frameNumber, description, samples),
      )
    : readOverlayBits(dataset, group, frameNumber, description);
  if (bits === undefined) throw new VolumeError("frame-not-found", "The frame has no such overlay.", { frameNumber, group });
  return bits;
}

function checkFrame({ description }: ImageFile, frameNumber: number): void {
  if (Number.isInteger(frameNumber) && frameNumber >= 1 && frameNumber <= description.numberOfFrames) return;
  throw new VolumeError(
    "frame-not-found",
    `The image has ${description.numberOfFrames} frames; frame ${frameNumber} was asked for.`,
    { frameNumber, frames: description.numberOfFrames },
  );
}

/** The value type that the headers of one image ask for, over all its frames. */
export function valueTypeOf(file: Pick<ImageFile, "dataset" | "description">): ValueType {
  const { dataset, description } = file;
  if (!description.photometricInterpretation.startsWith("MONOCHROME")) return "uint8";
  const perFrame = dataset.has("PerFrameFunctionalGroupsSequence") ? description.numberOfFrames : 1;
  const frames = Array.from({ length: perFrame }, (_, index) => index + 1);
  const ranges = frames.map((frame) => valueRange(description, parseModalityTransform(dataset, frame, description)));
  return chooseValueType(ranges, textOf(dataset, "Modality"));
}

function finish(file: ImageFile, frameNumber: number, samples: StoredSamples, options: DecodeOptions): DecodedFrame {
  const { description, dataset } = file;
  const grey = description.photometricInterpretation.startsWith("MONOCHROME");
  const valueType = grey ? (options.valueType ?? valueTypeOf(file)) : "uint8";
  const samplesPerPixel = grey ? 1 : 3;
  const count = description.rows * description.columns * samplesPerPixel;
  const values = options.into ?? createValues(valueType, count);
  if (values.length !== count) throw new RangeError(`a frame of ${count} values does not fit a buffer of ${values.length}`);
  let clippedValues = 0;
  if (grey) {
    clippedValues = applyModality(samples, parseModalityTransform(dataset, frameNumber, description), valueType, values);
  } else if (description.photometricInterpretation === "PALETTE COLOR") {
    writePalette(samples, parsePalette(dataset, description), values as Uint8Array);
  } else {
    writeRgb(samples, description, values as Uint8Array);
  }
  return {
    rows: description.rows,
    columns: description.columns,
    samplesPerPixel,
    valueType,
    values,
    ...(samples.missing > 0 ? { missingValues: samples.missing } : {}),
    ...(clippedValues > 0 ? { clippedValues } : {}),
  };
}

async function withSamples<T>(
  file: ImageFile,
  frameNumber: number,
  options: Pick<DecodeOptions, "codecs" | "signal">,
  use: (samples: StoredSamples) => T,
): Promise<T> {
  const { pixels, description } = file;
  const compression = compressionOf(file.transferSyntaxUid);
  if (pixels.kind === "native") {
    if (compression === "codestream" && pixels.byteLength * 8 < nativeFrameBits(description)) {
      const bare = await pixels.source.read(pixels.offset, pixels.byteLength, options.signal);
      return decodeCodestream(bare, description, options.codecs, use);
    }
    const range = nativeFrameRange(description, frameNumber);
    const bytes = await readNative(pixels, range.offset, range.byteLength, options.signal);
    const big = compression === "native-big-endian-pixels";
    return use(
      nativeSamples(bytes, description, {
        skipBits: range.skipBits,
        littleEndian: pixels.littleEndian && !big,
        words: pixels.words,
      }),
    );
  }
  const bytes = await readFrameFragments(pixels.source, pixels.table, frameNumber, options.signal);
  options.signal?.throwIfAborted();
  switch (compression) {
    case "rle":
      return use(rleSamples(bytes, description));
    case "encapsulated-native":
      return use(nativeSamples(bytes, description, { skipBits: 0, littleEndian: true, words: false }));
    case "deflated-frame":
      return use(nativeSamples(inflateFrame(bytes, description), description, { skipBits: 0, littleEndian: true, words: false }));
    default:
      return decodeCodestream(bytes, description, options.codecs, use);
  }
}

async function readNative(
  pixels: { readonly source: ByteSource; readonly offset: number; readonly byteLength: number },
  offset: number,
  byteLength: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const available = Math.max(0, Math.min(byteLength, pixels.byteLength - offset));
  const bytes = await pixels.source.read(pixels.offset + offset, available, signal);
  if (bytes.length === 0) {
    throw new VolumeError("corrupt-pixel-data", "The file ends before this frame. The frames before it can be shown.", {
      missing: byteLength,
    });
  }
  return bytes;
}

function rleSamples(bytes: Uint8Array, written: PixelDescription): StoredSamples {
  const description =
    written.bitsAllocated === 1 ? written : { ...written, bitsAllocated: 8 * Math.ceil(written.bitsAllocated / 8) };
  const pixels = description.rows * description.columns;
  const packed = description.bitsAllocated === 1;
  const bytesPerSample = packed ? 1 : description.bitsAllocated / 8;
  const planeLength = packed ? Math.ceil(pixels / 8) : pixels;
  const decoded = decodeRle(bytes, { planeLength, planes: description.samplesPerPixel, bytesPerSample });
  const order = { skipBits: 0, littleEndian: true, words: false };
  const missing = Math.min(pixels, Math.ceil(decoded.missingBytes / bytesPerSample) * (packed ? 8 : 1));
  if (packed) {
    const bits = { shift: 0, stored: 1, signed: false };
    return { cells: unpackBits(decoded.bytes, 0, pixels), layout: "interleaved", colour: "RGB", bits, missing };
  }
  const whole = { ...description, planar: true, photometricInterpretation: unshared(description) };
  return { ...nativeSamples(decoded.bytes, whole, order), missing };
}

/** RLE codes each component whole: its YBR_FULL_422 would be full resolution. */
function unshared({ photometricInterpretation }: PixelDescription): PixelDescription["photometricInterpretation"] {
  return photometricInterpretation.endsWith("_422") ? "YBR_FULL" : photometricInterpretation;
}

function inflateFrame(bytes: Uint8Array, description: PixelDescription): Uint8Array {
  const maxOutputLength =
    Math.ceil((description.rows * description.columns * 3 * Math.max(8, description.bitsAllocated)) / 8) + 16;
  try {
    return inflateRawSync(bytes, { maxOutputLength });
  } catch (cause) {
    throw corrupt("it cannot be inflated", cause);
  }
}
