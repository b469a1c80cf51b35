import type { InstanceRecord } from "../../archive/index.ts";
import { readSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";

/** Puts an object that belongs to no report into the outbox, for the destination of the settings. @throws ArchiveError, OutboxError */
export async function queueObject({ archive, workspace, outbox, events }: Workstation, instance: InstanceRecord): Promise<void> {
  const { sopInstanceUid, sopClassUid, studyInstanceUid } = instance;
  const { destination } = readSettings(workspace);
  const bytes = await archive.read(sopInstanceUid);
  const item = outbox.add({ bytes, studyInstanceUid, sopInstanceUid, sopClassUid, reportId: sopInstanceUid, destination });
  events.emit({ type: "outbox", item });
}
