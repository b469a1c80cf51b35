import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Log, silentLog, toErrorRecord } from "../base/index.ts";
import type { FetchPort } from "../net/index.ts";
import { deliverDue } from "./delivery.ts";
import { OutboxError } from "./errors.ts";
import { openObjectStore } from "./object-store.ts";
import { type Change, openQueue } from "./queue.ts";
import type { OutboxEvent } from "./state.ts";
import { createTimer } from "./timer.ts";
import type { Outbox, OutboxItem } from "./types.ts";

export interface OutboxPorts {
  /** Folder of the queue and of the objects in it; made where it is not there. */
  readonly directory: string;
  readonly fetch?: FetchPort;
  /** Base address under which `fetch` answers for the built-in archive. */
  readonly embeddedUrl?: string;
  readonly log?: Log;
  readonly now?: () => Date;
}

export const EMBEDDED_URL = "http://embedded.invalid/dicom-web";

/** Opens the durable queue; what was being sent when a process died is queued again. @throws OutboxError storage-failed */
export function openOutbox(ports: OutboxPorts): Outbox {
  const { directory, log = silentLog, now = () => new Date(), embeddedUrl = EMBEDDED_URL } = ports;
  const fetchPort = ports.fetch ?? ((request: Request) => fetch(request));
  const queue = openQueue(directory);
  const objects = openObjectStore(join(directory, "objects"));
  queue.recover(now());
  objects.sweep(queue.isReferenced, now());

  const disposed = new AbortController();
  let onChange: (item: OutboxItem) => void = () => undefined;
  let running: Promise<void> = Promise.resolve();
  const timer = createTimer(() => deliver(), log);

  function change(id: string, event: OutboxEvent, details?: Change): OutboxItem | undefined {
    const item = queue.apply(id, event, now(), details);
    if (item !== undefined) onChange(item);
    return item;
  }

  const delivery = { queue, objects, change, log, now, fetch: fetchPort, embeddedUrl };

  function deliver(signal?: AbortSignal): Promise<void> {
    const either = signal === undefined ? disposed.signal : AbortSignal.any([signal, disposed.signal]);
    const next = running.then(async () => {
      if (either.aborted) return;
      await deliverDue(delivery, either);
      timer.plan(queue.items(), now());
    });
    running = next.catch((error: unknown) => log.error("outbox.failed", { error: toErrorRecord(error).code }));
    return running;
  }

  function assertOpen(): void {
    if (disposed.signal.aborted)
      throw new OutboxError("closed", "The outbox is closed: the program is ending. Nothing was queued.");
  }

  return {
    add(object) {
      assertOpen();
      const { bytes, studyInstanceUid, sopInstanceUid, sopClassUid, reportId, destination } = object;
      const sha256 = objects.write(bytes);
      const id = randomUUID();
      const queuedAt = now().toISOString();
      queue.insert({ id, studyInstanceUid, sopInstanceUid, sopClassUid, reportId, destination, sha256, queuedAt });
      const there = queue.find(sopInstanceUid, destination);
      const item = there && queue.item(there.id);
      if (!queue.isReferenced(sha256)) objects.remove(sha256);
      if (there === undefined || item === undefined || there.sha256 !== sha256) throw conflicting(sopInstanceUid);
      if (there.id === id) onChange(item);
      timer.plan(queue.items(), now());
      return item;
    },
    items: () => queue.items(),
    deliver,
    retry(id) {
      assertOpen();
      change(id, "retry", { nextAttemptAt: null });
      timer.plan(queue.items(), now());
    },
    start(listener) {
      assertOpen();
      onChange = listener;
      timer.start();
      timer.plan(queue.items(), now());
    },
    async dispose() {
      if (disposed.signal.aborted) return;
      timer.stop();
      disposed.abort();
      await running;
      queue.close();
    },
  };
}

function conflicting(sopInstanceUid: string): OutboxError {
  return new OutboxError(
    "conflicting-object",
    "Another object under the same SOP Instance UID was queued for this archive; this one was not queued.",
    { sopInstanceUid },
  );
}
