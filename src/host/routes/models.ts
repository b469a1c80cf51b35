import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Hono } from "hono";
import { isAbort, toErrorRecord } from "../../base/index.ts";
import { type ModelSelfTest, modelActivationSchema, modelInstallQuerySchema } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import { lastModelRuns } from "../jobs/model-runs.ts";
import { spoolUpload } from "../uploads.ts";
import type { Workstation } from "../workstation.ts";
import { parseBody, parseQuery } from "./answer.ts";

/** Which models there are, what their cards say, which version of each is in use. */
export function modelRoutes(workstation: Workstation): Hono {
  const { models, tasks, log } = workstation;
  const app = new Hono();
  app.get("/models", async (context) => context.json({ models: (await models.list()).map(({ card }) => card) }));
  app.get("/models/runs", (context) => context.json({ runs: lastModelRuns(workstation) }));
  app.post("/models", async (context) => {
    const { acceptUnsigned, trustedKey } = parseQuery(context, modelInstallQuerySchema);
    const files = await spoolUpload(context.req.raw, workstation.cacheDirectory);
    const [file] = files;
    try {
      if (file === undefined || files.length > 1)
        throw new HostError("bad-request", "Choose one file: the ZIP of a model package.", { fields: "file" });
      const { signal } = context.req.raw;
      const model = await models.install(file.path, { acceptUnsigned: acceptUnsigned === "true", trustedKey, signal });
      log.info("model-installed", { model: model.id, version: model.version });
      return context.json({ model }, 201);
    } finally {
      if (file !== undefined) await rm(dirname(file.path), { recursive: true, force: true });
    }
  });
  app.get("/models/:id/versions/:version/card", (context) => {
    const { id, version } = context.req.param();
    const language = context.req.query("language") === "zh-CN" ? "zh-CN" : "en";
    return context.json(models.cardText(id, version, language));
  });
  app.get("/models/:id/versions/:version/picture", (context) => {
    const { id, version } = context.req.param();
    const bytes = models.picture(id, version, context.req.query("path") ?? "");
    return new Response(bytes, { headers: { "content-type": "image/png" } });
  });
  app.put("/models/:id/active", async (context) => {
    const { version } = await parseBody(context, modelActivationSchema);
    models.store.activate(context.req.param("id"), version);
    return context.json({ model: models.card(context.req.param("id")) });
  });
  app.post("/models/:id/rollback", (context) => {
    const { id, version } = models.store.rollback(context.req.param("id"));
    log.info("model-rolled-back", { model: id, version });
    return context.json({ model: models.card(id) });
  });
  app.delete("/models/:id/versions/:version", (context) => {
    const { id, version } = context.req.param();
    models.store.retire(id, version);
    return context.json({ model: models.card(id) });
  });
  app.post("/models/:id/self-test", async (context) => {
    const id = context.req.param("id");
    const { version } = models.card(id);
    const started = performance.now();
    const answer = (test: Omit<ModelSelfTest, "seconds">) =>
      context.json({ ...test, seconds: (performance.now() - started) / 1000 } satisfies ModelSelfTest);
    try {
      const modelDirectory = models.version(id, version).directory;
      await tasks.run("try-model", { modelDirectory }, { signal: context.req.raw.signal });
      return answer({ passed: true });
    } catch (error) {
      if (isAbort(error)) throw error;
      const record = toErrorRecord(error);
      return answer({ passed: false, error: { ...record, details: { ...record.details } } });
    }
  });
  return app;
}
