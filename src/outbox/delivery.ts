import { type Log, toErrorRecord } from "../base/index.ts";
import { noReceipt } from "./errors.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Change, Queue } from "./queue.ts";
import { type Outgoing, type SendPorts, type Sent, send } from "./send.ts";
import { type OutboxEvent, pauseMs } from "./state.ts";
import type { OutboxItem } from "./types.ts";

export interface DeliveryPorts extends SendPorts {
  readonly queue: Queue;
  readonly objects: ObjectStore;
  /** Makes a transition and tells whoever listens. */
  readonly change: (id: string, event: OutboxEvent, details?: Change) => OutboxItem | undefined;
  readonly log: Log;
  readonly now: () => Date;
}

/** Tries everything that is due, place beside place, object after object. */
export async function deliverDue(ports: DeliveryPorts, signal: AbortSignal): Promise<void> {
  ports.queue.recover(ports.now());
  const places = Map.groupBy(ports.queue.due(ports.now()), (item) => JSON.stringify(item.destination));
  await Promise.all([...places.values()].map((items) => deliverTo(items, ports, signal)));
}

/** One place: claims what is due, checks its bytes, sends it. What was not reached because the peer failed waits with the rest. */
async function deliverTo(items: readonly OutboxItem[], ports: DeliveryPorts, signal: AbortSignal): Promise<void> {
  const claimed = items.flatMap((item) => ports.change(item.id, "claimed") ?? []);
  const open = new Set(claimed.map((item) => item.id));
  let peerError: unknown = noReceipt();
  try {
    const outgoing: Outgoing[] = [];
    for (const item of claimed) {
      const read = readObject(item, ports);
      if ("bytes" in read) outgoing.push(read);
      else settle(read, ports, open);
    }
    const [first] = outgoing;
    const sending = first === undefined ? [] : send(first.item.destination, outgoing, ports, signal);
    for await (const sent of sending) {
      if ("error" in sent && sent.isPeerDown) {
        peerError = sent.error;
        break;
      }
      settle(sent, ports, open);
    }
  } catch (error) {
    peerError = error;
  }
  for (const id of open) {
    if (signal.aborted) ports.change(id, "interrupted");
    else settle({ id, error: peerError, isPeerDown: true }, ports, open);
  }
}

function readObject(item: OutboxItem, { queue, objects }: DeliveryPorts): Outgoing | Sent {
  try {
    return { item, bytes: objects.read(queue.sha256Of(item.id)) };
  } catch (error) {
    return { id: item.id, error, isPeerDown: false };
  }
}

/** Writes down what became of an object: delivered with its receipt, or waiting with the reason. */
function settle(sent: Sent, ports: DeliveryPorts, open: Set<string>): void {
  const { queue, change, log, now } = ports;
  open.delete(sent.id);
  const item = queue.item(sent.id);
  if (item === undefined) return;
  const attempts = item.attempts + 1;
  const at = now();
  if ("receipt" in sent) {
    const receipt = { at: at.toISOString(), ...sent.receipt };
    change(sent.id, "receipt", { attempts, failingSince: null, nextAttemptAt: null, error: null, receipt });
    const sha256 = queue.sha256Of(sent.id);
    if (!queue.isReferenced(sha256)) ports.objects.remove(sha256);
    log.info("outbox.delivered", { id: sent.id, status: sent.receipt.status, attempts });
    return;
  }
  const error = toErrorRecord(sent.error);
  const failingSince = item.failingSince ?? at.toISOString();
  const nextAttemptAt = new Date(at.getTime() + pauseMs(attempts)).toISOString();
  change(sent.id, "failed", { attempts, failingSince, nextAttemptAt, error });
  log.warn("outbox.waiting", { id: sent.id, error: `${error.area}/${error.code}`, attempts, nextAttemptAt });
}
