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
} from "./draft.ts";
