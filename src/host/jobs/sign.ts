import { randomUUID } from "node:crypto";
import type { SignRequest } from "../../contract/index.ts";
import { buildPart10, type Dataset, newUid, parsePart10, sopClasses } from "../../dicom/index.ts";
import type { Finding } from "../../findings/index.ts";
import {
  buildSeg,
  buildSr,
  checkReport,
  isReportable,
  isSignable,
  readSr,
  type ReportContext,
  type ReportToSign,
  type SegmentReference,
  type SignedReport,
} from "../../report/index.ts";
import { HostError } from "../errors.ts";
import { readSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";
import { openDraft } from "./report.ts";
import { reportContext } from "./report-context.ts";

/** Ids of reports that were signed and may not be in the outbox yet: a crash in between is mended at the next start. */
const toQueueKey = "reports-to-queue";
const segSeriesNumber = 9001;
const srSeriesNumber = 9002;

interface BuiltObject {
  readonly kind: "SR" | "SEG";
  readonly dataset: Dataset;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/**
 * Signs the draft of a study: checks it, builds SEG and SR, reads them back, keeps them, queues them (build/adr/0003).
 *
 * @throws HostError "not-signable" with the checks that forbid it; WorkspaceError "stale"; ReportError
 */
export async function signReport(workstation: Workstation, studyInstanceUid: string, { signedBy, revision }: SignRequest): Promise<SignedReport> {
  const { archive, workspace, events, now } = workstation;
  const { draft: opened, template } = openDraft(workstation, studyInstanceUid);
  // Saving first makes what is signed what is stored, and refuses a signature under a text that changed elsewhere meanwhile.
  const draft = workspace.saveDraft({ ...opened, revision });
  const findings = workspace.findings(studyInstanceUid);
  const problems = checkReport(template, draft, findings);
  if (!isSignable(problems)) {
    const codes = problems.filter(({ severity }) => severity === "error").map(({ code }) => code);
    throw new HostError("not-signable", `The report cannot be signed yet: ${[...new Set(codes)].join(", ")}. Mend this and sign again.`, {
      problems: [...new Set(codes)].join(", "),
    });
  }
  const included = findings.filter((finding) => draft.findingIds.includes(finding.id) && isReportable(finding));
  const context = await reportContext(workstation, studyInstanceUid, included);
  const report: ReportToSign = { draft, template, signedBy, signedAt: now().toISOString() };
  const objects = buildObjects(report, included, context);
  const files = objects.map(({ dataset }) => buildPart10(dataset));
  assertReadsBack(files, objects, included);

  for (const bytes of files) archive.store(bytes);
  const signed: SignedReport = {
    id: randomUUID(),
    studyInstanceUid,
    signedAt: report.signedAt,
    signedBy,
    draft,
    objects: objects.map(({ kind, sopInstanceUid, seriesInstanceUid }) => ({
      kind,
      sopClassUid: kind === "SR" ? sopClasses.Comprehensive3DSRStorage : sopClasses.SegmentationStorage,
      sopInstanceUid,
      seriesInstanceUid,
    })),
  };
  workspace.writeSetting(toQueueKey, [...idsToQueue(workstation), signed.id]);
  workspace.addSignedReport(signed);
  await queueSignedReports(workstation);
  events.emit({ type: "report", studyInstanceUid });
  events.emit({ type: "studies" });
  return signed;
}

/** Puts the objects of signed reports that are not in the outbox into it, from the archive's own bytes. */
export async function queueSignedReports(workstation: Workstation): Promise<void> {
  const { archive, workspace, outbox, events } = workstation;
  const { destination } = readSettings(workspace);
  for (const id of idsToQueue(workstation)) {
    const report = workspace.signedReport(id);
    for (const object of report?.objects ?? []) {
      const bytes = await archive.read(object.sopInstanceUid);
      const { sopInstanceUid, sopClassUid } = object;
      const item = outbox.add({ bytes, studyInstanceUid: (report as SignedReport).studyInstanceUid, sopInstanceUid, sopClassUid, reportId: id, destination });
      events.emit({ type: "outbox", item });
    }
    workspace.writeSetting(
      toQueueKey,
      idsToQueue(workstation).filter((other) => other !== id),
    );
  }
}

function idsToQueue({ workspace }: Workstation): readonly string[] {
  const stored = workspace.readSetting(toQueueKey);
  return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
}

function buildObjects(report: ReportToSign, findings: readonly Finding[], context: ReportContext): readonly BuiltObject[] {
  const objects: BuiltObject[] = [];
  const segments = new Map<string, SegmentReference>();
  const masked = findings.filter(({ segment }) => segment !== undefined);
  for (const seriesInstanceUid of new Set(masked.map((finding) => finding.seriesInstanceUid))) {
    const identity = { sopInstanceUid: newUid(), seriesInstanceUid: newUid(), seriesNumber: segSeriesNumber };
    const own = masked.filter((finding) => finding.seriesInstanceUid === seriesInstanceUid);
    const dataset = buildSeg(own, context, identity, report);
    objects.push({ kind: "SEG", dataset, ...identity });
    for (const [at, finding] of own.entries()) {
      segments.set(finding.id, { sopInstanceUid: identity.sopInstanceUid, seriesInstanceUid: identity.seriesInstanceUid, segmentNumber: at + 1 });
    }
  }
  const identity = { sopInstanceUid: newUid(), seriesInstanceUid: newUid(), seriesNumber: srSeriesNumber };
  objects.push({ kind: "SR", dataset: buildSr(report, findings, context, identity, segments), ...identity });
  return objects;
}

/** A report that cannot be read back as it was meant is not signed. */
function assertReadsBack(files: readonly Uint8Array[], objects: readonly BuiltObject[], findings: readonly Finding[]): void {
  const at = objects.findIndex(({ kind }) => kind === "SR");
  const back = readSr(parsePart10(files[at] as Uint8Array).dataset);
  const wanted = findings.map(({ trackingUid }) => trackingUid).sort();
  const got = back.findings.map(({ trackingUid }) => trackingUid).sort();
  if (JSON.stringify(wanted) !== JSON.stringify(got)) {
    throw new HostError("not-signable", "The report that was built does not read back as it was written, so it was not signed. The draft is kept.", {
      problems: "read-back",
    });
  }
}
