import { compareWaiting, type Waiting } from "./urgency.ts";

/** A run in the queue. */
export interface QueueItem {
  readonly id: string;
  readonly waiting: Omit<Waiting, "number">;
  /** Does the work; called at most once. */
  readonly start: () => Promise<unknown>;
}

/** Which runs go on at once, and which is next. It knows nothing of models. */
export interface AnalysisQueue {
  add(item: QueueItem): void;
  /** Takes it out; false where it is not waiting (any more). */
  remove(id: string): boolean;
  /** Somebody asks for it now. */
  askFor(id: string): void;
  /** In the order they will run, those that run first. */
  list(): readonly { readonly id: string; readonly state: "queued" | "running"; readonly waiting: Waiting }[];
  /** Starts nothing more. */
  close(): void;
}

interface Entry extends QueueItem {
  readonly number: number;
  isAskedFor: boolean;
}

export function createAnalysisQueue(slots: number, looked: () => readonly string[]): AnalysisQueue {
  const queued: Entry[] = [];
  const running = new Set<Entry>();
  let nextNumber = 1;
  let isClosed = false;
  const waitingOf = ({ waiting, number, isAskedFor }: Entry): Waiting => ({ ...waiting, number, isAskedFor });
  const inOrder = () => {
    const compare = compareWaiting(looked());
    return queued.toSorted((a, b) => compare(waitingOf(a), waitingOf(b)));
  };
  function dispatch(): void {
    while (!isClosed && running.size < slots) {
      // Asked anew each time: what the reader looks at may have changed since.
      const [next] = inOrder();
      if (next === undefined) return;
      queued.splice(queued.indexOf(next), 1);
      running.add(next);
      // Whoever added it hears of its end from it.
      const ended = () => {
        running.delete(next);
        dispatch();
      };
      next.start().then(ended, ended);
    }
  }
  return {
    add(item) {
      queued.push({ ...item, number: nextNumber++, isAskedFor: item.waiting.isAskedFor });
      // Together with what is added in the same breath: the most urgent of an import goes first.
      queueMicrotask(dispatch);
    },
    remove(id) {
      const at = queued.findIndex((entry) => entry.id === id);
      if (at >= 0) queued.splice(at, 1);
      return at >= 0;
    },
    askFor(id) {
      const entry = queued.find((one) => one.id === id);
      if (entry) entry.isAskedFor = true;
    },
    list: () => [
      ...[...running].map((entry) => ({ id: entry.id, state: "running" as const, waiting: waitingOf(entry) })),
      ...inOrder().map((entry) => ({ id: entry.id, state: "queued" as const, waiting: waitingOf(entry) })),
    ],
    close() {
      isClosed = true;
      queued.length = 0;
    },
  };
}
