import type { ValueType } from "../../../src/contract/index.ts";
import { ApiError } from "../../api/client.ts";
import { type AskedFrame, type FrameOfBatch, giveBackFrames } from "../../api/frame-batch.ts";
import type { RetrievedFrame } from "../../api/pixels.ts";
import { askedFor, joined, partsOf } from "./asked.ts";
import { type Look, leastUrgent, nextFrame, urgency } from "./frame-order.ts";
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

/** Fetches several frames in one request, in the order asked. */
export type RetrieveFrames = (
  frames: readonly AskedFrame[],
  options: {
    readonly signal: AbortSignal;
    readonly priority: RequestPriority;
    /** Columns and rows that are averaged into one. */
    readonly reduce?: readonly [number, number];
  },
) => Promise<readonly FrameOfBatch[]>;

export interface FrameLoaderOptions {
  /** A file of the series is another one than its header was read from. */
  readonly onChanged?: (seriesInstanceUid: string) => void;
  /** What is fetched ahead is asked for in groups, where this is given. */
  readonly retrieveMany?: RetrieveFrames;
  /** Requests fetched ahead at once. */
  readonly ahead?: () => number;
}

/** A browser opens six connections to a host, and the eye and the event stream need theirs. */
const AHEAD_LIMIT = 3;
const TOTAL_LIMIT = 5;
/** A request this far from every eye is given up when the eye has to wait. */
const FAR = 8;
const VERY_FAR = 32;
const ATTEMPTS = 3;
/** For so long after a hand went to another slice of a stack the host leaves a core to it: one group at once is more than a hand passes. */
const MOVING_MS = 200;
/** A group takes a worker of the host for some tens of milliseconds at most. */
const GROUP_BYTES = 4 * 2 ** 20;
const MOST_IN_GROUP = 16;

interface InFlight {
  readonly pixels: SeriesPixels;
  readonly indices: readonly number[];
  readonly abort: AbortController;
}

interface Wanted {
  readonly pixels: SeriesPixels;
  readonly index: number;
  readonly urgency: number;
  /** What has to be given up for it. */
  readonly evicts?: number;
}

/**
 * Fetches frames in the order in which eyes need them: what is looked at first, then its neighbours in the direction of scrolling.
 * What no viewport looks at any more is cancelled.
 */
export class FrameLoader {
  readonly #retrieve: RetrieveFrame;
  readonly #options: FrameLoaderOptions;
  readonly #changed = new WeakSet<SeriesPixels>();
  readonly #looks = new Map<object, { readonly pixels: SeriesPixels; readonly look: Look }>();
  readonly #attempts = new WeakMap<SeriesPixels, Map<number, number>>();
  readonly #idleListeners = new Set<() => void>();
  #inFlight: InFlight[] = [];
  #movedAt = Number.NEGATIVE_INFINITY;

  constructor(retrieve: RetrieveFrame, options: FrameLoaderOptions = {}) {
    this.#retrieve = retrieve;
    this.#options = options;
  }

  /** Says what a viewport looks at now; undefined: nothing any more. */
  look(viewport: object, pixels: SeriesPixels, look: Look | undefined): void {
    const before = this.#looks.get(viewport)?.look;
    const isMoved = before !== undefined && look !== undefined && before.index !== look.index;
    if (isMoved && !look.whole && look.isBackground !== true) this.#movedAt = performance.now();
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

  /** Whether nothing is on its way and nothing left to fetch. */
  get isIdle(): boolean {
    return this.#inFlight.length === 0;
  }

  /** Told when everything that was looked at has come. Returns how to stop. */
  onIdle(listener: () => void): () => void {
    this.#idleListeners.add(listener);
    return () => this.#idleListeners.delete(listener);
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
    if (this.#inFlight.length === 0) return;
    const eyeWaits = [...this.#looks.values()].some(
      ({ pixels, look }) => !look.isBackground && pixels.frame(look.index) === undefined && !this.#isInFlight(pixels, look.index),
    );
    for (const request of this.#inFlight) {
      const looks = this.#looksAt(request.pixels);
      const nearest = Math.min(...looks.flatMap((look) => request.indices.map((index) => urgency(look, index))));
      const isCrowded = this.#inFlight.length >= TOTAL_LIMIT && nearest > FAR;
      const isPassed = nearest > VERY_FAR && looks.every(({ whole }) => !whole);
      if (nearest === Number.POSITIVE_INFINITY || (eyeWaits && (isCrowded || isPassed))) request.abort.abort();
    }
  }

  #isInFlight(pixels: SeriesPixels, index: number): boolean {
    return this.#inFlight.some((request) => request.pixels === pixels && request.indices.includes(index));
  }

  #pump(): void {
    const { retrieveMany } = this.#options;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (!this.#mayFetch(next)) return;
      if (next.evicts !== undefined) next.pixels.drop(next.evicts);
      const isAlone = next.urgency === 0 && next.pixels.reduction === undefined;
      if (isAlone || retrieveMany === undefined) void this.#fetch(next);
      else void this.#fetchGroup(next, retrieveMany);
    }
    if (this.#inFlight.length === 0) for (const listener of this.#idleListeners) listener();
  }

