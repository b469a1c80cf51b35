import type { Dataset } from "../dicom/index.ts";
import { buildEncapsulated, buildPart10, parsePart10, tagOf } from "../dicom/index.ts";
import { memorySource } from "./byte-source.ts";
import type { Codecs } from "./codec/codecs.ts";
import { encodeCodestream } from "./codec/encode-codestream.ts";
import { readStoredSamples } from "./decode-frame.ts";
import { VolumeError } from "./errors.ts";
import { type ImageFile, openImageFile } from "./image-file.ts";
import type { PixelDescription } from "./pixel-description.ts";
import { storedCells } from "./stored-cells.ts";
import { compressionOf, isLossySyntax } from "./transfer-syntax.ts";

/** What a file can be rewritten as; all without loss. */
export type RecompressionTarget = "jpeg-ls" | "htj2k" | "explicit";

const syntaxes: Readonly<Record<RecompressionTarget, string>> = {
  "jpeg-ls": "1.2.840.10008.1.2.4.80",
  htj2k: "1.2.840.10008.1.2.4.201",
  explicit: "1.2.840.10008.1.2.1",
};

export interface RecompressOptions {
  readonly codecs: Codecs;
  readonly signal?: AbortSignal | undefined;
  /** Share of the frames done, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** The file and what of it changed. */
export interface Recompressed {
  readonly bytes: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly frames: number;
}

/** A result larger than this is not made in memory. */
const maxResultBytes = 2 ** 31 - 1;

/**
 * Rewrites an image in another transfer syntax with the same stored values. The data set is written anew (texts in UTF-8); of its
 * attributes only those change that describe how cells lie: High Bit, Planar Configuration and, where the source was decoded into another colour
 * space, Photometric Interpretation. No value is lost, so the SOP Instance UID stays (PS3.3 C.7.6.1.1.5, PS3.4 B.4.1.3). Frames have a
 * basic offset table. @throws VolumeError not-encodable with `reason`, too-large, and what decoding fails with; DicomError
 */
export async function recompress(
  bytes: Uint8Array,
  target: RecompressionTarget,
  { codecs, signal, onProgress }: RecompressOptions,
): Promise<Recompressed> {
  const file = await openImageFile(memorySource(bytes), signal);
  const transferSyntaxUid = syntaxes[target];
  const { numberOfFrames } = file.description;
  if (target === "explicit" && areCellsLittleEndian(file)) {
    return { bytes: buildPart10(parsePart10(bytes).dataset, { transferSyntaxUid }), transferSyntaxUid, frames: numberOfFrames };
  }
  checkEncodable(file, target);
  const frames: Uint8Array[] = [];
  let photometricInterpretation: string | undefined;
  let total = 0;
  for (let frameNumber = 1; frameNumber <= numberOfFrames; frameNumber += 1) {
    signal?.throwIfAborted();
    const stored = await readStoredSamples(file, frameNumber, { codecs, signal }, (samples) =>
      storedCells(samples, file.description),
    );
    photometricInterpretation = stored.photometricInterpretation;
    const { cells } = stored;
    const frame =
      target === "explicit"
        ? new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength)
        : await encodeCodestream(encodable(stored, file.description), target, codecs);
    frames.push(frame);
    total += frame.length;
    if (total > maxResultBytes) throw new VolumeError("too-large", "The result would be larger than can be written at once.");
    onProgress?.(frameNumber / numberOfFrames);
  }
  const { dataset } = parsePart10(bytes);
  describe(dataset, file.description, photometricInterpretation);
  putPixels(dataset, frames, target, file.description.bitsAllocated);
  return { bytes: buildPart10(dataset, { transferSyntaxUid }), transferSyntaxUid, frames: numberOfFrames };
}

/** Native cells that are as explicit little endian has them: they are kept to the last bit, whatever they hold. */
function areCellsLittleEndian({ pixels, transferSyntaxUid }: ImageFile): boolean {
  return pixels.kind === "native" && pixels.littleEndian && compressionOf(transferSyntaxUid) === "native";
}

function encodable(
  { cells }: ReturnType<typeof storedCells>,
  { rows, columns, samplesPerPixel, bitsStored, signed }: PixelDescription,
): Parameters<typeof encodeCodestream>[0] {
  if (cells instanceof Uint32Array || cells instanceof Int32Array) throw notEncodable("more-than-16-bits");
  return { rows, columns, components: samplesPerPixel, bits: bitsStored, signed, cells };
}

function checkEncodable({ description, transferSyntaxUid, pixels }: ImageFile, target: RecompressionTarget): void {
  const { element, bitsAllocated, bitsStored, photometricInterpretation } = description;
  if (element !== "PixelData") throw notEncodable("floating-point");
  if (bitsAllocated === 1) throw notEncodable("single-bits");
  if (target !== "explicit" && (bitsAllocated > 16 || bitsStored < 2))
    throw notEncodable(bitsStored < 2 ? "single-bits" : "more-than-16-bits");
  if (pixels.kind === "native" && /_422$|^YBR_PARTIAL/.test(photometricInterpretation)) throw notEncodable("shared-chrominance");
  // What a lossy codestream lost is lost: written without loss it would only grow.
  const isLossy = compressionOf(transferSyntaxUid) === "codestream" && isLossySyntax(transferSyntaxUid);
  if (target !== "explicit" && isLossy) throw notEncodable("already-lossy");
}

function notEncodable(reason: string): VolumeError {
  return new VolumeError("not-encodable", `The image cannot be compressed this way (${reason}); the original is unchanged.`, {
    reason,
  });
}

/** Attributes that say how the cells lie now. */
function describe(dataset: Dataset, description: PixelDescription, photometricInterpretation: string | undefined): void {
  const { bitsStored, bitsAllocated, samplesPerPixel } = description;
  dataset.set("BitsAllocated", bitsAllocated > 16 ? 32 : bitsAllocated > 8 ? 16 : 8);
  dataset.set("BitsStored", bitsStored);
  dataset.set("HighBit", bitsStored - 1);
  if (samplesPerPixel === 3) dataset.set("PlanarConfiguration", 0);
  if (photometricInterpretation !== undefined) dataset.set("PhotometricInterpretation", photometricInterpretation);
}

function putPixels(dataset: Dataset, frames: readonly Uint8Array[], target: RecompressionTarget, bitsAllocated: number): void {
  if (target !== "explicit") {
    buildEncapsulated(dataset, frames, { transferSyntaxUid: syntaxes[target] });
    return;
  }
  for (const keyword of ["ExtendedOffsetTable", "ExtendedOffsetTableLengths"] as const) dataset.delete(keyword);
  const value = new Uint8Array(Buffer.concat(frames));
  dataset.setElement(tagOf("PixelData"), { vr: bitsAllocated > 8 ? "OW" : "OB", value });
}
