/** How fast an import goes: what it did lately counts more than what it did at first. */
export interface ImportRates {
  readonly filesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Null until enough has been seen, or where the whole is not known. */
  readonly secondsLeft: number | null;
}

export interface ImportAmounts {
  readonly files: number;
  readonly bytes: number;
}

/** Time in which an old rate fades to a third: long enough for a batch, short enough for a slow part of a disc. */
const fadeSeconds = 4;
/** Before that much time has gone by, a time left would be a guess. */
const warmUpSeconds = 1;

/** Smooths rates over time by exponential fading, free of bias towards zero at the start. */
export class RateMeter {
  #last: ImportAmounts = { files: 0, bytes: 0 };
  #lastSeconds = 0;
  #files = 0;
  #bytes = 0;
  #weight = 0;

  /** `done` after `seconds` of work. */
  sample(done: ImportAmounts, seconds: number): void {
    const elapsed = seconds - this.#lastSeconds;
    if (elapsed <= 0) return;
    const kept = Math.exp(-elapsed / fadeSeconds);
    this.#files = this.#files * kept + ((done.files - this.#last.files) / elapsed) * (1 - kept);
    this.#bytes = this.#bytes * kept + ((done.bytes - this.#last.bytes) / elapsed) * (1 - kept);
    this.#weight = this.#weight * kept + (1 - kept);
    this.#last = done;
    this.#lastSeconds = seconds;
  }

  /** The rates now, and the time the rest takes: what the slower of the two, files or bytes, asks for. */
  rates(total: ImportAmounts | null): ImportRates {
    if (this.#weight === 0) return { filesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null };
    const filesPerSecond = this.#files / this.#weight;
    const bytesPerSecond = this.#bytes / this.#weight;
    const isTellable = total !== null && this.#lastSeconds >= warmUpSeconds && filesPerSecond > 0;
    if (!isTellable) return { filesPerSecond, bytesPerSecond, secondsLeft: null };
    const byFiles = Math.max(0, total.files - this.#last.files) / filesPerSecond;
    const byBytes = bytesPerSecond > 0 ? Math.max(0, total.bytes - this.#last.bytes) / bytesPerSecond : 0;
    return { filesPerSecond, bytesPerSecond, secondsLeft: Math.max(byFiles, byBytes) };
  }
}
