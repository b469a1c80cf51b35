import type { FrameLoader } from "../pixels/frame-loader.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { SliceSource } from "./slice-source.ts";

/** Planes that come in while a volume loads are drawn again at most this often. */
const REFRESH_MS = 120;

interface WalkParts {
  readonly pixels: SeriesPixels;
  readonly source: SliceSource;
  readonly loader: FrameLoader;
  /** What is drawn is drawn no more as it should be. */
  readonly onStale: () => void;
}

/** Where a reader is among the slices, and in which direction on the way: what is looked at there is fetched. */
export class SliceWalk {
  readonly #parts: WalkParts;
  readonly #stop: () => void;
  #direction: -1 | 0 | 1 = 0;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  /** Indices of the slice that the reader wants and of the one that is drawn: they differ while its pixels come. */
  wanted: number;
  shown: number;

  constructor(parts: WalkParts, index: number) {
    this.#parts = parts;
    this.wanted = this.shown = index;
    this.#stop = parts.pixels.subscribe((frame) => this.#frameCame(frame));
  }

  /** Wants a slice, or the nearest there is; false where it is wanted already. */
  go(index: number): boolean {
    const next = Math.min(this.#parts.source.count - 1, Math.max(0, Math.round(index)));
    if (next === this.wanted) return false;
    this.#direction = next > this.wanted ? 1 : -1;
    this.wanted = next;
    this.look();
    this.#parts.onStale();
    return true;
  }

  /** Says what must be fetched. */
  look(): void {
    const { loader, pixels, source } = this.#parts;
    loader.look(this, pixels, source.look(this.wanted, this.#direction));
  }

  dispose(): void {
    clearTimeout(this.#refreshTimer);
    this.#stop();
    this.#parts.loader.look(this, this.#parts.pixels, undefined);
  }

  #frameCame(frame: number): void {
    const { source, onStale } = this.#parts;
    if (frame === source.frameIndex(this.wanted)) {
      source.refresh(frame);
      onStale();
      return;
    }
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      source.refresh(frame);
      onStale();
    }, REFRESH_MS);
  }
}
