export { checkReport, isSignable, type ReportProblem, type ReportProblemCode } from "./check.ts";
export { compareReports, type Difference, type ReadBack, readReportObjects } from "./compare.ts";
export { composeDraft, isReportable } from "./compose.ts";
export type {
  ObjectIdentity,
  ReportContext,
  ReportingDevice,
  ReportToSign,
  SegmentReference,
  Signature,
  SourceFrame,
  SourceSeries,
} from "./context.ts";
export {
  type Bilingual,
  bilingualSchema,
  type ReportDraft,
  type ReportLanguage,
  type ReportTemplate,
  reportDraftSchema,
  reportTemplateSchema,
  type SignedReport,
  signedReportSchema,
  type TemplateSection,
} from "./draft.ts";
export { ReportError, type ReportErrorCode } from "./errors.ts";
export { buildGsps, type ScreenPresentation } from "./gsps/build-gsps.ts";
export { buildKo, type KeyObject } from "./ko/build-ko.ts";
export { type KeyObjectTitle, keyObjectTitles } from "./ko/titles.ts";
export { buildReportObjects, type ReportObject } from "./objects.ts";
export { buildSeg } from "./seg/build-seg.ts";
export { segmentMaskOnGrid } from "./seg/mask-on-grid.ts";
export {
  type ReadSegment,
  type ReadSegmentation,
  type ReadSegmentFrame,
  readSeg,
} from "./seg/read-seg.ts";
export type { SegNotUnderstood } from "./seg/seg-pixels.ts";
export { composeFindingText, type SentenceStyle, siteText } from "./sentence.ts";
export { buildSr } from "./sr/build-sr.ts";
export type { NotUnderstood, ReadAlgorithm, ReadFinding, ReadMeasurement } from "./sr/read-finding.ts";
export { type ReadReport, type ReadSection, readSr } from "./sr/read-sr.ts";
export { chooseTemplate, draftFromTemplate, parseTemplate } from "./template.ts";
