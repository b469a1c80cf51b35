import { Hono } from "hono";
import type { InstanceRecord } from "../../archive/index.ts";
import type { Ribs } from "../../contract/index.ts";
import type { Vec3 } from "../../geometry/index.ts";
import { HostError } from "../errors.ts";
import type { Tasks } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";

/** Answers that are kept: each took seconds, and a reader goes to and fro. */
const KEPT = 3;
/** Progress is told in steps of so much. */
const STEP = 0.05;

/** The ribs of a chest CT, straightened. A request that is given up stops the work; how far it is comes as events. */
export function ribRoutes({ archive, tasks, events }: Workstation): Hono {
  const kept = new Map<string, Ribs>();
  return new Hono().get("/series/:uid/ribs", async (context) => {
    const seriesInstanceUid = context.req.param("uid");
    const instances = archive.instancesOfSeries(seriesInstanceUid);
    if (instances.length === 0) throw new HostError("not-found", "This series is not in the archive.");
    const split = splitOf(context.req.query("split"));
    const key = `${seriesInstanceUid}/${split ?? ""}/${filesOf(instances)}`;
    const known = kept.get(key);
    if (known !== undefined) return context.json(known);
    let told = 0;
    const output = await tasks.run(
      "ribs",
      { instances, split },
      {
        signal: context.req.raw.signal,
        onProgress: (share) => {
          if (share < told + STEP) return;
          told = share;
          events.emit({ type: "ribs", seriesInstanceUid, share });
        },
      },
    );
    const answer = answerOf(seriesInstanceUid, output);
    kept.set(key, answer);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return context.json(answer);
  });
}

function answerOf(seriesInstanceUid: string, { frameOfReferenceUid, numbering, grid, ribs }: Tasks["ribs"]["output"]): Ribs {
  return {
    seriesInstanceUid,
    frameOfReferenceUid,
    numbering: { ...numbering, reasons: [...numbering.reasons] },
    pixelMm: ribs[0]?.strip.pixelMm ?? 1,
    grid,
    ribs: ribs.map(({ strip, runs, ...rib }) => ({
      ...rib,
      columns: strip.columns,
      rows: strip.rows,
      valuesBase64: base64(strip.values),
      middlesBase64: base64(flat(strip.middles)),
      downsBase64: base64(flat(strip.downs)),
      runsBase64: base64(runs),
    })),
  };
}

function flat(points: readonly Vec3[]): Float32Array {
  return Float32Array.from(points.flat());
}

function base64({ buffer, byteOffset, byteLength }: Int16Array | Float32Array | Uint32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** A series that grew, or of which other versions are shown, is another one. */
function filesOf(instances: readonly InstanceRecord[]): string {
  return `${instances.length}/${instances[0]?.sha256 ?? ""}/${instances[instances.length - 1]?.sha256 ?? ""}`;
}

/** @throws HostError "bad-request" */
function splitOf(split: string | undefined): number | undefined {
  if (split === undefined || split === "") return undefined;
  if (!/^\d{1,4}$/.test(split))
    throw new HostError("bad-request", "The request is not of the agreed form: split.", { fields: "split" });
  return Number(split);
}
