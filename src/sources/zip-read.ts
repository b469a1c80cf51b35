import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import type { Entry } from "yauzl";
import type { ByteRange } from "./byte-range.ts";
import { SourceError, toSourceError } from "./errors.ts";

const inflate = promisify(inflateRaw);
const localHeaderBytes = 30;
const localHeaderSignature = 0x04034b50;

/**
 * Unpacks one entry, never to more bytes than its directory entry declares, and checks size and CRC-32 (APPNOTE.TXT 4.4.7).
 * @throws SourceError zip-damaged, zip-bomb
 */
export async function readZipEntry(range: ByteRange, entry: Entry, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const start = await dataStart(range, entry.relativeOffsetOfLocalHeader);
  const packed = await range.read(start, start + entry.compressedSize).catch((error: unknown) => {
    throw toSourceError(error);
  });
  signal?.throwIfAborted();
  if (packed.length !== entry.compressedSize) throw new SourceError("zip-damaged");
  const bytes = entry.compressionMethod === 0 ? packed : await unpack(packed, entry.uncompressedSize);
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) throw new SourceError("zip-damaged");
  return bytes;
}

/** The local header repeats name and extra field, at lengths of its own (APPNOTE.TXT 4.3.7). */
async function dataStart(range: ByteRange, headerStart: number): Promise<number> {
  const header = await range.read(headerStart, headerStart + localHeaderBytes);
  if (header.length !== localHeaderBytes) throw new SourceError("zip-damaged");
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== localHeaderSignature) throw new SourceError("zip-damaged");
  return headerStart + localHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true);
}

async function unpack(packed: Uint8Array, byteLength: number): Promise<Uint8Array> {
  const chunkSize = Math.min(Math.max(byteLength, 64), 4 * 2 ** 20);
  try {
    return await inflate(packed, { maxOutputLength: Math.max(byteLength, 1), chunkSize });
  } catch (error) {
    const isOverflow = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new SourceError(isOverflow ? "zip-bomb" : "zip-damaged", {}, error);
  }
}
