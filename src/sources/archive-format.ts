import { SourceError } from "./errors.ts";

/** Packed formats that are not opened here, by their first bytes (and for TAR and ISO 9660 by where they keep their signature). */
const signatures: readonly (readonly [format: string, offset: number, bytes: readonly number[]])[] = [
  ["7z", 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["RAR", 0, [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ["gzip", 0, [0x1f, 0x8b, 0x08]],
  ["bzip2", 0, [0x42, 0x5a, 0x68]],
  ["xz", 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["Zstandard", 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ["ZIP", 0, [0x50, 0x4b, 0x03, 0x04]],
  ["CAB", 0, [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0]],
  ["TAR", 257, [0x75, 0x73, 0x74, 0x61, 0x72]],
  ["ISO", 32769, [0x43, 0x44, 0x30, 0x30, 0x31]],
];

/** Refuses an archive or disc image by its name. @throws SourceError unsupported-archive */
export function refusePacked(bytes: Uint8Array): void {
  const format = packedFormatOf(bytes);
  if (format !== undefined) throw new SourceError("unsupported-archive", { format });
}

/** The name of the packed format that bytes begin as, or undefined. What has "DICM" in its place is a DICOM file. */
function packedFormatOf(bytes: Uint8Array): string | undefined {
  const holds = (offset: number, expected: readonly number[]) => expected.every((byte, at) => bytes[offset + at] === byte);
  if (holds(128, [0x44, 0x49, 0x43, 0x4d])) return undefined;
  return signatures.find(([, offset, expected]) => holds(offset, expected))?.[0];
}
