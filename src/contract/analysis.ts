import { z } from "zod";
import { analysisSchema } from "../findings/index.ts";
import { uidSchema } from "./common.ts";

/** POST /api/analyses; without an operating point, at the model's default one. Answered with `analysisSchema`. */
export const analysisRequestSchema = z.object({
  seriesInstanceUid: uidSchema,
  modelId: z.string().min(1),
  operatingPoint: z.string().min(1).max(64).optional(),
});

/** GET /api/analyses?studyInstanceUid=, newest first; DELETE /api/analyses/:id cancels. Each also comes as `analysis` events. */
export const analysisListSchema = z.object({ analyses: z.array(analysisSchema) });
