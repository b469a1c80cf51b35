import type { Frame } from "../../../src/contract/index.ts";

export type RetrieveOverlay = (
  sopInstanceUid: string,
  frameNumber: number,
  group: number,
  signal: AbortSignal,
) => Promise<Uint8Array>;

/** Packed bits that are kept; the oldest go first. */
const MOST_BYTES = 32 * 1024 ** 2;
const MOST_IN_FLIGHT = 8;

/** Bits of the overlay planes that viewports look at, each fetched once. */
export class OverlayShelf {
  readonly #retrieve: RetrieveOverlay;
  readonly #kept = new Map<string, Uint8Array | "failed">();
  readonly #inFlight = new Map<string, { readonly abort: AbortController; readonly listeners: Set<() => void> }>();
  #bytes = 0;

  constructor(retrieve: RetrieveOverlay) {
    this.#retrieve = retrieve;
  }

  /** An overlay's bits; "failed" where they cannot be had; undefined while they come, and `onCome` is then called. */
  bits(frame: Frame, group: number, onCome: () => void): Uint8Array | "failed" | undefined {
    const key = `${frame.sopInstanceUid}/${frame.frameNumber}/${group}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const asked = this.#inFlight.get(key);
    if (asked !== undefined) asked.listeners.add(onCome);
    else if (this.#inFlight.size < MOST_IN_FLIGHT) void this.#fetch(key, frame, group, onCome);
    return undefined;
  }

  /** Gives up what is on its way and forgets the rest. */
  dispose(): void {
    for (const { abort } of this.#inFlight.values()) abort.abort();
    this.#inFlight.clear();
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #fetch(key: string, { sopInstanceUid, frameNumber }: Frame, group: number, onCome: () => void): Promise<void> {
    const abort = new AbortController();
    const listeners = new Set([onCome]);
    this.#inFlight.set(key, { abort, listeners });
    try {
      this.#keep(key, await this.#retrieve(sopInstanceUid, frameNumber, group, abort.signal));
    } catch {
      if (!abort.signal.aborted) this.#kept.set(key, "failed");
    } finally {
      this.#inFlight.delete(key);
      if (!abort.signal.aborted) for (const listener of listeners) listener();
    }
  }

  #keep(key: string, bits: Uint8Array): void {
    this.#kept.set(key, bits);
    this.#bytes += bits.length;
    for (const [oldest, held] of this.#kept) {
      if (this.#bytes <= MOST_BYTES || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= held === "failed" ? 0 : held.length;
    }
  }
}
