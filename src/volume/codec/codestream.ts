import { VolumeError } from "../errors.ts";
import { corrupt, type JpegHeader, parseJpegHeader } from "./jpeg-header.ts";

/** The compression family of a codestream, told from its own first bytes: files whose transfer syntax lies are still read. */
export type Codestream =
  | { readonly kind: "jpeg" | "jpeg-lossless" | "jpeg-ls"; readonly jpeg: JpegHeader; readonly size: CodestreamSize }
  | {
      readonly kind: "jpeg-2000" | "htj2k" | "jpeg-xl";
      readonly size: CodestreamSize | undefined;
      /** JPEG 2000: uses part 2 (ITU-T T.801), such as transforms over many components. */
      readonly hasExtensions?: boolean;
    };

export interface CodestreamSize {
  readonly rows: number;
  readonly columns: number;
  readonly components: number | undefined;
  /** Bits and sign of the first component, where the family has them with its size. */
  readonly precision?: number;
  readonly signed?: boolean;
}

/** Tells the family and the size of a codestream before any decoder sees it. @throws VolumeError corrupt-pixel-data, unsupported-transfer-syntax */
export function parseCodestream(bytes: Uint8Array): Codestream {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xd8) return parseJpeg(bytes);
  if (a === 0xff && b === 0x4f && c === 0xff && d === 0x51) return parseJpeg2000(bytes, 0);
  if (a === 0 && b === 0 && c === 0 && d === 12 && bytes[4] === 0x6a && bytes[5] === 0x50) {
    return parseJpeg2000(bytes, findCodestreamInBoxes(bytes));
  }
  if (a === 0xff && b === 0x0a) return { kind: "jpeg-xl", size: parseJpegXlSize(bytes, 2) };
  if (a === 0 && b === 0 && c === 0 && d === 12 && bytes[4] === 0x4a && bytes[5] === 0x58)
    return { kind: "jpeg-xl", size: undefined };
  throw corrupt("it does not begin like any known compressed image");
}

function parseJpeg(bytes: Uint8Array): Codestream {
  const jpeg = parseJpegHeader(bytes);
  const size = { rows: jpeg.rows, columns: jpeg.columns, components: jpeg.components.length };
  switch (jpeg.frameMarker) {
    case 0xf7:
      return { kind: "jpeg-ls", jpeg, size };
    case 0xc3:
      return { kind: "jpeg-lossless", jpeg, size };
    case 0xc0:
    case 0xc1:
    case 0xc2:
      return { kind: "jpeg", jpeg, size };
    default:
      throw new VolumeError(
        "unsupported-transfer-syntax",
        "This kind of JPEG (hierarchical or arithmetic coding) cannot be decoded. Other images are not affected.",
        { frameMarker: jpeg.frameMarker },
      );
  }
}

/** Image and tile size (SIZ) and the mark of high throughput (CAP) of a JPEG 2000 codestream (ITU-T T.800 annex A, T.814). */
function parseJpeg2000(bytes: Uint8Array, start: number): Codestream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + 44 > bytes.length) throw corrupt("its header is cut off");
  const columns = view.getUint32(start + 8) - view.getUint32(start + 16);
  const rows = view.getUint32(start + 12) - view.getUint32(start + 20);
  const components = view.getUint16(start + 40);
  const depth = bytes[start + 42] ?? 0;
  const capabilities = view.getUint16(start + 6);
  const kind = (capabilities & 0x4000) === 0 ? "jpeg-2000" : "htj2k";
  const size = { rows, columns, components, precision: (depth & 0x7f) + 1, signed: depth >= 0x80 };
  return { kind, size, hasExtensions: (capabilities & 0x8000) !== 0 };
}

/**
 * Whether a codestream ends before it is complete: a JPEG without its end of image marker (padding after it apart), a JPEG 2000 without
 * end of codestream whose tile-parts announce more than is there. Never told of JPEG XL.
 */
export function isCutOff(bytes: Uint8Array, kind: Codestream["kind"]): boolean {
  if (kind === "jpeg-xl" || hasEndMarker(bytes)) return false;
  return kind === "jpeg-2000" || kind === "htj2k" ? endsInsideTile(bytes) : true;
}

function hasEndMarker(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 2 && [0x00, 0x20, 0xff, 0x0a].includes(bytes[end - 1] as number)) end -= 1;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

/** Follows the tile-part lengths (SOT, ITU-T T.800 A.4.2); a length of zero reaches to the end of codestream, which is missing. */
function endsInsideTile(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = (bytes[0] === 0 ? findCodestreamInBoxes(bytes) : 0) + 2;
  while (at + 12 <= bytes.length && bytes[at] === 0xff) {
    const tilePart = bytes[at + 1] === 0x90;
    const length = tilePart ? view.getUint32(at + 6) : 2 + view.getUint16(at + 2);
    if (tilePart && length === 0) return true;
    at += Math.max(2, length);
  }
  return at > bytes.length || bytes[at] === 0xff;
}

/**
 * Whether a JPEG 2000 codestream (its first bytes suffice) uses the irreversible 9-7 transform: COD marker, ITU-T T.800 A.6.1. False where
 * it cannot be told.
 */
export function isIrreversibleJpeg2000(bytes: Uint8Array): boolean {
  const at = codingStyleAt(bytes);
  return at !== undefined && bytes[at + 13] === 0;
}

/** Whether a JPEG 2000 codestream transforms its first three components into luminance and chrominance; undefined where it cannot be told. */
export function jpeg2000Colour(bytes: Uint8Array): boolean | undefined {
  const at = codingStyleAt(bytes);
  return at === undefined ? undefined : bytes[at + 8] === 1;
}

/** Where the COD marker of a main header stands. */
function codingStyleAt(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxed = bytes[0] === 0 && bytes[4] === 0x6a;
  let at = boxed ? 0 : 2;
  while (boxed && at + 8 <= bytes.length && view.getUint32(at + 4) !== 0x6a703263) at += Math.max(8, view.getUint32(at));
  if (boxed) at += 10;
  while (at + 14 <= bytes.length && bytes[at] === 0xff) {
    if (bytes[at + 1] === 0x52) return at;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function findCodestreamInBoxes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x6a703263) return at + 8;
    if (length < 8) break;
    at += length;
  }
  throw corrupt("its JP2 boxes hold no codestream");
}

/** SizeHeader of a JPEG XL codestream (ISO/IEC 18181-1 D.2): least significant bit first. */
function parseJpegXlSize(bytes: Uint8Array, start: number): CodestreamSize {
  let position = start * 8;
  const take = (bits: number) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1, position += 1) {
      value += (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) * 2 ** bit;
    }
    return value;
  };
  const extent = () => take([9, 13, 18, 30][take(2)] ?? 9) + 1;
  const small = take(1) === 1;
  const rows = small ? 8 * (take(5) + 1) : extent();
  const ratio = take(3);
  if (ratio === 0) return { rows, columns: small ? 8 * (take(5) + 1) : extent(), components: undefined };
  const [across, down] = (
    [
      [1, 1],
      [12, 10],
      [4, 3],
      [3, 2],
      [16, 9],
      [5, 4],
      [2, 1],
    ] as const
  )[ratio - 1] ?? [1, 1];
  return { rows, columns: Math.floor((rows * across) / down), components: undefined };
}
