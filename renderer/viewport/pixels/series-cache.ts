import type { SeriesDetail } from "../../../src/contract/index.ts";
import { SeriesPixels } from "./series-pixels.ts";

/** How long the pixels of a series outlive its last viewport: a change of layout takes them over instead of fetching again. */
const GRACE_MS = 3000;

interface Held {
  readonly pixels: SeriesPixels;
  holders: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Pixels of the series that are on screen, each once however many viewports show it. */
export class SeriesCache {
  readonly #held = new Map<string, Held>();

  /** Takes hold of a series' pixels; give the answer's `release` back once. */
  hold(detail: SeriesDetail): { readonly pixels: SeriesPixels; readonly release: () => void } {
    const uid = detail.seriesInstanceUid;
    const held = this.#held.get(uid) ?? { pixels: new SeriesPixels(detail), holders: 0, timer: undefined };
    this.#held.set(uid, held);
    clearTimeout(held.timer);
    held.holders += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      held.holders -= 1;
      if (held.holders === 0) held.timer = setTimeout(() => this.#drop(uid), GRACE_MS);
    };
    return { pixels: held.pixels, release };
  }

  dispose(): void {
    for (const uid of [...this.#held.keys()]) this.#drop(uid);
  }

  #drop(uid: string): void {
    const held = this.#held.get(uid);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held.delete(uid);
    held.pixels.dispose();
  }
}
