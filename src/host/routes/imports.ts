import { isAbsolute } from "node:path";
import { Hono } from "hono";
import { type ImportJob, importRequestSchema } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import { forgetImport, startImport } from "../jobs/import.ts";
import { spoolUpload } from "../uploads.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

/** Imports from this computer's disks, and of files dropped into the window. */
export function importRoutes(workstation: Workstation): Hono {
  const { journal, running } = workstation.imports;
  const app = new Hono();
  app.get("/imports", (context) => context.json({ jobs: allJobs(workstation) }));
  app.post("/imports", async (context) => {
    const { path } = await parseBody(context, importRequestSchema);
    // Relative to what, the person cannot see: it would be the folder the program was started in.
    if (!isAbsolute(path))
      throw new HostError("bad-request", "Give the whole path of what is to be imported.", { fields: "path" });
    return context.json(startImport(workstation, path).current(), 202);
  });
  app.post("/imports/upload", async (context) => {
    const files = await spoolUpload(context.req.raw, workstation.cacheDirectory);
    return context.json(startImport(workstation, files).current(), 202);
  });
  app.get("/imports/:id", (context) => context.json(jobOf(workstation, context.req.param("id"))));
  app.post("/imports/:id/resume", (context) => {
    const id = context.req.param("id");
    const { place, job } = found(
      journal.unfinished().find((each) => each.id === id && each.job.resumable),
      "There is no such import that could be gone on with.",
    );
    return context.json(startImport(workstation, place, { resume: id, origin: job.origin, label: job.label }).current(), 202);
  });
  app.delete("/imports/:id", async (context) => {
    const id = context.req.param("id");
    const job = running.get(id);
    if (job?.current().state === "running") {
      job.cancel();
      return context.json(job.current());
    }
    const last = jobOf(workstation, id);
    await forgetImport(workstation, id);
    return context.json({ ...last, resumable: false });
  });
  app.get("/watched-folders", (context) => context.json({ folders: workstation.imports.watched?.list() ?? [] }));
  return app;
}

/** Those of this run, and before them those that ended early in an earlier one. */
function allJobs({ imports: { running, journal } }: Workstation): ImportJob[] {
  const current = [...running.values()].reverse().map((job) => job.current());
  return [...current, ...journal.unfinished().flatMap(({ id, job }) => (running.has(id) ? [] : [job]))];
}

function jobOf(workstation: Workstation, id: string): ImportJob {
  return found(
    allJobs(workstation).find((job) => job.id === id),
    "There is no such import.",
  );
}
