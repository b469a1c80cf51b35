import { Hono } from "hono";
import { type Session, settingsSchema } from "../../contract/index.ts";
import { type DemoState, demoPatientId } from "../jobs/demo.ts";
import { testDestination } from "../jobs/test-destination.ts";
import { readSettings, writeSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";
import { parseBody } from "./answer.ts";

/** What this workstation is, and what its reader chose. */
export function sessionRoutes(workstation: Workstation, shell: Session["shell"], version: string, demo: DemoState): Hono {
  const { archive, workspace } = workstation;
  const app = new Hono();
  app.get("/session", (context) => {
    const demoStudies = archive
      .studiesOfPatient(demoPatientId)
      .filter((study) => study.synthetic && study.modalities.includes("CT"));
    const newest = [...demoStudies].sort((a, b) => b.studyDate.localeCompare(a.studyDate))[0];
    return context.json({
      version,
      shell,
      studyCount: archive.counts().studies,
      demoStudyInstanceUid: newest?.studyInstanceUid ?? null,
      demoBuilding: demo.building,
      demoProgress: (demo.building && demo.progress) || null,
    } satisfies Session);
  });
  // Until the reader has chosen, the screen speaks as their browser or system does.
  app.get("/settings", (context) => context.json(readSettings(workspace, context.req.header("accept-language"))));
  app.put("/settings", async (context) => {
    const settings = await parseBody(context, settingsSchema);
    writeSettings(workspace, settings);
    workstation.imports.watched?.refresh();
    return context.json(settings);
  });
  app.post("/settings/test-destination", async (context) => {
    const destination = await parseBody(context, settingsSchema.shape.destination);
    return context.json(await testDestination(destination, context.req.raw.signal));
  });
  return app;
}
