import type { Destination, OutboxItem } from "../../outbox/index.ts";
import type { SignedReport } from "../../report/index.ts";
import type { Workstation } from "../workstation.ts";

/** Queues the objects of a signed report for a destination and tries to deliver them now; gives back how each stands. */
export async function sendReport(
  { archive, outbox }: Workstation,
  report: SignedReport,
  destination: Destination,
  signal?: AbortSignal,
): Promise<readonly OutboxItem[]> {
  const ids = new Set<string>();
  for (const { sopInstanceUid, sopClassUid } of report.objects) {
    const bytes = await archive.read(sopInstanceUid);
    const { id, state } = outbox.add({
      bytes,
      studyInstanceUid: report.studyInstanceUid,
      sopInstanceUid,
      sopClassUid,
      reportId: report.id,
      destination,
    });
    if (state === "waiting") outbox.retry(id);
    ids.add(id);
  }
  await outbox.deliver(signal);
  return outbox.items().filter(({ id }) => ids.has(id));
}
