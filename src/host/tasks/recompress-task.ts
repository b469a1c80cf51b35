import { readFile, writeFile } from "node:fs/promises";
import { type Codecs, recompress } from "../../volume/index.ts";
import { HostError } from "../errors.ts";
import type { TaskContext } from "./handlers.ts";
import type { RecompressionOutcome, Tasks } from "./types.ts";

/** Writes a file anew in another transfer syntax, beside the original. @throws HostError not-found, bad-request; VolumeError, DicomError */
export async function runRecompression(
  { path, target, out }: Tasks["recompress"]["input"],
  codecs: Codecs,
  { signal, onProgress }: TaskContext<number>,
): Promise<RecompressionOutcome> {
  const original = await readFile(path, { signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new HostError("not-found", "The file to be compressed could not be read.", {}, cause);
  });
  const { bytes, transferSyntaxUid, frames } = await recompress(original, target, { codecs, signal, onProgress });
  await writeFile(out, bytes, { flag: "wx", signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new HostError("bad-request", "The new file could not be written; nothing that exists is overwritten.", {}, cause);
  });
  return { transferSyntaxUid, frames, byteLengthBefore: original.length, byteLengthAfter: bytes.length };
}
