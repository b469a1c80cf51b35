import { setTimeout as wait } from "node:timers/promises";
import { SourceError, toSourceError } from "./errors.ts";
import type { PortFile } from "./file-port.ts";

/** Bytes asked for at once; after a read error less and less, down to one sector of a disc (ECMA-130). */
const stepBytes = [4 * 2 ** 20, 64 * 1024, 2048] as const;
/** Pauses before a place is read again: a drive that lost its track finds it in that time. */
const pausesMs = [50, 250, 1000, 2000] as const;
/** Good reads after which larger ones are dared again. */
const readsBeforeLarger = 16;
/** Read errors borne with in one file: each costs the drive seconds. */
const maxErrors = 24;

/**
 * Reads `length` bytes of a file from `start`. A place that cannot be read is tried again a few times, in smaller pieces.
 * @throws SourceError bad-sector (with the byte where it stopped), changed
 */
export async function readPatiently(file: PortFile, start: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  let errors = 0;
  let tries = 0;
  let level = 0;
  let goodReads = 0;
  while (filled < length) {
    signal?.throwIfAborted();
    const step = stepBytes[level] ?? 2048;
    try {
      const count = await file.read(bytes, filled, Math.min(length - filled, step), start + filled);
      if (count === 0) throw new SourceError("changed", { expected: length, found: filled });
      filled += count;
      tries = 0;
      goodReads += 1;
      if (goodReads >= readsBeforeLarger) {
        level = Math.max(0, level - 1);
        goodReads = 0;
      }
    } catch (error) {
      const known = toSourceError(error);
      if (known.code !== "bad-sector") throw known;
      errors += 1;
      const pauseMs = pausesMs[tries];
      tries += 1;
      level = Math.min(level + 1, stepBytes.length - 1);
      goodReads = 0;
      if (pauseMs === undefined || errors > maxErrors) throw new SourceError("bad-sector", { offset: start + filled }, error);
      await wait(pauseMs, undefined, { signal });
    }
  }
  return bytes;
}
