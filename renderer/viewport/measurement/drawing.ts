import type { Finding } from "../../../src/findings/index.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Measured } from "./measured.ts";
import { isMeant } from "./shapes.ts";
import { type MeasuringTool, measuringTools } from "./tools.ts";

/** A measurement under the hand: points that are set, and one that follows the pointer. */
export interface Draft {
  readonly tool: MeasuringTool;
  readonly points: readonly Point2[];
  readonly floating: Point2;
}

/** A place that is set and waits for its words, or a finding whose words are changed; asked for at a pixel of the slice. */
export type Wordless = { readonly at: Point2 } & ({ readonly measured: Measured } | { readonly finding: Finding });

/** More points than a hand draws, and fewer than an element of Graphic Data holds. */
const MOST_POINTS = 4000;

/** From so many points on a drawing is not given up without a word. */
const WORK = 3;

/**
 * Drawing by dragging or by clicking: a drag sets the next point where it ends, a click leaves it on the pointer until the next click.
 * Lines and regions of many points end when the reader says so. All points are pixels of one slice; leaving the slice gives the drawing up.
 */
export class Drawing {
  /** The slice that was last seen under it (`onSliceLeft`). */
  shown: string | undefined;
  readonly #listeners = new Set<() => void>();
  #draft: Draft | undefined;
  #wordless: Wordless | undefined;

  readonly draft = (): Draft | undefined => this.#draft;
  readonly wordless = (): Wordless | undefined => this.#wordless;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sets a point. Returns all points when the measurement is complete. */
  press(tool: MeasuringTool, point: Point2): readonly Point2[] | undefined {
    this.ask(undefined);
    if (this.#draft?.tool !== tool) {
      if (measuringTools[tool].points === 1) return [point];
      this.#change({ tool, points: [point], floating: point });
      return undefined;
    }
    return this.#set(point);
  }

  move(point: Point2): void {
    if (this.#draft !== undefined) this.#change({ ...this.#draft, floating: point });
  }

  /** Goes on with a line that is drawn by dragging. */
  extend(point: Point2): void {
    if (this.#draft === undefined || this.#draft.points.length >= MOST_POINTS) return;
    this.#change({ ...this.#draft, points: [...this.#draft.points, point], floating: point });
  }

  /** The button came up: after a drag it sets the point. Returns all points when the measurement is complete. */
  release(point: Point2, wasDragged: boolean): readonly Point2[] | undefined {
    return this.#draft === undefined || !wasDragged ? undefined : this.#set(point);
  }

  /** Ends a drawing of as many points as the reader likes; one of too few is given up. Returns its points. */
  complete(): readonly Point2[] | undefined {
    const draft = this.#draft;
    if (draft === undefined || typeof measuringTools[draft.tool].points === "number") return undefined;
    this.#change(undefined);
    return isMeant(draft.tool, draft.points) ? draft.points : undefined;
  }

  /** Takes the last point back; the first one ends the drawing. */
  back(): void {
    if (this.#draft === undefined) return;
    const points = this.#draft.points.slice(0, -1);
    this.#change(points.length === 0 ? undefined : { ...this.#draft, points });
  }

  /** Words are asked for, or no longer. */
  ask(wordless: Wordless | undefined): void {
    if (this.#wordless === wordless) return;
    this.#wordless = wordless;
    this.#tell();
  }

  /**
   * The slice that it is drawn on is left: words that are asked for are of what was measured there, and stay.
   *
   * @returns whether work was given up that a reader would miss: more than the beginning of a line
   */
  leave(): boolean {
    const isMissed = (this.#draft?.points.length ?? 0) >= WORK;
    if (this.#draft !== undefined) this.#change(undefined);
    return isMissed;
  }

  cancel(): void {
    this.ask(undefined);
    if (this.#draft !== undefined) this.#change(undefined);
  }

  #set(point: Point2): readonly Point2[] | undefined {
    const { tool, points } = this.#draft as Draft;
    const set = [...points, point];
    const wanted: number | "many" | "stroke" = measuringTools[tool].points;
    if (typeof wanted === "string" || set.length < wanted) {
      if (set.length <= MOST_POINTS) this.#change({ tool, points: set, floating: point });
      return undefined;
    }
    this.#change(undefined);
    return isMeant(tool, set) ? set : undefined;
  }

  #change(draft: Draft | undefined): void {
    this.#draft = draft;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
