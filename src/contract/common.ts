import { z } from "zod";
import { errorRecordSchema } from "../findings/index.ts";

/** A DICOM UID (PS3.5 9.1). Files break the rule on components, so only the alphabet and length are held. */
export const uidSchema = z.string().regex(/^[0-9.]{1,64}$/);

/** What an HTTP error body holds: the screen shows `errors.<area>.<code>` from the locale files, filled with `details`. */
export const errorSchema = errorRecordSchema;
export type ErrorBody = z.infer<typeof errorSchema>;

/** 0 to 1, with counts for the eye. */
export const progressSchema = z.object({
  fraction: z.number().min(0).max(1),
  /** What is being done now: a key under `progress.` in the locale files. */
  step: z.string(),
});
export type Progress = z.infer<typeof progressSchema>;

export const vec3Schema = z.tuple([z.number(), z.number(), z.number()]).readonly();
