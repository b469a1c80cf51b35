import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from "yauzl";
import type { ByteRange } from "./byte-range.ts";
import { unreadable } from "./entry.ts";
import { SourceError } from "./errors.ts";
import type { SourceLimits } from "./limits.ts";
import { isSystemFile } from "./system-files.ts";
import type { SourceEntry } from "./types.ts";
import { isSafeEntryName, shownPath, zipEntryName } from "./zip-name.ts";
import { readZipEntry } from "./zip-read.ts";
import { ZipDirectoryReader } from "./zip-reader.ts";

/** The files of a ZIP, each under `zipPath!/name`; where the ZIP itself is damaged, an unreadable entry under its own path says so. */
export async function* zipEntries(range: ByteRange, zipPath: string, limits: SourceLimits): AsyncGenerator<SourceEntry> {
  try {
    const zip = await openZip(range);
    yield* walk(zip, range, zipPath, limits);
  } catch (error) {
    if (error instanceof SourceError && error.code === "medium-gone") throw error;
    yield unreadable(zipPath, error instanceof SourceError ? error : new SourceError("zip-damaged", {}, error));
  }
}

/** Names and sizes are judged here, entry by entry: yauzl's own checks would end the whole walk at the first bad one. */
async function openZip(range: ByteRange): Promise<ZipFile> {
  const zip = await fromRandomAccessReaderPromise(new ZipDirectoryReader(range), range.byteLength, {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: false,
  });
  // An error after the walk has ended would have no listener and end the process; reads report their own.
  zip.on("error", () => undefined);
  return zip;
}

async function* walk(zip: ZipFile, range: ByteRange, zipPath: string, limits: SourceLimits): AsyncGenerator<SourceEntry> {
  let packedBytes = 0;
  let unpackedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = zipEntryName(entry);
    const path = `${zipPath}!/${shownPath(name)}`;
    if (name.endsWith("/") && entry.uncompressedSize === 0) continue;
    if (name.split("/").some(isSystemFile)) {
      yield { kind: "skipped", path, rule: "system-file" };
      continue;
    }
    const refusal = refusalOf(entry, name, limits);
    if (refusal !== undefined) {
      yield unreadable(path, refusal);
      continue;
    }
    packedBytes += entry.compressedSize;
    unpackedBytes += entry.uncompressedSize;
    // Entries that share their packed bytes (the overlapping kind of bomb) add up to more than the file.
    if (packedBytes > range.byteLength) throw new SourceError("zip-bomb", { packedBytes, byteLength: range.byteLength });
    if (unpackedBytes > limits.maxZipTotalBytes) throw new SourceError("zip-too-large", { maxBytes: limits.maxZipTotalBytes });
    yield {
      kind: "file",
      file: {
        path,
        byteLength: entry.uncompressedSize,
        fingerprint: `${entry.uncompressedSize}:${entry.crc32}`,
        read: (signal) => readZipEntry(range, entry, signal),
      },
    };
  }
}

function refusalOf(entry: Entry, name: string, limits: SourceLimits): SourceError | undefined {
  const { compressedSize, uncompressedSize, compressionMethod } = entry;
  if (!isSafeEntryName(name)) return new SourceError("zip-unsafe-name");
  if (entry.isEncrypted()) return new SourceError("zip-encrypted");
  if (compressionMethod !== 0 && compressionMethod !== 8) return new SourceError("zip-unsupported-method", { compressionMethod });
  if (/\.zip$/i.test(name)) return new SourceError("zip-nested");
  if (compressionMethod === 0 && compressedSize !== uncompressedSize) return new SourceError("zip-damaged");
  const isOverRatio = uncompressedSize > limits.zipRatioFloorBytes && uncompressedSize > compressedSize * limits.maxZipRatio;
  if (isOverRatio) return new SourceError("zip-bomb", { packedBytes: compressedSize, byteLength: uncompressedSize });
  if (uncompressedSize > limits.maxFileBytes || compressedSize > limits.maxFileBytes) {
    return new SourceError("too-large", { byteLength: uncompressedSize, maxBytes: limits.maxFileBytes });
  }
  return undefined;
}
