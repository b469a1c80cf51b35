import { ITEM_DELIMITATION, readHeader, readTag, SEQUENCE_DELIMITATION, UNDEFINED_LENGTH } from "./element-header.ts";
import type { Tag } from "./keyword.ts";
import type { Reading } from "./reading.ts";
import type { DatasetEncoding } from "./transfer-syntax.ts";

const FLOAT_PIXEL_DATA: Tag = 0x7fe00008;
const PIXEL_DATA: Tag = 0x7fe00010;

/** Pixel Data, Float Pixel Data, Double Float Pixel Data. */
export function isPixelData(tag: Tag): boolean {
  return tag >= FLOAT_PIXEL_DATA && tag <= PIXEL_DATA;
}

/** Padding and stray bytes after the last element of a file: too few for an element, all zero, or a broken one behind the pixels. */
export function isTrailing(
  { source }: Reading,
  at: number,
  start: number,
  { end, encoding }: { readonly end: number; readonly encoding: DatasetEncoding },
  seenPixels: boolean,
): boolean {
  if (end - at < 8) return seenPixels || isZero(source.bytes, at, end);
  const tag = readTag(source, at, encoding.littleEndian);
  if (tag === 0 && at > start) return true;
  if (tag === ITEM_DELIMITATION || tag === SEQUENCE_DELIMITATION) return seenPixels;
  if (!seenPixels) return false;
  if (tag >>> 16 < 0x7fe0) return true;
  try {
    const header = readHeader(source, at, end, encoding);
    return header.length !== UNDEFINED_LENGTH && header.valueStart + header.length > end;
  } catch {
    return true;
  }
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
