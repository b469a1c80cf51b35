import { deflateSync, Inflate, Unzlib } from "fflate";
import { DicomError } from "./errors.ts";

/** No data set worth showing deflates better than this; a bomb does. */
const MAX_RATIO = 250;
const MIN_LIMIT = 64 * 1024 * 1024;
const MAX_LIMIT = 1024 * 1024 * 1024;
const STEP = 64 * 1024;

/**
 * Inflates a raw deflate stream (PS3.5 A.5), or one in a zlib wrapper as some files have it, never beyond a bound. One that breaks
 * off gives what comes before. @throws DicomError malformed
 */
export function inflateBounded(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly complete: boolean } {
  const limit = Math.min(MAX_LIMIT, Math.max(MIN_LIMIT, bytes.length * MAX_RATIO));
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  const take = (chunk: Uint8Array, final: boolean) => {
    length += chunk.length;
    if (length > limit) throw bomb(limit);
    chunks.push(chunk);
    complete ||= final;
  };
  const stream = isZlib(bytes) ? new Unzlib(take) : new Inflate(take);
  try {
    for (let at = 0; at < bytes.length; at += STEP) stream.push(bytes.subarray(at, at + STEP));
    stream.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof DicomError) throw error;
    if (length === 0)
      throw new DicomError("malformed", "The compressed data set cannot be inflated; the file was left out.", {}, error);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return { bytes: all, complete };
}

/** RFC 1950 2.2: method 8, and a header that is a multiple of 31. */
function isZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && method >>> 4 <= 7 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
}

export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes);
}

function bomb(limit: number): DicomError {
  return new DicomError("malformed", "The compressed data set grows beyond any real one; the file was left out.", { limit });
}
