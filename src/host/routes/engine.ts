import { availableParallelism, totalmem } from "node:os";
import { Hono } from "hono";
import type { Engine } from "../../contract/index.ts";
import { InferenceError } from "../../inference/index.ts";
import type { Measured } from "../analysis/engine.ts";
import { choicesOf, limitsOf } from "../analysis/plan-run.ts";
import { readPreference } from "../analysis/preference.ts";
import { runsAtOnce, threadsOfARun } from "../tasks/capacity.ts";
import type { Workstation } from "../workstation.ts";

/** What runs models on this computer, and which runs wait. */
export function engineRoutes(workstation: Workstation): Hono {
  const { analyses, models } = workstation;
  const app = new Hono();
  app.get("/engine", async (context) => context.json(await describe(workstation)));
  app.post("/engine/models/:id/measure", async (context) => {
    const { card, directory } = await models.usable(context.req.param("id"));
    const { weightsSha256 } = models.version(card.id, card.version);
    if (weightsSha256 === undefined)
      throw new InferenceError("package-missing", "The package of this model is no longer there. Install it again.");
    const model = { directory, id: card.id, version: card.version, weightsSha256 };
    await analyses.engine.measured(model, { signal: context.req.raw.signal, anew: true });
    return context.json(await describe(workstation));
  });
  return app;
}

async function describe({ analyses, models, workspace }: Workstation): Promise<Engine> {
  const preference = readPreference(workspace, "engine");
  const { seconds, memoryBytes } = limitsOf(undefined, preference);
  const known = analyses.engine.known();
  const measured = (await models.list()).flatMap(({ card }) => {
    const { manifest, weightsSha256 } = models.version(card.id, card.version);
    const model: Measured | undefined = known.get(weightsSha256 ?? "");
    return manifest && model ? [{ ...model, choices: choicesOf(manifest, model, preference) }] : [];
  });
  return {
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    runsAtOnce: runsAtOnce(),
    threads: threadsOfARun(),
    limits: { seconds, memoryMb: Math.round(memoryBytes / 2 ** 20) },
    models: measured,
    queue: analyses.queue.list().flatMap(({ id, state, waiting: { urgency } }) => {
      const run = analyses.running.get(id)?.current();
      if (!run) return [];
      const { modelId, studyInstanceUid, seriesInstanceUid } = run;
      return [{ analysisId: id, modelId, studyInstanceUid, seriesInstanceUid, state, urgency }];
    }),
  };
}
