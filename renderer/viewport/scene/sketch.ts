import type { Point2 } from "../plane/affine.ts";

/** What the hand draws and leaves nothing of: a region, a line. Points are pixels of the slice. */
export interface Sketched {
  readonly kind: "region" | "line";
  readonly points: readonly Point2[];
}

export class Sketch {
  readonly #listeners = new Set<() => void>();
  #sketched: Sketched | undefined;

  /** For useSyncExternalStore. */
  readonly sketched = (): Sketched | undefined => this.#sketched;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  show(sketched: Sketched | undefined): void {
    this.#sketched = sketched;
    for (const listener of this.#listeners) listener();
  }
}
