import { randomUUID } from "node:crypto";
import type { SignRequest } from "../../contract/index.ts";
import { buildPart10, newUid, parsePart10 } from "../../dicom/index.ts";
import type { Finding } from "../../findings/index.ts";
import {
  buildReportObjects,
  checkReport,
  compareReports,
  isReportable,
  isSignable,
  type ReportContext,
  type ReportObject,
  type ReportToSign,
  readReportObjects,
  type SignedReport,
} from "../../report/index.ts";
import { HostError } from "../errors.ts";
import { readSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";
import { openDraft } from "./report.ts";
import { reportContext } from "./report-context.ts";

/** Ids of reports that were signed and may not be in the outbox yet: a crash in between is mended at the next start. */
const toQueueKey = "reports-to-queue";

type WrittenObject = ReportObject & { readonly bytes: Uint8Array };

/**
 * Signs the draft of a study: checks it, builds SEG and SR, reads them back, keeps them, queues them (build/adr/0003).
 *
 * @throws HostError "not-signable" with the checks that forbid it; WorkspaceError "stale"; ReportError
 */
export async function signReport(
  workstation: Workstation,
  studyInstanceUid: string,
  { signedBy, revision }: SignRequest,
): Promise<SignedReport> {
  const { archive, workspace, events, now } = workstation;
  const { draft: opened, template } = openDraft(workstation, studyInstanceUid);
  // Saving first makes what is signed what is stored, and refuses a signature under a text that changed elsewhere meanwhile.
  const draft = workspace.saveDraft({ ...opened, revision });
  const findings = workspace.findings(studyInstanceUid);
  const problems = checkReport(template, draft, findings);
  if (!isSignable(problems)) {
    const codes = problems.filter(({ severity }) => severity === "error").map(({ code }) => code);
    throw new HostError(
      "not-signable",
      `The report cannot be signed yet: ${[...new Set(codes)].join(", ")}. Mend this and sign again.`,
      {
        problems: [...new Set(codes)].join(", "),
      },
    );
  }
  const included = findings.filter((finding) => draft.findingIds.includes(finding.id) && isReportable(finding));
  const context = await reportContext(workstation, studyInstanceUid, included);
  const report: ReportToSign = { draft, template, signedBy, signedAt: now().toISOString() };
  const objects = buildReportObjects(report, included, context, newUid).map((object) => ({
    ...object,
    bytes: buildPart10(object.dataset),
  }));
  assertReadsBack(report, included, objects, context);

  for (const { bytes } of objects) archive.store(bytes);
  const signed: SignedReport = {
    id: randomUUID(),
    studyInstanceUid,
    signedAt: report.signedAt,
    signedBy,
    draft,
    objects: objects.map(({ kind, sopClassUid, sopInstanceUid, seriesInstanceUid }) => ({
      kind,
      sopClassUid,
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
      const item = outbox.add({
        bytes,
        studyInstanceUid: (report as SignedReport).studyInstanceUid,
        sopInstanceUid,
        sopClassUid,
        reportId: id,
        destination,
      });
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

/** A report that does not read back as it was meant, word for word and voxel for voxel, is not signed. */
function assertReadsBack(
  report: ReportToSign,
  findings: readonly Finding[],
  objects: readonly WrittenObject[],
  context: ReportContext,
): void {
  const datasets = objects.map(({ bytes }) => parsePart10(bytes).dataset);
  const differences = compareReports(report, findings, readReportObjects(datasets, context.series));
  if (differences.length === 0) return;
  const what = [...new Set(differences.map((difference) => difference.what))].join(", ");
  throw new HostError(
    "not-signable",
    `The report that was built does not read back as it was written (${what}), so it was not signed. The draft is kept; report this as a fault of the program.`,
    { problems: "read-back" },
  );
}
