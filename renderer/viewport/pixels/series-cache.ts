import type { SeriesDetail } from "../../../src/contract/index.ts";
import { fittingFactors, reduceDetail, volumeBytesOf } from "./reduction.ts";
import { LARGEST_VOLUME_BYTES, SeriesPixels } from "./series-pixels.ts";

/** How long the pixels of a series outlive its last viewport: a change of layout takes them over instead of fetching again. */
const GRACE_MS = 3000;

interface Hold {
  readonly pixels: SeriesPixels;
  readonly release: () => void;
}

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

  /** What a series that forms a volume may take at most. */
  get budgetBytes(): number {
    return Math.min(LARGEST_VOLUME_BYTES, this.#budgetBytes());
  }

  /** Takes hold of a stack's pixels; give the answer's `release` back once. */
  hold(detail: SeriesDetail): Hold {
    const key = keyOf(detail);
    return this.#take(key, () => new SeriesPixels(detail, this.#budgetBytes()));
  }

  /**
   * As `hold`, of a series that forms a volume: where that is more than may be held, or than the computer gives in one piece, of averaged
   * voxels. Undefined where there is no memory for the smallest either.
   */
  holdVolume(detail: SeriesDetail): Hold | undefined {
    const key = keyOf(detail);
    // Beside frames that are held one by one.
    const ownKey = `${key}#volume`;
    if (this.#held.get(key)?.pixels.whole() !== undefined) return this.hold(detail);
    if (this.#held.has(ownKey)) return this.#take(ownKey);
    const pixels = volumePixels(detail, this.budgetBytes);
    if (pixels === undefined) return undefined;
    return this.#take(pixels.reduction === undefined && !this.#held.has(key) ? key : ownKey, () => pixels);
  }

  dispose(): void {
    for (const key of [...this.#held.keys()]) this.#drop(key);
  }

  /** One that is held already, or is made now. */
  #take(key: string, make?: () => SeriesPixels): Hold {
    const held = this.#held.get(key) ?? { pixels: (make as () => SeriesPixels)(), holders: 0, timer: undefined };
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

  #drop(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held.delete(key);
    held.pixels.dispose();
  }
}

/** All voxels, or as many as fit into so many bytes, or into half, a quarter ... of them where the computer gives no more; undefined: none. */
function volumePixels(detail: SeriesDetail, budgetBytes: number): SeriesPixels | undefined {
  const whole = volumeBytesOf(detail) ?? 0;
  if (whole <= budgetBytes) {
    const pixels = new SeriesPixels(detail, budgetBytes);
    if (pixels.whole() !== undefined) return pixels;
  }
  for (let bytes = Math.min(budgetBytes, whole - 1); ; bytes /= 2) {
    const factors = fittingFactors(detail, bytes);
    if (factors === undefined) return undefined;
    const { detail: reduced, reduction } = reduceDetail(detail, factors);
    const pixels = new SeriesPixels(reduced, bytes, reduction);
    if (pixels.whole() !== undefined) return pixels;
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
