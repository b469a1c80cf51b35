import { z } from "zod";
import { reportDraftSchema, reportTemplateSchema, signedReportSchema } from "../report/index.ts";

/** GET /api/report-templates */
export const templateListSchema = z.object({ templates: z.array(reportTemplateSchema) });

/** GET /api/studies/:studyInstanceUid/report — the draft (made from the template that fits when there is none), and what was signed, newest first. */
export const reportStateSchema = z.object({ draft: reportDraftSchema, signed: z.array(signedReportSchema) });
export type ReportState = z.infer<typeof reportStateSchema>;

/** PUT /api/studies/:studyInstanceUid/report: saves the draft as typed; 409 `report/stale` when `revision` is not the stored one. Answers the stored draft. */
export const draftSaveSchema = reportDraftSchema.omit({ savedAt: true });
export type DraftSave = z.infer<typeof draftSaveSchema>;

/** POST /api/studies/:studyInstanceUid/report/sign: checks, builds SR (+ SEG), queues them. Answers the signed report. */
export const signRequestSchema = z.object({ signedBy: z.string().min(1).max(64), revision: z.number().int() });
export type SignRequest = z.infer<typeof signRequestSchema>;
