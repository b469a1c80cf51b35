import { convertJpeg, type DecodeJpeg } from "./convert-jpeg.ts";
import { convertNifti, unpackedHead } from "./convert-nifti.ts";
import { convertPng } from "./convert-png.ts";
import { ConversionError } from "./errors.ts";
import { isNifti } from "./nifti-header.ts";

export interface Conversion {
  /** A Part 10 file: a marked Secondary Capture. */
  readonly bytes: Uint8Array;
  readonly format: "JPEG" | "PNG" | "NIfTI";
}

/** Pictures that are known and not converted, by their first bytes. */
const refused: readonly (readonly [format: string, bytes: readonly number[], offset?: number])[] = [
  ["GIF", [0x47, 0x49, 0x46, 0x38]],
  ["TIFF", [0x49, 0x49, 0x2a, 0x00]],
  ["TIFF", [0x4d, 0x4d, 0x00, 0x2a]],
  ["WebP", [0x57, 0x45, 0x42, 0x50], 8],
  ["HEIC", [0x66, 0x74, 0x79, 0x70, 0x68, 0x65], 4],
  ["JPEG 2000", [0x6a, 0x50, 0x20, 0x20], 4],
];
const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const jpeg = [0xff, 0xd8, 0xff];

/**
 * Makes a Secondary Capture of a JPEG, PNG or NIfTI file, known by its bytes; undefined for anything else (a DICOM file among them).
 * @throws ConversionError where it is a picture that cannot be converted
 */
export async function convertFile(bytes: Uint8Array, decodeJpeg: DecodeJpeg): Promise<Conversion | undefined> {
  const begins = (signature: readonly number[], offset = 0) => signature.every((byte, at) => bytes[offset + at] === byte);
  if (begins([0x44, 0x49, 0x43, 0x4d], 128)) return undefined;
  if (begins(jpeg)) return { bytes: await convertJpeg(bytes, decodeJpeg), format: "JPEG" };
  if (begins(png)) return { bytes: await convertPng(bytes), format: "PNG" };
  if (isNifti(bytes)) return { bytes: await convertNifti(bytes, false), format: "NIfTI" };
  const head = await unpackedHead(bytes);
  if (head !== undefined && isNifti(head)) return { bytes: await convertNifti(bytes, true), format: "NIfTI" };
  // "BM" alone begins many a text: the reserved bytes of the header are zero too.
  if (begins([0x42, 0x4d]) && begins([0, 0, 0, 0], 6)) throw new ConversionError("unsupported-format", { format: "BMP" });
  const format = refused.find(([, signature, offset]) => begins(signature, offset))?.[0];
  if (format !== undefined) throw new ConversionError("unsupported-format", { format });
  return undefined;
}
