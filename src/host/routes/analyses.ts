import { Hono } from "hono";
import { type Analysis, analysisRequestSchema } from "../../contract/index.ts";
import { startAnalysis } from "../jobs/analyse.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

/** Runs of models. */
export function analysisRoutes(workstation: Workstation): Hono {
  const { workspace } = workstation;
  const { running } = workstation.analyses;
  const app = new Hono();
  app.post("/analyses", async (context) => {
    const analysis = await startAnalysis(workstation, await parseBody(context, analysisRequestSchema));
    return context.json(analysis.current(), 202);
  });
  app.get("/analyses", (context) => {
    const current = (analysis: Analysis) => running.get(analysis.id)?.current() ?? analysis;
    return context.json({
      analyses: workspace
        .analyses(context.req.query("studyInstanceUid") ?? "")
        .map(current)
        .reverse(),
    });
  });
  app.delete("/analyses/:id", (context) => {
    const analysis = found(running.get(context.req.param("id")), "This analysis is not running.");
    analysis.cancel();
    return context.json(analysis.current());
  });
  return app;
}
