import { randomUUID } from "node:crypto";
import { toErrorRecord } from "../../base/index.ts";
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
import type { Workstation } from "../workstation.ts";
import { writeKeyObjects } from "./key-images.ts";
import { queueReport } from "./queue-reports.ts";
import { openDraft } from "./report.ts";
import { reportContext } from "./report-context.ts";

type WrittenObject = ReportObject & { readonly bytes: Uint8Array };

/**
 * Signs the draft of a study: checks it, builds SEG and SR, reads them back, keeps them, queues them (build/adr/0003).
 *
 * @throws HostError "not-signable" with the checks that forbid it; WorkspaceError "stale"; ReportError. Once the report is kept, never.
 */
export async function signReport(
  workstation: Workstation,
  studyInstanceUid: string,
  { signedBy, revision }: SignRequest,
): Promise<SignedReport> {
  const { archive, workspace, events, log, now } = workstation;
  const name = signedBy.trim();
  if (name === "")
    throw new HostError("bad-request", "A report is signed with a name. Give one and sign again.", { fields: "signedBy" });
  const { draft: opened, template } = openDraft(workstation, studyInstanceUid);
  const findings = workspace.findings(studyInstanceUid);
  // A draft that changed elsewhere is refused below, before anything is kept; its checks are not this signature's.
  if (opened.revision === revision)
    assertSignable(
      checkReport(template, opened, findings, { textGuessed: archive.study(studyInstanceUid)?.textGuessed === true }),
    );
  const included = findings.filter((finding) => opened.findingIds.includes(finding.id) && isReportable(finding));
  const context = await reportContext(workstation, studyInstanceUid, included);
  // From here on without a pause. Saving first makes what is signed what is stored, and of two signatures under one text lets one through.
  const draft = workspace.saveDraft({ ...opened, revision });
  events.emit({ type: "report", studyInstanceUid });
  const report: ReportToSign = { draft, template, signedBy: name, signedAt: now().toISOString() };
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
    signedBy: name,
    draft,
    objects: objects.map(({ kind, sopClassUid, sopInstanceUid, seriesInstanceUid }) => ({
      kind,
      sopClassUid,
      sopInstanceUid,
      seriesInstanceUid,
    })),
  };
  workspace.addSignedReport(signed);
  // It is signed, for ever: what keeps it out of the outbox now (a full disk) must not make its reader sign a second one.
  await queueReport(workstation, signed).catch((error: unknown) =>
    log.error("queue-signed", { report: signed.id, code: toErrorRecord(error).code }),
  );
  // Key images go with the report that they were marked for; without them it is none the less signed.
  await writeKeyObjects(workstation, studyInstanceUid, { by: name, language: draft.language }).catch((error: unknown) =>
    log.error("write-key-images", { report: signed.id, code: toErrorRecord(error).code }),
  );
  events.emit({ type: "report", studyInstanceUid });
  events.emit({ type: "studies" });
  return signed;
}

function assertSignable(problems: ReturnType<typeof checkReport>): void {
  if (isSignable(problems)) return;
  const codes = [...new Set(problems.filter(({ severity }) => severity === "error").map(({ code }) => code))].join(", ");
  throw new HostError("not-signable", `The report cannot be signed yet: ${codes}. Mend this and sign again.`, {
    problems: codes,
  });
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
