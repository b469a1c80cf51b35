import type { Dataset, Element } from "./dataset.ts";
import { DicomError } from "./errors.ts";
import { isTransferSyntaxEncapsulated } from "./transfer-syntax.ts";

/** The basic offset table counts with 32 bits; beyond them only the extended one reaches (PS3.5 A.4). */
const BASIC_LIMIT = 0xffffffff;

export interface EncapsulateOptions {
  readonly transferSyntaxUid: string;
  /** By default the basic table, and the extended one where the basic does not reach. */
  readonly offsetTable?: "basic" | "extended" | "none";
}

/**
 * Sets the pixel data of an image to compressed frames, one fragment each, with the offset table asked for: Pixel Data
 * (7FE0,0010), and with the extended table (7FE0,0001) and (7FE0,0002), which it removes otherwise. What else a change of transfer
 * syntax touches (Photometric Interpretation, Planar Configuration, lossy flags) is the caller's business.
 *
 * @param frames code streams in the order of the frames; padded to even length when written
 * @throws DicomError not-writable, where there is no frame, an empty one, or one that is too long;
 * unsupported-transfer-syntax, where the syntax has no fragments
 */
export function buildEncapsulated(dataset: Dataset, frames: readonly Uint8Array[], options: EncapsulateOptions): Dataset {
  const { transferSyntaxUid } = options;
  if (!isTransferSyntaxEncapsulated(transferSyntaxUid)) {
    throw new DicomError("unsupported-transfer-syntax", "The transfer syntax does not compress frames; choose another one.", {
      transferSyntaxUid,
    });
  }
  if (frames.length === 0 || frames.some(({ length }) => length === 0 || length > BASIC_LIMIT - 2)) {
    throw new DicomError("not-writable", "A compressed frame is empty or too long; nothing was written.", {
      frames: frames.length,
    });
  }
  const offsets: number[] = [];
  let at = 0;
  for (const { length } of frames) {
    offsets.push(at);
    at += 8 + length + (length % 2);
  }
  const table = options.offsetTable ?? ((offsets.at(-1) ?? 0) > BASIC_LIMIT ? "extended" : "basic");
  dataset.delete("ExtendedOffsetTable").delete("ExtendedOffsetTableLengths");
  if (table === "extended") {
    dataset
      .set("ExtendedOffsetTable", words(offsets))
      .set("ExtendedOffsetTableLengths", words(frames.map(({ length }) => length)));
  }
  const fragments = { basicOffsetTable: table === "basic" ? offsets : [], fragments: frames, fragmentOffsets: offsets };
  const element: Element = { vr: "OB", value: new Uint8Array(0), fragments };
  return dataset.setElement(PIXEL_DATA, element);
}

const PIXEL_DATA = 0x7fe00010;

/** Unsigned 64 bit, little endian. */
function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64(index * 8, BigInt(value), true);
  return bytes;
}
