import { VolumeError } from "../errors.ts";
import type { PixelDescription } from "../pixel-description.ts";
import type { StoredSamples } from "../stored-samples.ts";
import type { CodecFamily, Codecs, WasmDecoder } from "./codecs.ts";
import { type Codestream, isCutOff, parseCodestream } from "./codestream.ts";
import { isLuminanceChrominance } from "./jpeg-colour.ts";
import { decodeJpegExtended } from "./jpeg-extended.ts";
import { corrupt, type JpegHeader } from "./jpeg-header.ts";
import { decodeJpegLossless } from "./jpeg-lossless.ts";

/**
 * Decodes one compressed frame and hands its samples to `use` before the decoder's memory is given back (no copy is made between).
 * The codestream's own size must be the header's. @throws VolumeError corrupt-pixel-data, pixel-data-mismatch, unsupported-transfer-syntax
 */
export async function decodeCodestream<T>(
  bytes: Uint8Array,
  description: PixelDescription,
  codecs: Codecs,
  use: (samples: StoredSamples) => T,
): Promise<T> {
  const codestream = parseCodestream(bytes);
  checkSize(codestream, description);
  const cutOff = isCutOff(bytes, codestream.kind);
  // CharLS searches for the missing end for many seconds, and what it would have to make up could pass for anatomy.
  if (cutOff && codestream.kind === "jpeg-ls") throw corrupt("it ends early");
  const marked = cutOff ? (samples: StoredSamples) => use({ ...samples, missing: Math.max(1, samples.missing) }) : use;
  return decodeFamily(bytes, codestream, description, codecs, marked);
}

async function decodeFamily<T>(
  bytes: Uint8Array,
  codestream: Codestream,
  description: PixelDescription,
  codecs: Codecs,
  use: (samples: StoredSamples) => T,
): Promise<T> {
  switch (codestream.kind) {
    case "jpeg":
      return decodeJpeg(bytes, codestream.jpeg, description, codecs, use);
    case "jpeg-lossless":
      return use(decodeLossless(bytes, codestream.jpeg, description));
    default:
      return decodeWasm(codestream.kind, bytes, description, codecs, use);
  }
}

function checkSize(codestream: Codestream, description: PixelDescription): void {
  const { size } = codestream;
  if (size === undefined) return;
  const { rows, columns, samplesPerPixel } = description;
  if ("hasExtensions" in codestream && codestream.hasExtensions && size.components !== samplesPerPixel) {
    throw new VolumeError(
      "unsupported-transfer-syntax",
      "This image is compressed with JPEG 2000 part 2 across many frames, which cannot be decoded. Other images are not affected.",
      { components: size.components ?? 0 },
    );
  }
  if (size.rows === rows && size.columns === columns && (size.components ?? samplesPerPixel) === samplesPerPixel) return;
  throw mismatch(size, description);
}

function mismatch(
  found: { readonly rows: number; readonly columns: number; readonly components: number | undefined },
  { rows, columns }: PixelDescription,
): VolumeError {
  return new VolumeError(
    "pixel-data-mismatch",
    `The compressed image is ${found.columns} x ${found.rows} where its header says ${columns} x ${rows}. Other images are not affected.`,
    { rows, columns, foundRows: found.rows, foundColumns: found.columns, foundComponents: found.components ?? 0 },
  );
}

function decodeJpeg<T>(
  bytes: Uint8Array,
  jpeg: JpegHeader,
  description: PixelDescription,
  codecs: Codecs,
  use: (samples: StoredSamples) => T,
): Promise<T> | T {
  const colour = description.samplesPerPixel === 3;
  const luminance = colour && isLuminanceChrominance(jpeg, description);
  if (jpeg.precision === 8) {
    const marked = colour ? withTransform(bytes, jpeg, luminance ? 1 : 0) : bytes;
    return decodeWasm("jpeg", marked, description, codecs, use);
  }
  if (jpeg.precision !== 12) throw corrupt(`it has ${jpeg.precision} bits, which this kind of JPEG cannot have`);
  const { samples, precision, cutOff } = decodeJpegExtended(bytes, description.signed ? undefined : description.bitsStored);
  return use({
    cells: samples,
    layout: "interleaved",
    colour: luminance ? "YBR_FULL" : "RGB",
    bits: unsignedBits(precision, description),
    missing: cutOff ? 1 : 0,
  });
}

