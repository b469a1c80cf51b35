import { z } from "zod";

/** A coded concept (PS3.3 8.8): value, scheme designator, meaning. */
export const codeSchema = z.object({
  value: z.string().min(1).max(64),
  scheme: z.string().min(1).max(16),
  meaning: z.string().min(1).max(64),
});
export type Code = z.infer<typeof codeSchema>;

/** Whether two codes name the same concept: meaning is for people and does not count. */
export function isSameCode(a: Code, b: Code): boolean {
  return a.value === b.value && a.scheme === b.scheme;
}