  #mayFetch({ pixels, urgency: urgent }: Wanted): boolean {
    if (urgent === 0) return this.#inFlight.length < TOTAL_LIMIT;
    // The very first image has the host for itself.
    const isFirstComing = this.#options.retrieveMany !== undefined && this.#inFlight.length > 0 && pixels.loadedCount === 0;
    const most = performance.now() - this.#movedAt < MOVING_MS ? 1 : (this.#options.ahead?.() ?? AHEAD_LIMIT);
    return !isFirstComing && this.#inFlight.length < most;
  }

  #next(): Wanted | undefined {
    let best: Wanted | undefined;
    for (const pixels of new Set([...this.#looks.values()].map((entry) => entry.pixels))) {
      const found = this.#nextOf(pixels, () => false);
      if (found !== undefined && (best === undefined || found.urgency < best.urgency)) best = found;
    }
    return best;
  }

  /** The most urgent frame of a series, where there is room for it or can be made. */
  #nextOf(pixels: SeriesPixels, isTaken: (index: number) => boolean): Wanted | undefined {
    const looks = this.#looksAt(pixels);
    const attempts = this.#attempts.get(pixels);
    const isSettled = (index: number) =>
      pixels.frame(index) !== undefined ||
      isTaken(index) ||
      this.#isInFlight(pixels, index) ||
      (attempts?.get(index) ?? 0) >= ATTEMPTS;
    const found = nextFrame(looks, pixels.frameCount, isSettled);
    if (found === undefined) return undefined;
    const inFlight = this.#inFlight.reduce((sum, request) => sum + (request.pixels === pixels ? request.indices.length : 0), 0);
    if (pixels.hasRoomFor(found.index, inFlight)) return { pixels, ...found };
    const oldest = leastUrgent(looks, pixels.frameCount, (index) => pixels.frame(index) !== undefined);
    if (oldest === undefined || oldest.urgency <= found.urgency) return undefined;
    return { pixels, ...found, evicts: oldest.index };
  }

  async #fetch({ pixels, index, urgency: urgent }: Wanted): Promise<void> {
    const frame = pixels.detail.frames[index];
    if (frame === undefined) return;
    await this.#request(pixels, [index], async (signal) => {
      const { bytes, missingValues } = await this.#retrieve(frame.sopInstanceUid, frame.frameNumber, {
        signal,
        priority: priorityOf(urgent),
        valueType: frame.valueType,
        version: frame.version,
      });
      pixels.put(index, bytes, missingValues);
    });
  }

  /** The most urgent frames of a series in one request; each that fails fails for itself. */
  async #fetchGroup(first: Wanted, retrieveMany: RetrieveFrames): Promise<void> {
    const { pixels } = first;
    const indices = [first.index];
    const most = Math.max(1, Math.floor(GROUP_BYTES / Math.max(1, pixels.bytesOf(first.index) * partsOf(pixels))));
    const size = first.urgency === 0 ? 1 : Math.min(Math.max(1, Math.floor(MOST_IN_GROUP / partsOf(pixels))), most);
    while (indices.length < size && pixels.hasRoomFor(first.index, indices.length)) {
      const next = this.#nextOf(pixels, (index) => indices.includes(index));
      if (next === undefined) break;
      indices.push(next.index);
    }
    const asked = indices.map((index) => askedFor(pixels, index));
    const factors = pixels.reduction?.factors;
    await this.#request(pixels, indices, async (signal) => {
      const frames = await retrieveMany(asked.flat(), {
        signal,
        priority: priorityOf(first.urgency),
        ...(factors === undefined ? {} : { reduce: [factors[0], factors[1]] }),
      });
      let from = 0;
      for (const [at, index] of indices.entries()) {
        const parts = frames.slice(from, from + (asked[at]?.length ?? 0));
        from += parts.length;
        await this.#settle(pixels, index, parts);
      }
      giveBackFrames(frames);
    });
  }

  async #settle(pixels: SeriesPixels, index: number, parts: readonly FrameOfBatch[]): Promise<void> {
    try {
      const frame = joined(pixels, index, parts);
      if (frame === undefined) return;
      if ("error" in frame) await this.#failed(pixels, index, frame.error, undefined);
      else pixels.put(index, frame.bytes, frame.missingValues, frame.range);
    } catch (error) {
      await this.#failed(pixels, index, error, undefined);
    }
  }

  async #request(pixels: SeriesPixels, indices: readonly number[], run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const request: InFlight = { pixels, indices, abort: new AbortController() };
    this.#inFlight.push(request);
    const { signal } = request.abort;
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) await Promise.all(indices.map((index) => this.#failed(pixels, index, error, signal)));
    } finally {
      this.#inFlight = this.#inFlight.filter((other) => other !== request);
      this.#pump();
    }
  }

  async #failed(pixels: SeriesPixels, index: number, error: unknown, signal: AbortSignal | undefined): Promise<void> {
    const lasting = error instanceof RangeError || (error instanceof ApiError && error.code !== "unreachable");
    const counts = this.#attempts.get(pixels) ?? new Map<number, number>();
    this.#attempts.set(pixels, counts);
    const attempt = lasting ? ATTEMPTS : (counts.get(index) ?? 0) + 1;
    counts.set(index, attempt);
    const changed = error instanceof ApiError && error.area === "host" && error.code === "changed";
    // Of many frames that fail for this reason one is enough to have the series read again.
    if (changed && !this.#changed.has(pixels)) {
      this.#changed.add(pixels);
      this.#options.onChanged?.(pixels.detail.seriesInstanceUid);
    }
    if (attempt >= ATTEMPTS) pixels.fail(index, error);
    else if (signal !== undefined) await delay(250 * 2 ** attempt, signal);
  }
}

function priorityOf(urgent: number): RequestPriority {
  return urgent === 0 ? "high" : urgent <= FAR ? "auto" : "low";
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
