import { readTag } from "./element-header.ts";
import { runFrom } from "./look-ahead.ts";
import type { Reading } from "./reading.ts";
import type { DatasetEncoding } from "./transfer-syntax.ts";

/** Padding and stray bytes after the last element of a file: too few for an element, all zero, or no header behind the pixels. */
export function isTrailing(
  { source }: Reading,
  at: number,
  start: number,
  { end, encoding, seenPixels }: { readonly end: number; readonly encoding: DatasetEncoding; readonly seenPixels: boolean },
): boolean {
  if (end - at < 8) return seenPixels || isZero(source.bytes, at, end);
  const tag = readTag(source, at, encoding.littleEndian);
  if (tag === 0 && at > start) return true;
  return seenPixels && runFrom(source, at, end, encoding.littleEndian, -1).count === 0;
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
