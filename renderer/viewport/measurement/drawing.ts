import type { Point2 } from "../plane/affine.ts";
import { isMeant, type MeasuringTool, pointsOf } from "./measured.ts";

/** A measurement under the hand: points that are set, and one that follows the pointer. */
export interface Draft {
  readonly tool: MeasuringTool;
  readonly points: readonly Point2[];
  readonly floating: Point2;
}

/**
 * Drawing by dragging or by clicking: a drag sets the next point where it ends, a click leaves it on the pointer until the next click.
 * All points are pixels of one slice; leaving the slice gives the drawing up.
 */
export class Drawing {
  readonly #listeners = new Set<() => void>();
  #draft: Draft | undefined;

  readonly draft = (): Draft | undefined => this.#draft;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sets a point. Returns all points when the measurement is complete. */
  press(tool: MeasuringTool, point: Point2): readonly Point2[] | undefined {
    if (this.#draft?.tool !== tool) {
      if (pointsOf[tool] === 1) return [point];
      this.#change({ tool, points: [point], floating: point });
      return undefined;
    }
    return this.#set(point);
  }

  move(point: Point2): void {
    if (this.#draft !== undefined) this.#change({ ...this.#draft, floating: point });
  }

  /** The button came up: after a drag it sets the point. Returns all points when the measurement is complete. */
  release(point: Point2, wasDragged: boolean): readonly Point2[] | undefined {
    return this.#draft === undefined || !wasDragged ? undefined : this.#set(point);
  }

  cancel(): void {
    if (this.#draft !== undefined) this.#change(undefined);
  }

  #set(point: Point2): readonly Point2[] | undefined {
    const { tool, points } = this.#draft as Draft;
    const set = [...points, point];
    if (set.length < pointsOf[tool]) {
      this.#change({ tool, points: set, floating: point });
      return undefined;
    }
    this.#change(undefined);
    return isMeant(tool, set) ? set : undefined;
  }

  #change(draft: Draft | undefined): void {
    this.#draft = draft;
    for (const listener of this.#listeners) listener();
  }
}