/** The same codestream with an Adobe mark that tells libjpeg whether to convert colour (1) or not (0). */
function withTransform(bytes: Uint8Array, jpeg: JpegHeader, transform: 0 | 1): Uint8Array {
  if (jpeg.adobe !== undefined) {
    if (jpeg.adobe.transform === transform) return bytes;
    const marked = bytes.slice();
    marked[jpeg.adobe.position] = transform;
    return marked;
  }
  const segment = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform];
  const marked = new Uint8Array(bytes.length + segment.length);
  marked.set(bytes.subarray(0, 2));
  marked.set(segment, 2);
  marked.set(bytes.subarray(2), 2 + segment.length);
  return marked;
}

function decodeLossless(bytes: Uint8Array, jpeg: JpegHeader, description: PixelDescription): StoredSamples {
  const { samples, missing } = decodeJpegLossless(bytes);
  return {
    cells: samples,
    layout: "interleaved",
    colour: colourOf(description),
    bits: unsignedBits(jpeg.precision, description),
    missing: missing * description.samplesPerPixel,
  };
}

async function decodeWasm<T>(
  family: CodecFamily,
  bytes: Uint8Array,
  description: PixelDescription,
  codecs: Codecs,
  use: (samples: StoredSamples) => T,
): Promise<T> {
  const decoder = await codecs.decoder(family);
  let samples: StoredSamples;
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    samples = samplesOf(decoder, family, description);
  } catch (cause) {
    codecs.discard(family);
    if (cause instanceof VolumeError) throw cause;
    throw corrupt("it cannot be decoded", cause instanceof Error ? cause : undefined);
  }
  try {
    return use(samples);
  } finally {
    decoder.delete();
  }
}

function samplesOf(decoder: WasmDecoder, family: CodecFamily, description: PixelDescription): StoredSamples {
  const info = decoder.getFrameInfo();
  const found = { rows: info.height, columns: info.width, components: info.componentCount };
  const { rows, columns, samplesPerPixel } = description;
  if (found.rows === 0) throw corrupt("it cannot be decoded");
  if (found.rows !== rows || found.columns !== columns || found.components !== samplesPerPixel)
    throw mismatch(found, description);
  if (info.bitsPerSample < 1 || info.bitsPerSample > 16) {
    throw new VolumeError(
      "unsupported-pixel-format",
      `The compressed image has ${info.bitsPerSample} bits per sample; 16 can be shown. Other images are not affected.`,
      { bits: info.bitsPerSample },
    );
  }
  const view = decoder.getDecodedBuffer();
  const count = rows * columns * samplesPerPixel;
  const wide = info.bitsPerSample > 8;
  if (view.length < count * (wide ? 2 : 1)) throw corrupt("it gives fewer pixels than it announces");
  const signed = info.isSigned === true;
  const cells = wide
    ? wideCells(view, count, signed)
    : signed
      ? new Int8Array(view.buffer, view.byteOffset, count)
      : view.subarray(0, count);
  const planes = family === "jpeg-ls" && samplesPerPixel === 3 && decoder.getInterleaveMode?.() === 0;
  return {
    cells,
    layout: planes ? "planar" : "interleaved",
    colour: family === "jpeg" || family === "jpeg-xl" ? "RGB" : colourOf(description),
    bits: signed ? signedBits(info.bitsPerSample, description) : unsignedBits(info.bitsPerSample, description),
    missing: 0,
  };
}

function wideCells(view: Uint8Array, count: number, signed: boolean): Int16Array | Uint16Array {
  const aligned = view.byteOffset % 2 === 0 ? view : view.slice();
  const { buffer, byteOffset } = aligned;
  return signed ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
}

/** JPEG 2000 undoes its own RCT and ICT; a YBR_FULL codestream is handed on as it is. */
function colourOf({ photometricInterpretation }: PixelDescription): "RGB" | "YBR_FULL" {
  return photometricInterpretation === "YBR_FULL" || photometricInterpretation === "YBR_FULL_422" ? "YBR_FULL" : "RGB";
}

/** An unsigned codestream of a signed image carries the raw bits: the sign is restored at the narrower of the two widths. */
function unsignedBits(precision: number, description: PixelDescription): StoredSamples["bits"] {
  if (!description.signed) return { shift: 0, stored: precision, signed: false };
  return { shift: 0, stored: Math.min(precision, description.bitsStored), signed: true };
}

/** A signed codestream of an unsigned image is cut to its stored bits. */
function signedBits(precision: number, description: PixelDescription): StoredSamples["bits"] {
  if (description.signed) return { shift: 0, stored: precision, signed: true };
  return { shift: 0, stored: Math.min(precision, description.bitsStored), signed: false };
}
