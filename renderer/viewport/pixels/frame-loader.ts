import type { ValueType } from "../../../src/contract/index.ts";
import { ApiError } from "../../api/client.ts";
import type { RetrievedFrame } from "../../api/pixels.ts";
import { type Look, nextFrame, urgency } from "./frame-order.ts";
import type { SeriesPixels } from "./series-pixels.ts";

/** Fetches one frame's bytes; `priority` is a hint to the browser. */
export type RetrieveFrame = (
  sopInstanceUid: string,
  frameNumber: number,
  options: {
    readonly signal: AbortSignal;
    readonly priority: RequestPriority;
    readonly valueType?: ValueType;
    readonly version?: string | undefined;
  },
) => Promise<RetrievedFrame>;

/** Requests fetched ahead at once; a browser opens six connections to a host, and the eye and the event stream need theirs. */
const AHEAD_LIMIT = 3;
const TOTAL_LIMIT = 5;
/** A request this far from every eye is given up when the eye has to wait. */
const FAR = 8;
const ATTEMPTS = 3;

interface InFlight {
  readonly pixels: SeriesPixels;
  readonly index: number;
  readonly abort: AbortController;
}

/**
 * Fetches frames in the order in which eyes need them: what is looked at first, then its neighbours in the direction of scrolling.
 * What no viewport looks at any more is cancelled.
 */
export class FrameLoader {
  readonly #retrieve: RetrieveFrame;
  readonly #changed = new WeakSet<SeriesPixels>();
  readonly #onChanged: (seriesInstanceUid: string) => void;
  readonly #looks = new Map<object, { readonly pixels: SeriesPixels; readonly look: Look }>();
  readonly #attempts = new WeakMap<SeriesPixels, Map<number, number>>();
  #inFlight: InFlight[] = [];

  /** `onChanged`: a file of the series is another one than its header was read from. */
  constructor(retrieve: RetrieveFrame, onChanged: (seriesInstanceUid: string) => void = () => {}) {
    this.#retrieve = retrieve;
    this.#onChanged = onChanged;
  }

  /** Says what a viewport looks at now; undefined: nothing any more. */
  look(viewport: object, pixels: SeriesPixels, look: Look | undefined): void {
    if (look === undefined) this.#looks.delete(viewport);
    else this.#looks.set(viewport, { pixels, look });
    this.#cancelUnwanted();
    this.#pump();
  }

  /** Tries the frames that failed once more. */
  retry(pixels: SeriesPixels): void {
    this.#attempts.delete(pixels);
    this.#pump();
  }

  /** Cancels everything; a new look starts afresh. */
  dispose(): void {
    this.#looks.clear();
    this.#cancelUnwanted();
  }

  #looksAt(pixels: SeriesPixels): Look[] {
    return [...this.#looks.values()].filter((entry) => entry.pixels === pixels).map(({ look }) => look);
  }

  #cancelUnwanted(): void {
    const eyeWaits = [...this.#looks.values()].some(
      ({ pixels, look }) => pixels.frame(look.index) === undefined && !this.#isInFlight(pixels, look.index),
    );
    for (const request of this.#inFlight) {
      const nearest = Math.min(...this.#looksAt(request.pixels).map((look) => urgency(look, request.index)));
      const crowded = eyeWaits && this.#inFlight.length >= TOTAL_LIMIT && nearest > FAR;
      if (nearest === Number.POSITIVE_INFINITY || crowded) request.abort.abort();
    }
  }

  #isInFlight(pixels: SeriesPixels, index: number): boolean {
    return this.#inFlight.some((request) => request.pixels === pixels && request.index === index);
  }

  #pump(): void {
    for (;;) {
      const next = this.#next();
      if (next === undefined) return;
      if (this.#inFlight.length >= (next.urgency === 0 ? TOTAL_LIMIT : AHEAD_LIMIT)) return;
      void this.#fetch(next.pixels, next.index, next.urgency);
    }
  }

  #next(): { pixels: SeriesPixels; index: number; urgency: number } | undefined {
    let best: { pixels: SeriesPixels; index: number; urgency: number } | undefined;
    for (const pixels of new Set([...this.#looks.values()].map((entry) => entry.pixels))) {
      const settled = (index: number) =>
        pixels.frame(index) !== undefined ||
        this.#isInFlight(pixels, index) ||
        (this.#attempts.get(pixels)?.get(index) ?? 0) >= ATTEMPTS;
      const found = nextFrame(this.#looksAt(pixels), pixels.frameCount, settled);
      if (found !== undefined && (best === undefined || found.urgency < best.urgency)) best = { pixels, ...found };
    }
    return best;
  }

  async #fetch(pixels: SeriesPixels, index: number, urgent: number): Promise<void> {
    const frame = pixels.detail.frames[index];
    if (frame === undefined) return;
    const request: InFlight = { pixels, index, abort: new AbortController() };
    this.#inFlight.push(request);
    try {
      const priority = urgent === 0 ? "high" : urgent <= FAR ? "auto" : "low";
      const { signal } = request.abort;
      const { bytes, missingValues } = await this.#retrieve(frame.sopInstanceUid, frame.frameNumber, {
        signal,
        priority,
        valueType: frame.valueType,
        version: frame.version,
      });
      pixels.put(index, bytes, missingValues);
    } catch (error) {
      if (!request.abort.signal.aborted) await this.#failed(request, error);
    } finally {
      this.#inFlight = this.#inFlight.filter((other) => other !== request);
      this.#pump();
    }
  }

  async #failed({ pixels, index, abort }: InFlight, error: unknown): Promise<void> {
    const lasting = error instanceof RangeError || (error instanceof ApiError && error.code !== "unreachable");
    const counts = this.#attempts.get(pixels) ?? new Map<number, number>();
    this.#attempts.set(pixels, counts);
    const attempt = lasting ? ATTEMPTS : (counts.get(index) ?? 0) + 1;
    counts.set(index, attempt);
    const changed = error instanceof ApiError && error.area === "host" && error.code === "changed";
    // Of many frames that fail for this reason one is enough to have the series read again.
    if (changed && !this.#changed.has(pixels)) {
      this.#changed.add(pixels);
      this.#onChanged(pixels.detail.seriesInstanceUid);
    }
    if (attempt >= ATTEMPTS) pixels.fail(index, error);
    else await delay(250 * 2 ** attempt, abort.signal);
  }
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
