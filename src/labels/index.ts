export { anonymousFinding } from "./anonymous-finding.ts";
export { buildCoco } from "./coco.ts";
export { labelsCsv } from "./csv.ts";
export { decisionsOf, verdictOf } from "./decisions.ts";
export { deidentify } from "./deidentify.ts";
export { LabelsError, type LabelsErrorCode } from "./errors.ts";
export { assertNothingTelling, tellingValues } from "./identity-guard.ts";
export { mappedUid, type PseudonymKind, type Pseudonyms } from "./pseudonyms.ts";
export type { LabelledSeries } from "./series.ts";
