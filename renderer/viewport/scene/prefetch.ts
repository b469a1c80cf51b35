import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { FrameLoader } from "../pixels/frame-loader.ts";
import type { SeriesCache } from "../pixels/series-cache.ts";

interface PrefetchParts {
  readonly cache: SeriesCache;
  readonly loader: FrameLoader;
  /** Series that may be looked at next and are not on screen, the likeliest first. */
  readonly wanted: () => readonly string[];
  readonly detailOf: (seriesInstanceUid: string) => Promise<SeriesDetail | undefined>;
}

/** Frames on either side of the middle, where a series opens. */
const REACH = 12;
/** Series that are held ahead at once. */
const MOST_SERIES = 4;
/** Nothing has been wanted for this long. */
const QUIET_MS = 500;

/**
 * Fetches the middle of what will likely be opened next (other series of the study, then priors), one series after the other, and only
 * while nothing that is on screen is still coming. What is no longer likely is given up.
 */
export class Prefetch {
  readonly #parts: PrefetchParts;
  readonly #held = new Map<string, { readonly release: () => void }>();
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #isOver = false;

  constructor(parts: PrefetchParts) {
    this.#parts = parts;
    this.#stop = parts.loader.onIdle(() => this.wake());
  }

  /** Looks again at what is wanted: another study was opened, or the layout changed. */
  wake(): void {
    if (this.#isOver) return;
    this.#giveUp(new Set(this.#parts.wanted()));
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#next();
    }, QUIET_MS);
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stop();
    this.#giveUp(new Set());
  }

  async #next(): Promise<void> {
    const { cache, loader, wanted, detailOf } = this.#parts;
    if (this.#isAsking || this.#isOver || !loader.isIdle || this.#held.size >= MOST_SERIES) return;
    const uid = wanted().find((one) => !this.#held.has(one));
    if (uid === undefined) return;
    this.#isAsking = true;
    const detail = await detailOf(uid).catch(() => undefined);
    this.#isAsking = false;
    if (this.#isOver || !wanted().includes(uid)) return;
    if (detail === undefined || detail.frames.length === 0) {
      // It will be told of when it is opened.
      this.#held.set(uid, { release: () => undefined });
      this.wake();
      return;
    }
    const { pixels, release } = cache.hold(detail);
    const eye = {};
    this.#held.set(uid, {
      release: () => {
        loader.look(eye, pixels, undefined);
        release();
      },
    });
    const index = Math.floor((detail.frames.length - 1) / 2);
    loader.look(eye, pixels, { index, direction: 0, whole: false, isBackground: true, reach: REACH });
  }

  #giveUp(likely: ReadonlySet<string>): void {
    for (const [uid, { release }] of this.#held) {
      if (likely.has(uid)) continue;
      this.#held.delete(uid);
      release();
    }
  }
}
