import { toErrorRecord, yieldToLoop } from "../../base/index.ts";
import type { OutboxItem } from "../../outbox/index.ts";
import type { SignedReport } from "../../report/index.ts";
import { readSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";

const studiesAtOnce = 500;

/** Puts a signed report's objects that are not in the outbox into it, from the archive's own bytes. @throws ArchiveError, OutboxError */
export async function queueReport(
  { archive, workspace, outbox, events }: Workstation,
  { id, studyInstanceUid, objects }: SignedReport,
): Promise<void> {
  const { destination } = readSettings(workspace);
  const queued = new Set(outbox.items().map(({ sopInstanceUid }) => sopInstanceUid));
  for (const { sopInstanceUid, sopClassUid } of objects) {
    if (queued.has(sopInstanceUid)) continue;
    const bytes = await archive.read(sopInstanceUid);
    const item = outbox.add({ bytes, studyInstanceUid, sopInstanceUid, sopClassUid, reportId: id, destination });
    events.emit({ type: "outbox", item });
  }
}

/**
 * Queues every signed report that is not in the outbox (build/adr/0003): a crash, a full disk or another process came in between.
 *
 * One that cannot be queued is logged and keeps no other back.
 */
export async function queueSignedReports(workstation: Workstation): Promise<void> {
  const { archive, workspace, outbox, log, events } = workstation;
  for (let offset = 0, total = 1; offset < total; offset += studiesAtOnce) {
    const page = archive.searchStudies({ limit: studiesAtOnce, offset });
    total = page.total;
    const queued = new Set(outbox.items().map(({ sopInstanceUid }) => sopInstanceUid));
    for (const { studyInstanceUid } of page.studies) {
      for (const report of workspace.signedReports(studyInstanceUid)) {
        if (report.objects.every(({ sopInstanceUid }) => queued.has(sopInstanceUid))) continue;
        try {
          await queueReport(workstation, report);
          log.info("queue-signed", { report: report.id });
          events.emit({ type: "studies" });
        } catch (error) {
          log.error("queue-signed", { report: report.id, code: toErrorRecord(error).code });
        }
      }
    }
    await yieldToLoop();
  }
}

/** Whether each object of a report has a receipt and none is still on its way elsewhere. */
export function isDelivered({ id, objects }: SignedReport, items: readonly OutboxItem[]): boolean {
  const own = items.filter((item) => item.reportId === id);
  const received = new Set(own.filter(({ state }) => state === "delivered").map(({ sopInstanceUid }) => sopInstanceUid));
  return own.every(({ state }) => state === "delivered") && objects.every(({ sopInstanceUid }) => received.has(sopInstanceUid));
}
