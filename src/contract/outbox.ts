import { z } from "zod";
import { errorSchema } from "./common.ts";
import { settingsSchema } from "./session.ts";

/** GET /api/outbox; POST /api/outbox/:id/retry tries at once. Also sent as `outbox` events. */
export const outboxItemSchema = z.object({
  id: z.string(),
  studyInstanceUid: z.string(),
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  reportId: z.string(),
  destination: settingsSchema.shape.destination,
  state: z.enum(["queued", "sending", "delivered", "waiting"]),
  queuedAt: z.string(),
  attempts: z.number().int(),
  /** When the first of the failures since the last success was seen. */
  failingSince: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  error: errorSchema.nullable(),
  receipt: z.object({ at: z.string(), status: z.string(), retrieveUrl: z.string() }).nullable(),
});
export type OutboxItem = z.infer<typeof outboxItemSchema>;
export const outboxListSchema = z.object({ items: z.array(outboxItemSchema) });
