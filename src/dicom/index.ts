export {
  buildMeta,
  buildPart10,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
} from "./build-part10.ts";
export { Dataset, type Element, type EncapsulatedPixelData } from "./dataset.ts";
export { type DirectoryInstance, type DirectoryRecords, readDirectoryRecords } from "./directory-records.ts";
export { buildEncapsulated, type EncapsulateOptions } from "./encapsulate.ts";
export { encodeDataset } from "./encode-dataset.ts";
export { DicomError, type DicomErrorCode } from "./errors.ts";
export { frameFragmentRanges, frameFragments } from "./fragments.ts";
export { sopClasses, sopClassesNames } from "./generated/uids.ts";
export {
  type ImagePixel,
  isSharedChrominance,
  nativeFrameBits,
  nativeFrameCells,
  type PhotometricInterpretation,
  type PixelElement,
  parseImagePixel,
} from "./image-pixel.ts";
export { imageRepairs } from "./image-repairs.ts";
export { type DicomJson, fromDicomJson, toDicomJson } from "./json-model.ts";
export { type Keyword, tagOf } from "./keyword.ts";
export { paletteShift, parseLookupDescriptor, readLookupEntries } from "./lookup-entries.ts";
export { decodeDataset, type Part10File, parsePart10 } from "./part10.ts";
export { parsePersonName } from "./person-name.ts";
export type { Repair, RepairCode } from "./repair.ts";
export { doseScalingOf, isModalityLutShown, rescaleOf } from "./rescale.ts";
export { dictionaryEntry } from "./tag-dictionary.ts";
export {
  isTransferSyntaxDeflated,
  isTransferSyntaxEncapsulated,
  isTransferSyntaxKnown,
} from "./transfer-syntax.ts";
export { isUid, newUid, uidFromText } from "./uid.ts";
