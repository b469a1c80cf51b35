import { isAbsolute } from "node:path";
import { Hono } from "hono";
import { importRequestSchema } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import { type RunningImport, startImport } from "../jobs/import.ts";
import type { ImportPlace } from "../tasks/types.ts";
import { spoolUpload } from "../uploads.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

const jobsKept = 50;

/** Imports from this computer's disks, and of files dropped into the window. */
export function importRoutes(workstation: Workstation): Hono {
  const jobs = new Map<string, RunningImport>();
  const app = new Hono();
  const begin = (place: ImportPlace) => {
    const job = startImport(workstation, place);
    jobs.set(job.id, job);
    const oldest = jobs.keys().next().value;
    if (jobs.size > jobsKept && oldest !== undefined) jobs.delete(oldest);
    return job;
  };
  app.get("/imports", (context) => context.json({ jobs: [...jobs.values()].reverse().map((job) => job.current()) }));
  app.post("/imports", async (context) => {
    const { path } = await parseBody(context, importRequestSchema);
    // Relative to what, the person cannot see: it would be the folder the program was started in.
    if (!isAbsolute(path))
      throw new HostError("bad-request", "Give the whole path of what is to be imported.", { fields: "path" });
    return context.json(begin(path).current(), 202);
  });
  app.post("/imports/upload", async (context) => {
    const upload = await spoolUpload(context.req.raw, workstation.cacheDirectory);
    const job = begin(upload.files);
    void job.finished.then(upload.remove);
    return context.json(job.current(), 202);
  });
  app.get("/imports/:id", (context) =>
    context.json(found(jobs.get(context.req.param("id")), "There is no such import.").current()),
  );
  app.delete("/imports/:id", (context) => {
    const job = found(jobs.get(context.req.param("id")), "There is no such import.");
    job.cancel();
    return context.json(job.current());
  });
  return app;
}
