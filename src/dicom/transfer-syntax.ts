import { transferSyntaxes, transferSyntaxesNames } from "./generated/uids.ts";

/** How the data set around the pixels is encoded (PS3.5 10 and annex A). */
export interface DatasetEncoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

export const IMPLICIT_VR_LITTLE_ENDIAN = transferSyntaxes.ImplicitVRLittleEndian;
export const EXPLICIT_VR_LITTLE_ENDIAN = transferSyntaxes.ExplicitVRLittleEndian;
export const EXPLICIT_VR_BIG_ENDIAN = transferSyntaxes.ExplicitVRBigEndian;
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = transferSyntaxes.DeflatedExplicitVRLittleEndian;
/** GE's private syntax: an implicit little endian data set whose native pixels are big endian. */
const GE_PRIVATE_IMPLICIT = "1.2.840.113619.5.2";
const PAPYRUS_IMPLICIT = "1.2.840.10008.1.20";

const DEFLATED: ReadonlySet<string> = new Set([
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  transferSyntaxes.JPIPReferencedDeflate,
  transferSyntaxes.JPIPHTJ2KReferencedDeflate,
]);

const NATIVE: ReadonlySet<string> = new Set([
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  GE_PRIVATE_IMPLICIT,
  PAPYRUS_IMPLICIT,
  transferSyntaxes.JPIPReferenced,
  transferSyntaxes.JPIPHTJ2KReferenced,
  ...DEFLATED,
]);

/** Later than the edition of generated/: Deflated Image Frame Compression (PS3.5 A.4.13). */
const DEFLATED_IMAGE_FRAME = "1.2.840.10008.1.2.8.1";

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(transferSyntaxesNames), DEFLATED_IMAGE_FRAME]);

/** Encoding of the data set under a transfer syntax; every one but the few named here is explicit little endian (PS3.5 A.4). */
export function encodingOf(transferSyntaxUid: string): DatasetEncoding {
  switch (transferSyntaxUid) {
    case IMPLICIT_VR_LITTLE_ENDIAN:
    case GE_PRIVATE_IMPLICIT:
    case PAPYRUS_IMPLICIT:
      return { explicitVr: false, littleEndian: true };
    case EXPLICIT_VR_BIG_ENDIAN:
      return { explicitVr: true, littleEndian: false };
    default:
      return { explicitVr: true, littleEndian: true };
  }
}

/** Whether the whole data set is a raw deflate stream (PS3.5 A.5). */
export function isTransferSyntaxDeflated(transferSyntaxUid: string): boolean {
  return DEFLATED.has(transferSyntaxUid);
}

/** Whether Pixel Data comes as fragments (PS3.5 A.4): every standard syntax that is not one of the native ones. */
export function isTransferSyntaxEncapsulated(transferSyntaxUid: string): boolean {
  return KNOWN.has(transferSyntaxUid) && !NATIVE.has(transferSyntaxUid);
}

/** Whether PS3.6 lists the transfer syntax. */
export function isTransferSyntaxKnown(transferSyntaxUid: string): boolean {
  return KNOWN.has(transferSyntaxUid);
}
