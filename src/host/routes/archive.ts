import { type Context, Hono } from "hono";
import {
  archiveQuotaSchema,
  archiveRepairSchema,
  preferVersionSchema,
  removalRequestSchema,
  type StudyVersions,
  type VersionDifference,
} from "../../contract/index.ts";
import { dictionaryEntry } from "../../dicom/index.ts";
import {
  createArchiveJobs,
  describeArchive,
  enforceQuota,
  previewRemoval,
  removeStudy,
  writeQuota,
} from "../jobs/archive-care.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseBody } from "./answer.ts";

const versionsShown = 200;

/** Looking after the archive: how full it is, verifying and setting right, what stays, what goes, which version is shown. */
export function archiveRoutes(workstation: Workstation): Hono {
  const { archive, events, seriesFrames } = workstation;
  const jobs = createArchiveJobs(workstation);
  const app = new Hono();
  const status = async (context: Context) => context.json(await describeArchive(workstation, jobs.current()));
  app.get("/archive", status);
  app.put("/archive/quota", async (context) => {
    writeQuota(workstation, await parseBody(context, archiveQuotaSchema));
    await enforceQuota(workstation);
    return status(context);
  });
  app.post("/archive/verify", (context) => context.json(jobs.start("verify"), 202));
  app.post("/archive/rebuild", (context) => context.json(jobs.start("rebuild"), 202));
  app.delete("/archive/job", (context) => {
    jobs.cancel();
    return context.body(null, 204);
  });
  app.post("/archive/repair", async (context) => {
    const counts = await archive.care.repair(await parseBody(context, archiveRepairSchema));
    events.emit({ type: "studies" });
    return context.json(counts);
  });
  app.put("/archive/pins/:uid", (context) => {
    archive.care.pin(context.req.param("uid"));
    events.emit({ type: "studies" });
    return context.body(null, 204);
  });
  app.delete("/archive/pins/:uid", (context) => {
    archive.care.unpin(context.req.param("uid"));
    events.emit({ type: "studies" });
    return context.body(null, 204);
  });
  app.get("/archive/studies/:uid/removal", (context) => context.json(previewRemoval(workstation, context.req.param("uid"))));
  app.delete("/archive/studies/:uid", async (context) => {
    const { reason } = await parseBody(context, removalRequestSchema);
    removeStudy(workstation, context.req.param("uid"), reason);
    return context.body(null, 204);
  });
  app.get("/archive/studies/:uid/versions", (context) => context.json(versionsOfStudy(workstation, context.req.param("uid"))));
  app.get("/archive/instances/:sop/versions/:sha256", (context) => {
    const { sop, sha256 } = context.req.param();
    const { attributes, ...difference } = archive.care.versions.compare(sop, sha256);
    const named = attributes.map((each) => ({ ...each, keyword: dictionaryEntry(Number.parseInt(each.tag, 16))?.keyword ?? "" }));
    return context.json({ ...difference, attributes: named } satisfies VersionDifference);
  });
  app.put("/archive/instances/:sop/version", async (context) => {
    const { sha256 } = await parseBody(context, preferVersionSchema);
    const before = found(archive.instance(context.req.param("sop")), "This image is not in the archive.");
    archive.care.versions.prefer(before.sopInstanceUid, sha256);
    for (const instance of [before, archive.instance(before.sopInstanceUid)]) {
      if (instance !== undefined) seriesFrames.forget(instance.seriesInstanceUid);
    }
    events.emit({ type: "studies" });
    return context.body(null, 204);
  });
  return app;
}

function versionsOfStudy({ archive }: Workstation, studyInstanceUid: string): StudyVersions {
  const uids = archive.care.versions.inConflict(studyInstanceUid);
  const instances = uids.slice(0, versionsShown).flatMap((sopInstanceUid) => {
    const instance = archive.instance(sopInstanceUid);
    if (instance === undefined) return [];
    const { seriesDescription = "" } = archive.series(instance.seriesInstanceUid) ?? {};
    const versions = archive.care.versions.of(sopInstanceUid).map((version) => ({ ...version }));
    return [{ sopInstanceUid, instanceNumber: instance.instanceNumber, seriesDescription, versions }];
  });
  return { total: uids.length, instances };
}
