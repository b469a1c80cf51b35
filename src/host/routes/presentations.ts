import { Hono } from "hono";
import type { InstanceRecord } from "../../archive/index.ts";
import { type PresentationSummary, presentationSaveSchema } from "../../contract/index.ts";
import type { ObjectDocument } from "../../objects/index.ts";
import { keepPresentation } from "../jobs/keep-presentation.ts";
import { queueObject } from "../jobs/queue-object.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody } from "./answer.ts";

/** Of one study; a department's own states are a handful. */
const mostStates = 500;
const LARGEST_STATE_BYTES = 16 * 1024 * 1024;

interface KnownState {
  readonly summary: PresentationSummary;
  readonly series: ReadonlySet<string>;
}

/** Presentation states: which ones name images of a series, what is on the screen kept as one, and sent. */
export function presentationRoutes(workstation: Workstation): Hono {
  const { archive, tasks } = workstation;
  const known = new Map<string, KnownState | undefined>();
  const read = async (instance: InstanceRecord, signal: AbortSignal): Promise<KnownState | undefined> => {
    const key = `${instance.sopInstanceUid}/${instance.sha256}`;
    if (!known.has(key)) {
      const document = await tasks.run("read-object", { path: instance.path }, { signal, priority: 4 }).catch(() => undefined);
      signal.throwIfAborted();
      known.set(key, document && knownState(document, instance));
      if (known.size > 4 * mostStates) known.delete(known.keys().next().value as string);
    }
    return known.get(key);
  };
  const stateOf = (sop: string) => {
    const instance = archive.instance(sop);
    return instance && archive.series(instance.seriesInstanceUid)?.kind === "presentation" ? instance : undefined;
  };
  const app = new Hono();
  app.get("/series/:uid/presentations", async (context) => {
    const { seriesInstanceUid, studyInstanceUid } = found(
      archive.series(context.req.param("uid")),
      "This series is not in the archive.",
    );
    const instances = archive
      .seriesOfStudy(studyInstanceUid)
      .filter(({ kind }) => kind === "presentation")
      .flatMap((series) => archive.instancesOfSeries(series.seriesInstanceUid))
      .slice(0, mostStates);
    const states = await Promise.all(instances.map((instance) => read(instance, context.req.raw.signal)));
    const presentations = states
      .flatMap((state) => (state?.series.has(seriesInstanceUid) ? [state.summary] : []))
      .toSorted((a, b) => whenOf(b).localeCompare(whenOf(a)));
    return context.json({ presentations });
  });
  app.post("/presentations", limitBody(LARGEST_STATE_BYTES), async (context) => {
    const body = await parseBody(context, presentationSaveSchema);
    return context.json(await keepPresentation(workstation, body), 201);
  });
  app.post("/presentations/:sop/send", async (context) => {
    const instance = found(stateOf(context.req.param("sop")), "This presentation state is not in the archive.");
    await queueObject(workstation, instance);
    return context.json({});
  });
  return app;
}

function knownState({ content }: ObjectDocument, instance: InstanceRecord): KnownState | undefined {
  if (content.kind !== "presentation") return undefined;
  const { label, description, creator, createdDate, createdTime, stateClass } = content;
  const { sopInstanceUid, seriesInstanceUid } = instance;
  return {
    summary: { sopInstanceUid, seriesInstanceUid, label, description, creator, createdDate, createdTime, stateClass },
    series: new Set(content.series.map((series) => series.seriesInstanceUid)),
  };
}

function whenOf({ createdDate, createdTime }: PresentationSummary): string {
  return `${createdDate}${createdTime}`;
}
