import { Dataset } from "./dataset.ts";
import { concatenated, elementHeader, encodeDataset } from "./encode-dataset.ts";
import { encodeValue } from "./encode-value.ts";
import { DicomError } from "./errors.ts";
import { EXPLICIT_VR_LITTLE_ENDIAN } from "./transfer-syntax.ts";

/** Identifies this program as the writer of a file (PS3.7 D.3.3.2). */
export const IMPLEMENTATION_CLASS_UID = "2.25.297604128141029241141250978240117656";
export const IMPLEMENTATION_VERSION_NAME = "HOUNSFIELD_0_1";

export interface BuildOptions {
  /** Default Explicit VR Little Endian; must be an encapsulated syntax where Pixel Data is given as fragments. */
  readonly transferSyntaxUid?: string;
}

/**
 * Writes a Part 10 file (PS3.10 7): preamble, meta information made from SOP Class UID and SOP Instance UID, data set;
 * texts as UTF-8 (ISO_IR 192). @throws DicomError missing-attribute, not-writable, unsupported-transfer-syntax
 */
export function buildPart10(dataset: Dataset, options: BuildOptions = {}): Uint8Array {
  const transferSyntaxUid = options.transferSyntaxUid ?? EXPLICIT_VR_LITTLE_ENDIAN;
  const body = encodeDataset(dataset, transferSyntaxUid);
  const meta = buildMeta({
    sopClassUid: required(dataset, "SOPClassUID"),
    sopInstanceUid: required(dataset, "SOPInstanceUID"),
    transferSyntaxUid,
  });
  return concatenated([meta, body]);
}

/** Preamble, "DICM" and File Meta Information (PS3.10 7.1): what goes before a data set that came over the network. */
export function buildMeta(instance: {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}): Uint8Array {
  const meta = new Dataset()
    .set("FileMetaInformationVersion", new Uint8Array([0, 1]))
    .set("MediaStorageSOPClassUID", instance.sopClassUid)
    .set("MediaStorageSOPInstanceUID", instance.sopInstanceUid)
    .set("TransferSyntaxUID", instance.transferSyntaxUid)
    .set("ImplementationClassUID", IMPLEMENTATION_CLASS_UID)
    .set("ImplementationVersionName", IMPLEMENTATION_VERSION_NAME);
  const elements = concatenated(
    meta.entries().flatMap(([tag, element]) => {
      const value = encodeValue(tag, element);
      return [elementHeader(tag, element.vr, value.length, true), value];
    }),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, elements.length, true);
  const start = new Uint8Array(132);
  start.set([0x44, 0x49, 0x43, 0x4d], 128);
  return concatenated([start, elementHeader(0x00020000, "UL", 4, true), length, elements]);
}

function required(dataset: Dataset, keyword: "SOPClassUID" | "SOPInstanceUID"): string {
  const value = dataset.first(keyword);
  if (value !== undefined) return value;
  throw new DicomError("missing-attribute", `${keyword} is missing; nothing was written.`, { attribute: keyword });
}
