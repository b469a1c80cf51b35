import { type Log, toErrorRecord, unreachable } from "../base/index.ts";
import { type DeliveryPorts, deliveryTo, type Failure, judgeFailure } from "./delivery.ts";
import type { ObjectFiles } from "./object-files.ts";
import type { Queue } from "./queue.ts";
import type { ClaimedItem, Receipt } from "./row.ts";
import type { Steps } from "./steps.ts";

/** One lane a peer: its objects go one after the other, and no peer waits for another. */
export interface Lanes {
  /** Tries everything that is due and resolves when it was tried. @throws OutboxError write-failed, disk-full; or the signal's reason */
  deliver(signal?: AbortSignal): Promise<void>;
  /** Breaks off what is being sent (it is queued again) and waits until it has stopped. */
  dispose(): Promise<void>;
}

export interface LanePorts extends DeliveryPorts {
  readonly queue: Queue;
  readonly steps: Steps;
  readonly files: ObjectFiles;
  readonly log: Log;
  readonly onChange: () => void;
}

interface Lane {
  done: Promise<void>;
  readonly controller: AbortController;
  /** Calls that wait for it: when the last one is cancelled, so is the lane. */
  waiting: number;
}

export function createLanes(ports: LanePorts): Lanes {
  const { queue, steps, onChange } = ports;
  const lanes = new Map<string, Lane>();
  let isDisposed = false;

  function open(peer: string): void {
    if (lanes.has(peer)) return;
    const controller = new AbortController();
    const lane: Lane = { done: Promise.resolve(), controller, waiting: 0 };
    lanes.set(peer, lane);
    // Gone in the same step in which the last look found nothing: what is added after that opens a lane anew.
    lane.done = runLane(peer, controller.signal, ports, () => lanes.delete(peer));
    // Whoever waits hears of a failure; without anyone it must not end the process.
    lane.done.catch(() => undefined);
  }

  return {
    async deliver(signal) {
      for (let again = true; again && !isDisposed; ) {
        signal?.throwIfAborted();
        if (steps.recover() > 0) onChange();
        for (const peer of queue.duePeers()) open(peer);
        const current = [...lanes.values()];
        await waitFor(current, signal);
        // A lane that another caller's cancelling ended has not tried everything.
        again = current.some(({ controller }) => controller.signal.aborted);
      }
    },
    async dispose() {
      isDisposed = true;
      const current = [...lanes.values()];
      for (const { controller } of current) controller.abort();
      await Promise.allSettled(current.map(({ done }) => done));
    },
  };
}

async function waitFor(lanes: readonly Lane[], signal: AbortSignal | undefined): Promise<void> {
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined);
  const leave = () => {
    for (const lane of lanes) {
      lane.waiting--;
      if (lane.waiting === 0) lane.controller.abort();
    }
    cancelled.reject(signal?.reason);
  };
  for (const lane of lanes) lane.waiting++;
  signal?.addEventListener("abort", leave, { once: true });
  try {
    const outcomes = await Promise.race([Promise.allSettled(lanes.map(({ done }) => done)), cancelled.promise]);
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  } finally {
    signal?.removeEventListener("abort", leave);
  }
}

async function runLane(peer: string, signal: AbortSignal, ports: LanePorts, onEnd: () => void): Promise<void> {
  try {
    for (let goesOn = true; goesOn && !signal.aborted; ) {
      const claimed = ports.steps.claim(peer);
      if (claimed === undefined) return;
      ports.onChange();
      const outcome = await attempt(claimed, signal, ports);
      goesOn = settle(claimed, outcome, ports);
      ports.onChange();
    }
  } finally {
    onEnd();
  }
}

type Outcome =
  | { readonly kind: "delivered"; readonly receipt: Receipt }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "aborted" };

async function attempt(claimed: ClaimedItem, signal: AbortSignal, ports: LanePorts): Promise<Outcome> {
  try {
    const bytes = await ports.files.read(claimed.sha256);
    signal.throwIfAborted();
    return { kind: "delivered", receipt: await deliveryTo(claimed.destination, ports)(bytes, claimed, signal) };
  } catch (error) {
    return signal.aborted ? { kind: "aborted" } : { kind: "failed", failure: judgeFailure(error) };
  }
}

/** Writes down what became of an attempt; false where the lane has to stop. */
function settle(claimed: ClaimedItem, outcome: Outcome, { queue, steps, files, log }: LanePorts): boolean {
  const fields = { id: claimed.id, kind: claimed.destination.kind, attempts: claimed.attempts };
  switch (outcome.kind) {
    case "delivered":
      steps.deliver(claimed, outcome.receipt);
      log.info("outbox.delivered", { ...fields, status: outcome.receipt.status });
      try {
        removeUnneeded(claimed.sha256, queue, files);
      } catch (error) {
        // The next start sweeps it away.
        log.warn("outbox.not-removed", { id: claimed.id, code: toErrorRecord(error).code });
      }
      return true;
    case "aborted":
      steps.release(claimed);
      return false;
    case "failed": {
      const { scope, error } = outcome.failure;
      if (scope === "peer") steps.failPeer(claimed, error);
      else steps.fail(claimed, error, scope === "object");
      log.warn("outbox.waiting", { ...fields, code: `${error.area}/${error.code}` });
      return scope !== "peer";
    }
    default:
      return unreachable(outcome);
  }
}

/** Removes a file that no undelivered item needs, alone among all processes: none is just adding it again. */
export function removeUnneeded(sha256: string, queue: Queue, files: ObjectFiles): void {
  queue.transaction(() => {
    if (!queue.isNeeded(sha256)) files.remove(sha256);
  });
}
