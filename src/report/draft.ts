import { z } from "zod";

/** A text in both languages of the product. */
export const bilingualSchema = z.object({ "zh-CN": z.string(), en: z.string() });
export type Bilingual = z.infer<typeof bilingualSchema>;
export type ReportLanguage = keyof Bilingual;

/** One section of a template (assets/report-templates/*.json): a heading, its code, and how it starts. */
export const templateSectionSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  heading: bilingualSchema,
  code: z.object({ value: z.string(), scheme: z.string(), meaning: z.string() }),
  /** What the section says when nothing was found. */
  normal: bilingualSchema,
  /** Findings flow into this section as sentences. */
  takesFindings: z.boolean().default(false),
  /** Codes (of the finding or its site) that flow here; without it the section takes what no other section names. */
  takes: z.array(z.object({ value: z.string(), scheme: z.string() })).optional(),
  /** "summary": every finding flows here too, in few words (an impression). */
  findingStyle: z.enum(["sentence", "summary"]).optional(),
  /** What stays of `normal` below the findings: what was looked at and is unremarkable. */
  otherwise: bilingualSchema.optional(),
  required: z.boolean().default(false),
});
export const reportTemplateSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.string(),
  title: bilingualSchema,
  modalities: z.array(z.string()).min(1),
  /** Letters of Body Part Examined (0018,0015) that this template is for, e.g. "CHEST"; without it any. */
  bodyParts: z.array(z.string().regex(/^[A-Z]+$/)).optional(),
  sections: z.array(templateSectionSchema).min(1),
});
export type TemplateSection = z.infer<typeof templateSectionSchema>;
export type ReportTemplate = z.infer<typeof reportTemplateSchema>;

/** A report being written for one study; saved as typed. `revision` grows with every save and guards against a lost update. */
export const reportDraftSchema = z.object({
  studyInstanceUid: z.string(),
  templateId: z.string(),
  language: z.enum(["zh-CN", "en"]),
  sections: z.record(z.string(), z.string().max(50_000)),
  /** Findings the reader takes into the report, in order. */
  findingIds: z.array(z.uuid()),
  /**
   * What flowed: for each finding the sentence last written into each section. It tells the composer its own words from the
   * reader's (README.md); a finding that is here and not in `findingIds` was taken out by the reader.
   */
  flow: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  revision: z.number().int().min(0),
  savedAt: z.iso.datetime(),
});
export type ReportDraft = z.infer<typeof reportDraftSchema>;

/** A signed report: never changed again; an addendum is a new one. */
export const signedReportSchema = z.object({
  id: z.uuid(),
  studyInstanceUid: z.string(),
  signedAt: z.iso.datetime(),
  signedBy: z.string().min(1).max(64),
  draft: reportDraftSchema,
  /** SOP Instance UIDs of what was made from it. */
  objects: z.array(
    z.object({ kind: z.enum(["SR", "SEG"]), sopClassUid: z.string(), sopInstanceUid: z.string(), seriesInstanceUid: z.string() }),
  ),
});
export type SignedReport = z.infer<typeof signedReportSchema>;
