export {
  type BuildOptions,
  buildMeta,
  buildPart10,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
} from "./build-part10.ts";
export { Dataset, type Element, type ElementValue, type EncapsulatedPixelData } from "./dataset.ts";
export { encodeDataset } from "./encode-dataset.ts";
export { DicomError, type DicomErrorCode } from "./errors.ts";
export { frameFragmentRanges, frameFragments } from "./fragments.ts";
export { sopClasses, sopClassesNames, transferSyntaxes, transferSyntaxesNames } from "./generated/uids.ts";
export { type DicomJson, type DicomJsonAttribute, type DicomJsonValue, fromDicomJson, toDicomJson } from "./json-model.ts";
export { type Keyword, type Tag, tagOf, type ValueOf, type Vr, vrOf } from "./keyword.ts";
export { decodeDataset, type ParseOptions, type Part10File, parsePart10 } from "./part10.ts";
export { type PersonName, type PersonNameGroup, parsePersonName } from "./person-name.ts";
export type { Repair } from "./repair.ts";
export { keywordOf, tagText } from "./tag-dictionary.ts";
export {
  encodingOf,
  isTransferSyntaxDeflated,
  isTransferSyntaxEncapsulated,
  isTransferSyntaxKnown,
} from "./transfer-syntax.ts";
export { isUid, newUid, uidFromText } from "./uid.ts";
