import { Hono } from "hono";
import { draftSaveSchema, type ReportState, signRequestSchema } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import { openDraft } from "../jobs/report.ts";
import { signReport } from "../jobs/sign.ts";
import { readTemplates } from "../report-templates.ts";
import type { Workstation } from "../workstation.ts";
import { parseBody } from "./answer.ts";

/** Templates, drafts saved as typed, and signing. */
export function reportRoutes(workstation: Workstation): Hono {
  const { workspace, events, now } = workstation;
  const app = new Hono();
  app.get("/report-templates", (context) =>
    context.json({ templates: readTemplates(workstation.templateDirectory, workstation.log) }),
  );
  app.get("/studies/:uid/report", (context) => {
    const { draft } = openDraft(workstation, context.req.param("uid"));
    return context.json({ draft, signed: [...workspace.signedReports(draft.studyInstanceUid)].reverse() } satisfies ReportState);
  });
  app.put("/studies/:uid/report", async (context) => {
    const save = await parseBody(context, draftSaveSchema);
    if (save.studyInstanceUid !== context.req.param("uid"))
      throw new HostError("bad-request", "The draft is of another study.", { fields: "studyInstanceUid" });
    const stored = workspace.saveDraft({ ...save, savedAt: now().toISOString() });
    events.emit({ type: "report", studyInstanceUid: stored.studyInstanceUid });
    return context.json(stored);
  });
  app.post("/studies/:uid/report/sign", async (context) => {
    const request = await parseBody(context, signRequestSchema);
    const report = await signReport(workstation, context.req.param("uid"), request);
    return context.json(report, 201);
  });
  return app;
}
