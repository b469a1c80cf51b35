import type { ImagePlane } from "../../../src/geometry/index.ts";
import type { GraphicPaths } from "../overlay/drawn-paths.ts";

/** A frame of an image, or a plane through a volume. */
export type DrawnPlace =
  | { readonly sopInstanceUid: string; readonly frameNumber: number }
  | { readonly plane: ImagePlane; readonly frameOfReferenceUid: string };

export type RetrieveDrawn = (
  objectUid: string,
  image: DrawnPlace,
  options: { readonly signal: AbortSignal; readonly priority: RequestPriority },
) => Promise<GraphicPaths>;

/** What an object draws on a frame, or a plane cuts out of it. */
export interface DrawnWish {
  readonly objectUid: string;
  readonly image: DrawnPlace;
}

/** Characters of paths that are kept, more or less; the oldest go first. */
const MOST_SIZE = 48 * 1024 ** 2;
const MOST_IN_FLIGHT = 3;

/** What objects draw over the images that viewports look at: each fetched once, and given up when nobody looks at it any more. */
export class DrawnShelf {
  readonly #retrieve: RetrieveDrawn;
  readonly #kept = new Map<string, GraphicPaths | "failed">();
  readonly #inFlight = new Map<string, AbortController>();
  readonly #viewers = new Map<object, { readonly wishes: readonly DrawnWish[]; readonly onCome: () => void }>();
  #size = 0;

  constructor(retrieve: RetrieveDrawn) {
    this.#retrieve = retrieve;
  }

  /** What a viewer looks at, most urgent first; `onCome` is called when something of it has come. An empty list leaves. */
  look(viewer: object, wishes: readonly DrawnWish[], onCome: () => void): void {
    if (wishes.length === 0) this.#viewers.delete(viewer);
    else this.#viewers.set(viewer, { wishes, onCome });
    const wanted = new Set([...this.#viewers.values()].flatMap((one) => one.wishes.map(keyOf)));
    for (const [key, abort] of this.#inFlight) {
      if (wanted.has(key)) continue;
      abort.abort();
      this.#inFlight.delete(key);
    }
    this.#fetchNext();
  }

  /** What is drawn; "failed" where it cannot be had, undefined while it comes. */
  paths(wish: DrawnWish): GraphicPaths | "failed" | undefined {
    return this.#kept.get(keyOf(wish));
  }

  dispose(): void {
    for (const abort of this.#inFlight.values()) abort.abort();
    this.#inFlight.clear();
    this.#viewers.clear();
    this.#kept.clear();
    this.#size = 0;
  }

  #fetchNext(): void {
    const wishes = [...this.#viewers.values()].map((viewer) => viewer.wishes);
    const longest = Math.max(0, ...wishes.map(({ length }) => length));
    // The first wish of each viewer, then the second of each: all that is before an eye goes first.
    for (let rank = 0; rank < longest; rank++) {
      for (const wish of wishes.flatMap((list) => list[rank] ?? [])) {
        if (this.#inFlight.size >= MOST_IN_FLIGHT) return;
        const key = keyOf(wish);
        if (!this.#kept.has(key) && !this.#inFlight.has(key)) void this.#fetch(key, wish, rank === 0 ? "high" : "low");
      }
    }
  }

  async #fetch(key: string, { objectUid, image }: DrawnWish, priority: RequestPriority): Promise<void> {
    const abort = new AbortController();
    this.#inFlight.set(key, abort);
    try {
      const paths = await this.#retrieve(objectUid, image, { signal: abort.signal, priority });
      if (!abort.signal.aborted) this.#keep(key, paths);
    } catch {
      if (!abort.signal.aborted) this.#kept.set(key, "failed");
    }
    if (abort.signal.aborted) return;
    this.#inFlight.delete(key);
    for (const { wishes, onCome } of this.#viewers.values()) if (wishes.some((wish) => keyOf(wish) === key)) onCome();
    this.#fetchNext();
  }

  #keep(key: string, paths: GraphicPaths): void {
    this.#kept.set(key, paths);
    this.#size += paths.size;
    for (const [oldest, held] of this.#kept) {
      if (this.#size <= MOST_SIZE || oldest === key) break;
      this.#kept.delete(oldest);
      this.#size -= held === "failed" ? 0 : held.size;
    }
  }
}

function keyOf({ objectUid, image }: DrawnWish): string {
  if ("sopInstanceUid" in image) return `${objectUid} ${image.sopInstanceUid}/${image.frameNumber}`;
  const { imagePositionPatient, rowDirection, columnDirection, pixelSpacing, rows, columns } = image.plane;
  return [
    objectUid,
    image.frameOfReferenceUid,
    imagePositionPatient,
    rowDirection,
    columnDirection,
    pixelSpacing,
    rows,
    columns,
  ].join(" ");
}
