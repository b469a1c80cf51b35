import { parsePart10 } from "../../dicom/index.ts";
import type { OutgoingInstance } from "./store-scu.ts";

const AFTER_SOP_INSTANCE_UID = 0x00080019;

/** A Part 10 file in memory as an instance to be sent: what follows its meta information, as it is. @throws DicomError */
export function part10Instance(bytes: Uint8Array): OutgoingInstance {
  const { dataset, meta, transferSyntaxUid, datasetStart } = parsePart10(bytes, { untilTag: AFTER_SOP_INSTANCE_UID });
  return {
    sopClassUid: dataset.first("SOPClassUID") ?? meta.first("MediaStorageSOPClassUID") ?? "",
    sopInstanceUid: dataset.first("SOPInstanceUID") ?? meta.first("MediaStorageSOPInstanceUID") ?? "",
    transferSyntaxUid,
    data: () => bytes.subarray(datasetStart),
  };
}
