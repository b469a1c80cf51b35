export { Dataset, type Element, type ElementValue, type EncapsulatedPixelData } from "./dataset.ts";
export { DicomError, type DicomErrorCode } from "./errors.ts";
export { sopClasses, sopClassesNames, transferSyntaxes, transferSyntaxesNames } from "./generated/uids.ts";
export { type Keyword, type Tag, tagOf, type ValueOf, type Vr, vrOf } from "./keyword.ts";
export { buildPart10, type ParseOptions, type Part10File, parsePart10, type Repair } from "./part10.ts";
