import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import { Hono } from "hono";
import { importRequestSchema } from "../../contract/index.ts";
import { type MultipartPart, parseMultipartRelated } from "../../net/index.ts";
import { HostError } from "../errors.ts";
import { type RunningImport, startImport } from "../jobs/import.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

const jobsKept = 50;
const maximumFileBytes = 2 ** 32;

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
      await spool(context.req.raw, directory);
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

/** Writes the files of a multipart body under `directory` by the relative paths the browser gave, one at a time; a path that would leave it is refused. */
async function spool(request: Request, directory: string): Promise<void> {
  const body = request.body ?? new Uint8Array();
  const parts = parseMultipartRelated(body as AsyncIterable<Uint8Array>, request.headers.get("content-type") ?? "", {
    maxPartBytes: maximumFileBytes,
  });
  for await (const part of parts) {
    const path = normalize(join(directory, fileNameOf(part)));
    if (!path.startsWith(directory + sep))
      throw new HostError("bad-request", "A file's path leads out of the upload.", { fields: "file" });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, part.bytes, { mode: 0o600 });
  }
}

/** The file name of a form-data part (RFC 7578 4.2): UTF-8, with quotes and line breaks percent-encoded as browsers do. */
function fileNameOf({ headers }: MultipartPart): string {
  const written = /filename="((?:[^"\\]|\\.)*)"/.exec(headers["content-disposition"] ?? "")?.[1];
  if (!written) throw new HostError("bad-request", "The upload holds something that is not a file.", { fields: "file" });
  return Buffer.from(written, "latin1").toString("utf8").replaceAll("%22", '"').replaceAll("%0D", "").replaceAll("%0A", "");
}
