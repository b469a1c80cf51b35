/** Draws once a display frame however often it is asked to, and beats for cine. */
export class Clock {
  readonly #draw: () => void;
  readonly #advance: () => void;
  #request: number | undefined;
  #intervalMs: number | undefined;
  #nextBeat = 0;
  #isStale = false;

  constructor(parts: { readonly draw: () => void; readonly advance: () => void }) {
    this.#draw = parts.draw;
    this.#advance = parts.advance;
  }

  invalidate(): void {
    this.#isStale = true;
    this.#wake();
  }

  #wake(): void {
    this.#request ??= requestAnimationFrame((now) => this.#tick(now));
  }

  /** At once: for a canvas that was emptied by a new size. */
  drawNow(): void {
    this.#isStale = false;
    this.#draw();
  }

  /** Beats so many times a second; undefined stops. */
  play(framesPerSecond: number | undefined): void {
    const interval = framesPerSecond === undefined ? undefined : 1000 / Math.min(120, Math.max(0.1, framesPerSecond));
    if (interval === this.#intervalMs) return;
    this.#intervalMs = interval;
    this.#nextBeat = performance.now() + (interval ?? 0);
    if (interval !== undefined) this.#wake();
  }

  dispose(): void {
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#request = this.#intervalMs = undefined;
  }

  #tick(now: number): void {
    this.#request = undefined;
    if (this.#intervalMs !== undefined) {
      if (now >= this.#nextBeat) {
        this.#nextBeat = Math.max(this.#nextBeat + this.#intervalMs, now);
        this.#advance();
      }
      this.#wake();
    }
    if (this.#isStale) this.drawNow();
  }
}
