type Tick = (now: number) => void;

/**
 * Display frames for all viewports of a window: those that ask for the next one are called in it one after the other, in the order they
 * asked, so that what they change on the screen is worked out once and not for each of them.
 */
export class DisplayFrames {
  readonly #request: (tick: Tick) => number;
  #waiting = new Set<Tick>();
  #due = new Set<Tick>();

  constructor(request: (tick: Tick) => number = (tick) => requestAnimationFrame(tick)) {
    this.#request = request;
  }

  /** Calls once, in the next frame, however often it is asked; within a frame that is the frame itself while its turn is still to come. */
  next(tick: Tick): void {
    if (this.#due.has(tick)) return;
    if (this.#waiting.size === 0) this.#request((now) => this.#run(now));
    this.#waiting.add(tick);
  }

  cancel(tick: Tick): void {
    this.#waiting.delete(tick);
    this.#due.delete(tick);
  }

  #run(now: number): void {
    [this.#due, this.#waiting] = [this.#waiting, this.#due];
    for (const tick of this.#due) {
      this.#due.delete(tick);
      try {
        tick(now);
      } catch (error) {
        // The others are drawn nevertheless.
        reportError(error);
      }
    }
  }
}
