import type { DisplayFrames } from "./display-frames.ts";

/** What cine asks of the clock; all times in milliseconds. */
export interface Beat {
  /** From the beat before to the next one; asked anew for each. */
  readonly intervalMs: () => number;
  /** @param missed beats that went by unseen because the last picture took too long */
  readonly advance: (now: number, missed: number) => void;
}

/** A beat this much early is on time: the screen's own frames do not fall on the beats. */
const EARLY_MS = 6;

/** Draws once a display frame however often it is asked to, and beats for cine. */
export class Clock {
  readonly #draw: () => void;
  readonly #frames: DisplayFrames;
  #beat: Beat | undefined;
  #nextBeat = 0;
  #isStale = false;
  #isOver = false;

  constructor(frames: DisplayFrames, draw: () => void) {
    this.#frames = frames;
    this.#draw = draw;
  }

  invalidate(): void {
    this.#isStale = true;
    this.#wake();
  }

  #wake(): void {
    if (!this.#isOver) this.#frames.next(this.#tick);
  }

  /** At once: for a canvas that was emptied by a new size. */
  drawNow(): void {
    if (this.#isOver) return;
    this.#isStale = false;
    this.#draw();
  }

  /** When the next beat is due; undefined while none is. */
  get due(): number | undefined {
    return this.#beat === undefined ? undefined : this.#nextBeat;
  }

  /** Beats from now on; undefined stops. The first beat comes when it is due, or after one interval. */
  play(beat: Beat | undefined, due?: number): void {
    this.#beat = beat;
    if (beat === undefined) return;
    this.#nextBeat = due ?? performance.now() + beat.intervalMs();
    this.#wake();
  }

  /** Nothing is drawn after it, however late it is asked for: the canvas may be another scene's by then. */
  dispose(): void {
    this.#isOver = true;
    this.#frames.cancel(this.#tick);
    this.#beat = undefined;
  }

  /** Beats keep their own time: one that comes late does not make the next ones late. */
  readonly #tick = (now: number): void => {
    const beat = this.#beat;
    if (beat !== undefined) {
      const interval = Math.max(1, beat.intervalMs());
      if (now >= this.#nextBeat - Math.min(EARLY_MS, interval / 2)) {
        const missed = Math.max(0, Math.floor((now - this.#nextBeat) / interval));
        beat.advance(now, missed);
        this.#nextBeat += missed * interval + Math.max(1, beat.intervalMs());
      }
      if (this.#beat !== undefined) this.#wake();
    }
    if (this.#isStale) this.drawNow();
  };
}
