import type { SeriesDetail } from "../../../src/contract/index.ts";
import { LARGEST_VOLUME_BYTES, SeriesPixels } from "./series-pixels.ts";

/** How long the pixels of a series outlive its last viewport: a change of layout takes them over instead of fetching again. */
const GRACE_MS = 3000;

interface Held {
  readonly pixels: SeriesPixels;
  holders: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Pixels of the stacks of series that are on screen, each once however many viewports show it. */
export class SeriesCache {
  readonly #held = new Map<string, Held>();
  readonly #budgetBytes: () => number;

  /** @param budgetBytes of one series, see `SeriesPixels` */
  constructor(budgetBytes: () => number = () => LARGEST_VOLUME_BYTES) {
    this.#budgetBytes = budgetBytes;
  }

  /** Takes hold of a stack's pixels; give the answer's `release` back once. */
  hold(detail: SeriesDetail): { readonly pixels: SeriesPixels; readonly release: () => void } {
    const key = keyOf(detail);
    const held = this.#held.get(key) ?? { pixels: new SeriesPixels(detail, this.#budgetBytes()), holders: 0, timer: undefined };
    this.#held.set(key, held);
    clearTimeout(held.timer);
    held.holders += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      held.holders -= 1;
      if (held.holders === 0) held.timer = setTimeout(() => this.#drop(key), GRACE_MS);
    };
    return { pixels: held.pixels, release };
  }

  /** Bytes of the largest volume that the series may be: of one that is held frame by frame already, none. */
  volumeBytes(detail: SeriesDetail): number {
    const held = this.#held.get(keyOf(detail));
    if (held === undefined) return this.#budgetBytes();
    return held.pixels.whole() === undefined ? 0 : LARGEST_VOLUME_BYTES;
  }

  dispose(): void {
    for (const key of [...this.#held.keys()]) this.#drop(key);
  }

  #drop(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held.delete(key);
    held.pixels.dispose();
  }
}

function calibrationsOf({ frames }: SeriesDetail): string {
  const isCalibrated = frames.some(({ pixelSpacingSource }) => pixelSpacingSource === "reader");
  return isCalibrated ? frames.map(({ pixelSpacingMm }) => pixelSpacingMm?.join("x")).join(" ") : "";
}

/** Of the files in order; the frames of one file share theirs. */
function versionsOf({ frames }: SeriesDetail): string {
  return frames.flatMap(({ version }, at) => (version === frames[at - 1]?.version ? [] : [version])).join(" ");
}

/** A series that has grown meanwhile, of which another version is shown, or whose lengths a reader calibrated is another copy. */
function keyOf(detail: SeriesDetail): string {
  return `${detail.seriesInstanceUid}#${detail.split ?? ""}#${detail.frames.length}#${versionsOf(detail)}#${calibrationsOf(detail)}`;
}
