import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DicomError, isTransferSyntaxEncapsulated, type Part10File, parsePart10 } from "../dicom/index.ts";
import { describeInstance, describeParsed } from "./describe-instance.ts";
import { ArchiveError } from "./errors.ts";
import { describePlainHead } from "./plain-head.ts";
import { repairText } from "./repair-code.ts";
import type { InstanceDescription } from "./types.ts";

/** Float, double float and integer pixel data begin here (PS3.3 C.7.6.3, C.7.6.24); nothing of the index stands behind. */
const firstPixelTag = 0x7fe00008;
const plainHeadBytes = [4 * 2 ** 10, 64 * 2 ** 10] as const;
/** How much of a file is read until its pixel data come; a longer header is read with the whole file, up to the last bound. */
const headBytes = [64 * 2 ** 10, 2 ** 20, 16 * 2 ** 20, 256 * 2 ** 20];

/** Describes files from their heads, in one buffer that it keeps. */
export interface HeadReader {
  /**
   * Reads what the index needs of a file on disk, as far into it as that takes; pixel data are not read, so of fragments the repairs do
   * not tell whether they are whole. @throws DicomError, ArchiveError, the system's error
   */
  describe(path: string, sha256: string, byteLength?: number): InstanceDescription;
}

export function createHeadReader(): HeadReader {
  const buffer = Buffer.allocUnsafeSlow(plainHeadBytes[1]);
  return {
    describe(path, sha256, knownLength) {
      const descriptor = openSync(path, "r");
      try {
        const byteLength = knownLength ?? fstatSync(descriptor).size;
        for (const bytes of plainHeadBytes) {
          const filled = readSync(descriptor, buffer, 0, bytes, 0);
          const description = describePlainHead(buffer.subarray(0, filled), byteLength, sha256);
          if (description !== undefined) return description;
        }
        return describeByParser(descriptor, byteLength, sha256);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** Gives the parser more and more of the file until the pixel data come into sight. */
function describeByParser(descriptor: number, byteLength: number, sha256: string): InstanceDescription {
  for (const bytes of headBytes) {
    const isWhole = bytes >= byteLength;
    const head = readHead(descriptor, Math.min(bytes, byteLength));
    if (isWhole) return describeInstance(head, sha256);
    const file = parseHead(head);
    if (file === undefined) continue;
    const description = describeParsed(file, { byteLength, sha256, hasPixels: true }, head);
    return isCutOff(head, file, byteLength) ? { ...description, repairs: [...description.repairs, cutOff] } : description;
  }
  throw new ArchiveError("header-too-long");
}

/** The file up to its pixel data; undefined where they do not begin in these bytes. */
function parseHead(head: Uint8Array): Part10File | undefined {
  try {
    const file = parsePart10(head, { untilTag: firstPixelTag });
    // Where reading ended without meeting pixel data, what follows may still hold elements.
    return file.stoppedAt + 12 <= head.length ? file : undefined;
  } catch (error) {
    if (error instanceof DicomError && error.code !== "not-dicom") return undefined;
    throw error;
  }
}

/** As the parser names it. */
const cutOff = repairText("truncated-value", "7FE0,0010");

/** Whether native pixel data are longer than the file (PS3.5 7.1); of encapsulated ones that is not told from their head. */
function isCutOff(head: Uint8Array, { stoppedAt, transferSyntaxUid }: Part10File, byteLength: number): boolean {
  if (isTransferSyntaxEncapsulated(transferSyntaxUid)) return false;
  const littleEndian = transferSyntaxUid !== "1.2.840.10008.1.2.2";
  const isImplicit = transferSyntaxUid === "1.2.840.10008.1.2";
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = view.getUint32(stoppedAt + (isImplicit ? 4 : 8), littleEndian);
  return length !== 0xffffffff && stoppedAt + (isImplicit ? 8 : 12) + length > byteLength;
}

function readHead(descriptor: number, byteLength: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(byteLength);
  let filled = 0;
  while (filled < byteLength) {
    const read = readSync(descriptor, bytes, filled, byteLength - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
