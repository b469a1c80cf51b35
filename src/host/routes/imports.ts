import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Hono } from "hono";
import { importRequestSchema } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import { type RunningImport, startImport } from "../jobs/import.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

const jobsKept = 50;

/** Imports from this computer's disks, and of files dropped into the window. */
export function importRoutes(workstation: Workstation): Hono {
  const jobs = new Map<string, RunningImport>();
  const app = new Hono();
  const begin = (path: string) => {
    const job = startImport(workstation, path);
    jobs.set(job.id, job);
    const oldest = jobs.keys().next().value;
    if (jobs.size > jobsKept && oldest !== undefined) jobs.delete(oldest);
    return job;
  };
  app.get("/imports", (context) => context.json({ jobs: [...jobs.values()].reverse().map((job) => job.current()) }));
  app.post("/imports", async (context) => {
    const { path } = await parseBody(context, importRequestSchema);
    return context.json(begin(path).current(), 202);
  });
  app.post("/imports/upload", async (context) => {
    const directory = await mkdtemp(join(workstation.cacheDirectory, "upload-"));
    try {
      await spool(await context.req.formData(), directory);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    const job = begin(directory);
    job.finished.finally(() => rm(directory, { recursive: true, force: true }));
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

/** Writes dropped files under `directory` by the relative paths the browser gave; a path that would leave it is refused. */
async function spool(form: FormData, directory: string): Promise<void> {
  for (const file of form.getAll("file")) {
    if (typeof file === "string")
      throw new HostError("bad-request", "The upload holds something that is not a file.", { fields: "file" });
    const path = normalize(join(directory, file.name));
    if (!path.startsWith(directory + sep))
      throw new HostError("bad-request", "A file's path leads out of the upload.", { fields: "file" });
    await mkdir(dirname(path), { recursive: true });
    await pipeline(
      Readable.fromWeb(file.stream() as import("node:stream/web").ReadableStream),
      createWriteStream(path, { mode: 0o600 }),
    );
  }
}
