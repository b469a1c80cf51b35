import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import {
  findingCreateSchema,
  findingDecisionSchema,
  findingEditSchema,
  findingLesionSchema,
  findingVersionSchema,
} from "../../contract/index.ts";
import { newUid } from "../../dicom/index.ts";
import { createFinding, decide, edit, type Finding, ownTrackingUid, trackAs } from "../../findings/index.ts";
import { HostError } from "../errors.ts";
import { explainFinding } from "../jobs/explain-finding.ts";
import { areOfOnePatient } from "../same-patient.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody, parseQuery } from "./answer.ts";

/** Removed findings that can be brought back. */
const MOST_REMOVED = 1000;

/** Findings: made, decided on, edited, removed, brought back; every change is on disk before it is answered. */
export function findingRoutes(workstation: Workstation): Hono {
  const { workspace, events, now } = workstation;
  const removed = new Map<string, Finding>();
  const app = new Hono();
  const keep = (finding: Finding) => {
    workspace.putFinding(finding);
    events.emit({ type: "findings", studyInstanceUid: finding.studyInstanceUid });
    return finding;
  };
  const known = (id: string) => found(workspace.finding(id), "This finding does not exist any more.");
  /** The finding that is to be changed, as the asker knows it. */
  const meant = (context: Context) => asKnown(known(context.req.param("id") as string), context);
  app.get("/studies/:uid/findings", (context) => context.json({ findings: workspace.findings(context.req.param("uid")) }));
  app.post("/findings", async (context) => {
    const { by, comment, caveats, ...input } = await parseBody(context, findingCreateSchema);
    const series = found(workstation.archive.series(input.seriesInstanceUid), "This series is not in the archive.");
    if (series.studyInstanceUid !== input.studyInstanceUid)
      throw new HostError("bad-request", "The series is of another study.", { fields: "studyInstanceUid" });
    const finding = createFinding(
      {
        ...input,
        comment: comment ?? "",
        caveats: caveats ?? [],
        trackingId: nextTrackingId(workspace.findings(input.studyInstanceUid)),
      },
      { by: "person", name: by },
      { id: randomUUID(), trackingUid: newUid() },
      now().toISOString(),
    );
    return context.json(keep(finding), 201);
  });
  app.post("/findings/:id/decision", async (context) => {
    const { decision, by } = await parseBody(context, findingDecisionSchema);
    return context.json(keep(decide(meant(context), decision, by, now().toISOString())));
  });
  app.patch("/findings/:id", async (context) => {
    const { by, ...change } = await parseBody(context, findingEditSchema);
    return context.json(keep(edit(meant(context), change, by, now().toISOString())));
  });
  app.post("/findings/:id/lesion", async (context) => {
    const { sameAs, by } = await parseBody(context, findingLesionSchema);
    const finding = meant(context);
    const trackingUid = sameAs === null ? ownTrackingUid(finding) : lesionOf(workstation, finding, known(sameAs));
    return context.json(keep(trackAs(finding, trackingUid, by, now().toISOString())));
  });
  app.delete("/findings/:id", (context) => {
    const finding = meant(context);
    const signed = workspace
      .signedReports(finding.studyInstanceUid)
      .some((report) => report.draft.findingIds.includes(finding.id));
    if (signed)
      throw new HostError(
        "still-needed",
        "A signed report holds this finding, so it stays. It can be rejected for the next report.",
      );
    if (finding.provenance.by === "model")
      throw new HostError("still-needed", "A model's proposal is rejected, not removed: both are kept.");
    workspace.removeFinding(finding.id);
    removed.set(finding.id, finding);
    for (const [oldest] of removed) if (removed.size > MOST_REMOVED) removed.delete(oldest);
    events.emit({ type: "findings", studyInstanceUid: finding.studyInstanceUid });
    return context.json({ removed: finding.id });
  });
  app.get("/findings/:id/explanation", async (context) =>
    context.json(await explainFinding(workstation, known(context.req.param("id")), context.req.raw.signal)),
  );
  app.post("/findings/:id/restore", (context) => {
    const id = context.req.param("id");
    const there = workspace.finding(id);
    if (there !== undefined) return context.json(there);
    const finding = found(removed.get(id), "This finding was removed too long ago to be brought back.");
    removed.delete(id);
    return context.json(keep(finding));
  });
  return app;
}

/** @throws HostError finding-changed: its history holds other changes than the asker knows of */
function asKnown(finding: Finding, context: Context): Finding {
  const { changes } = parseQuery(context, findingVersionSchema);
  if (changes !== undefined && changes !== finding.history.length)
    throw new HostError("finding-changed", "The finding has been changed since, so nothing was done to it.");
  return finding;
}

/**
 * The tracking UID of the lesion that a finding of another study is.
 * @throws HostError bad-request: not another study of the same patient, or this study has a finding of that lesion already
 */
function lesionOf({ archive, workspace }: Workstation, finding: Finding, other: Finding): string {
  const [study, otherStudy] = [finding.studyInstanceUid, other.studyInstanceUid];
  if (study === otherStudy || !areOfOnePatient(archive, study, otherStudy))
    throw new HostError("bad-request", "A lesion is followed from one study of a patient to another.", { fields: "sameAs" });
  const isTaken = workspace
    .findings(finding.studyInstanceUid)
    .some(({ id, trackingUid, status }) => id !== finding.id && trackingUid === other.trackingUid && status !== "rejected");
  if (isTaken) throw new HostError("lesion-taken", "Another finding of this study is that lesion already. Part the two first.");
  return other.trackingUid;
}

function nextTrackingId(findings: readonly Finding[]): string {
  const numbers = findings.map(({ trackingId }) => Number(/^M(\d+)$/.exec(trackingId)?.[1] ?? 0));
  return `M${Math.max(0, ...numbers) + 1}`;
}
