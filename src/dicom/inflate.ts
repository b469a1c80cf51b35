import { deflateSync, Inflate } from "fflate";
import { DicomError } from "./errors.ts";

/** No data set worth showing deflates better than this; a bomb does. */
const MAX_RATIO = 250;
const MIN_LIMIT = 64 * 1024 * 1024;
const MAX_LIMIT = 1024 * 1024 * 1024;
const STEP = 64 * 1024;

/** Inflates a raw deflate stream (PS3.5 A.5), never beyond a bound. @throws DicomError malformed, truncated */
export function inflateBounded(bytes: Uint8Array): Uint8Array {
  const limit = Math.min(MAX_LIMIT, Math.max(MIN_LIMIT, bytes.length * MAX_RATIO));
  const chunks: Uint8Array[] = [];
  let length = 0;
  let done = false;
  const stream = new Inflate((chunk, final) => {
    length += chunk.length;
    if (length > limit) throw bomb(limit);
    chunks.push(chunk);
    done ||= final;
  });
  try {
    for (let at = 0; at < bytes.length && !done; at += STEP)
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
  } catch (error) {
    if (error instanceof DicomError) throw error;
    throw new DicomError("malformed", "The compressed data set cannot be inflated; the file was left out.", {}, error);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes);
}

function bomb(limit: number): DicomError {
  return new DicomError("malformed", "The compressed data set grows beyond any real one; the file was left out.", { limit });
}
