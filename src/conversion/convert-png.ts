import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { type DecodedPng, decode } from "fast-png";
import { buildPart10 } from "../dicom/index.ts";
import { ConversionError } from "./errors.ts";
import { buildCapture, setPixels } from "./secondary-capture.ts";

const inflateBounded = promisify(inflate);
const maxPixels = 2 ** 27;

/**
 * A PNG as a Secondary Capture of the same pixels: grey 8 or 16 bits (also where colour channels are all equal), else RGB 8 bits.
 * Transparency is laid on black; colour of 16 bits loses its lower 8, which is said.
 * @throws ConversionError damaged, unsupported-kind, too-large
 */
export async function convertPng(source: Uint8Array): Promise<Uint8Array> {
  const png = decoded(await essential(source));
  const channels = unpacked(png);
  const { values, bits, remarks } = toPicture(channels, png.width * png.height);
  const isGrey = values.length === png.width * png.height;
  const dataset = buildCapture({ source, format: "PNG", remarks });
  setPixels(dataset, { rows: png.height, columns: png.width, bits, photometricInterpretation: isGrey ? "MONOCHROME2" : "RGB" });
  if (bits === 16) dataset.set("WindowCenter", windowOf(values).center).set("WindowWidth", windowOf(values).width);
  dataset.set("PixelData", bytesOf(values, bits), bits === 16 ? "OW" : "OB");
  return buildPart10(dataset);
}

/** Chunks that the pixels need; colour profiles and texts are compressed too, without a bound, and not used. */
const needed: ReadonlySet<string> = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/**
 * The file without what its pixels do not need. The image data are unpacked once, held to the size that the header declares: a small file
 * must not become a large one.
 */
async function essential(source: Uint8Array): Promise<Uint8Array> {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  if (source.length < 33) throw new ConversionError("damaged");
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (width === 0 || height === 0) throw new ConversionError("damaged");
  if (width * height > maxPixels) throw new ConversionError("too-large", { rows: height, columns: width });
  const parts: Uint8Array[] = [];
  const kept: Uint8Array[] = [source.subarray(0, 8)];
  for (let at = 8; at + 12 <= source.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > source.length) throw new ConversionError("damaged");
    const type = String.fromCharCode(...source.subarray(at + 4, at + 8));
    if (type === "IDAT") parts.push(source.subarray(at + 8, at + 8 + length));
    if (needed.has(type)) kept.push(source.subarray(at, at + 12 + length));
    at += 12 + length;
  }
  // 8 bytes a pixel at most (16 bits of four channels), a filter byte a row, twice for the passes of an interlaced one.
  const maxOutputLength = 2 * height * (width * 8 + 1) + 1024;
  await inflateBounded(Buffer.concat(parts), { maxOutputLength }).catch((error: unknown) => {
    throw new ConversionError("damaged", {}, error);
  });
  return new Uint8Array(Buffer.concat(kept));
}

function decoded(source: Uint8Array): DecodedPng {
  try {
    return decode(source, { checkCrc: true });
  } catch (error) {
    throw new ConversionError("damaged", {}, error);
  }
}

interface Channels {
  /** 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha. */
  readonly count: number;
  readonly bits: 8 | 16;
  readonly values: Uint8Array | Uint16Array;
}

/** One value a channel and pixel; palettes looked up, and 1, 2 or 4 bits spread over 8 as PNG means them (0 to full). */
function unpacked(png: DecodedPng): Channels {
  const { width, height, depth, channels, palette } = png;
  if (depth === 16) return { count: channels, bits: 16, values: Uint16Array.from(png.data) };
  const data = Uint8Array.from(png.data as ArrayLike<number>);
  const indices = depth === 8 ? data : unpackBits(data, width, height, depth);
  if (palette === undefined) {
    const scale = 255 / (2 ** depth - 1);
    return { count: channels, bits: 8, values: depth === 8 ? indices : indices.map((value) => value * scale) };
  }
  const count = palette[0]?.length ?? 3;
  const values = new Uint8Array(width * height * count);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = palette[indices[pixel] ?? 0];
    if (colour === undefined) throw new ConversionError("damaged");
    for (let channel = 0; channel < count; channel += 1) values[pixel * count + channel] = colour[channel] ?? 0;
  }
  return { count, bits: 8, values };
}

/** Rows of 1, 2 or 4 bits a sample, each beginning at a byte (PNG 7.2). */
function unpackBits(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  const mask = 2 ** depth - 1;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const bit = column * depth;
      const byte = data[row * rowBytes + (bit >> 3)] ?? 0;
      values[row * width + column] = (byte >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return values;
}

interface Picture {
  /** One value a pixel, or three. */
  readonly values: Uint8Array | Uint16Array;
  readonly bits: 8 | 16;
  readonly remarks: readonly string[];
}

function toPicture({ count, bits, values }: Channels, pixels: number): Picture {
  const hasAlpha = count === 2 || count === 4;
  const colours = count <= 2 ? 1 : 3;
  const full = 2 ** bits - 1;
  const flat = hasAlpha ? new (bits === 8 ? Uint8Array : Uint16Array)(pixels * colours) : values;
  let isSeeThrough = false;
  for (let pixel = 0; hasAlpha && pixel < pixels; pixel += 1) {
    const alpha = values[pixel * count + count - 1] ?? full;
    isSeeThrough ||= alpha !== full;
    for (let colour = 0; colour < colours; colour += 1) {
      flat[pixel * colours + colour] = Math.round(((values[pixel * count + colour] ?? 0) * alpha) / full);
    }
  }
  const remarks = isSeeThrough ? ["Transparency was laid on black."] : [];
  if (colours === 1) return { values: flat, bits, remarks };
  if (isAllGrey(flat)) return { values: flat.filter((_, index) => index % 3 === 0), bits, remarks };
  if (bits === 8) return { values: flat, bits, remarks };
  return {
    values: Uint8Array.from(flat, (value) => value >> 8),
    bits: 8,
    remarks: [...remarks, "Colour of 16 bits was reduced to its upper 8."],
  };
}

function isAllGrey(values: Uint8Array | Uint16Array): boolean {
  for (let at = 0; at < values.length; at += 3) {
    if (values[at] !== values[at + 1] || values[at] !== values[at + 2]) return false;
  }
  return true;
}

function windowOf(values: Uint8Array | Uint16Array): { readonly center: number; readonly width: number } {
  let least = 65535;
  let most = 0;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { center: (least + most + 1) / 2, width: Math.max(1, most - least + 1) };
}

/** Little endian, of an even length (PS3.5 8.1). */
function bytesOf(values: Uint8Array | Uint16Array, bits: 8 | 16): Uint8Array {
  const length = (values.length * bits) / 8;
  const bytes = new Uint8Array(length + (length % 2));
  if (bits === 8) bytes.set(values);
  else {
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < values.length; at += 1) view.setUint16(2 * at, values[at] ?? 0, true);
  }
  return bytes;
}
