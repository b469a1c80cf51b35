import { Hono } from "hono";
import type { Session } from "../contract/index.ts";
import { createDicomWeb } from "./dicomweb/dicomweb.ts";
import type { DemoState } from "./jobs/demo.ts";
import { analysisRoutes } from "./routes/analyses.ts";
import { answerError } from "./routes/answer.ts";
import { archiveRoutes } from "./routes/archive.ts";
import { calibrationRoutes } from "./routes/calibrations.ts";
import { engineRoutes } from "./routes/engine.ts";
import { eventRoutes } from "./routes/events.ts";
import { findingRoutes } from "./routes/findings.ts";
import { importRoutes } from "./routes/imports.ts";
import { keyImageRoutes } from "./routes/key-images.ts";
import { labelRoutes } from "./routes/labels.ts";
import { modelRoutes } from "./routes/models.ts";
import { objectRoutes } from "./routes/objects.ts";
import { outboxRoutes } from "./routes/outbox.ts";
import { preferenceRoutes } from "./routes/preferences.ts";
import { presentationRoutes } from "./routes/presentations.ts";
import { publisherRoutes } from "./routes/publishers.ts";
import { reportRoutes } from "./routes/report.ts";
import { ribRoutes } from "./routes/ribs.ts";
import { seriesRoutes } from "./routes/series.ts";
import { sessionRoutes } from "./routes/session.ts";
import { staticRoutes } from "./routes/static-files.ts";
import { studyRoutes } from "./routes/studies.ts";
import { videoRoutes } from "./routes/videos.ts";
import { viewStateRoutes } from "./routes/view-state.ts";
import { securityHeaders } from "./security-headers.ts";
import type { Workstation } from "./workstation.ts";

export interface HostPorts {
  readonly workstation: Workstation;
  readonly shell: Session["shell"];
  readonly version: string;
  /** The built renderer. */
  readonly rendererDirectory: string;
  readonly demo: DemoState;
}

export type Handle = (request: Request) => Promise<Response>;

/** The whole workstation as one function on web standards: the same for Electron's `protocol.handle` and a loopback server. */
export function createHost({ workstation, shell, version, rendererDirectory, demo }: HostPorts): Handle {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.res.headers.set(name, value);
    // Patients' data stays in the data folder: a browser keeps no copy of it on its disk. Only the program's own files say otherwise.
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
  });
  const api = new Hono();
  for (const routes of [
    sessionRoutes(workstation, shell, version, demo),
    preferenceRoutes(workstation),
    studyRoutes(workstation),
    viewStateRoutes(workstation),
    calibrationRoutes(workstation),
    seriesRoutes(workstation),
    ribRoutes(workstation),
    objectRoutes(workstation),
    presentationRoutes(workstation),
    keyImageRoutes(workstation),
    videoRoutes(workstation),
    importRoutes(workstation),
    archiveRoutes(workstation),
    modelRoutes(workstation),
    publisherRoutes(workstation),
    analysisRoutes(workstation),
    engineRoutes(workstation),
    findingRoutes(workstation),
    labelRoutes(workstation),
    reportRoutes(workstation),
    outboxRoutes(workstation),
    eventRoutes(workstation.events),
  ]) {
    api.route("/", routes);
  }
  api.onError((error) => answerError(error, workstation.log));
  api.notFound(() =>
    Response.json(
      { area: "host", code: "not-found", message: "There is nothing at this address.", details: {} },
      { status: 404 },
    ),
  );
  app.route("/api", api);
  app.route(
    "/dicom-web",
    createDicomWeb(workstation.archive, workstation.log, () => workstation.events.emit({ type: "studies" })),
  );
  app.route("/", staticRoutes(rendererDirectory));
  app.onError((error) => answerError(error, workstation.log));
  return async (request) => app.fetch(request);
}
