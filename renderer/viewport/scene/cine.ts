import type { Cine } from "../../stores/viewport/display.ts";
import { cineRange, nextInCine } from "./cine-order.ts";
import type { Beat } from "./clock.ts";

/** Where neither the reader nor the images say how fast (reading conventions of workstations). */
const USUAL_RATE = 30;
const RATE = { least: 0.1, most: 120 } as const;
/** The speed that is told is the mean of the pictures of so long. */
const MEAN_OVER_MS = 1500;

/** How cine really runs, as the viewport tells it. */
export interface CineFacts {
  /** Images a second: as they are wished, and as they come on screen. */
  readonly wishedRate: number;
  readonly realRate: number;
  /** Beats of this run without their image, not counting the first round, in which pixels still come. */
  readonly dropped: number;
  /** Images shown and rounds played since it was started. */
  readonly shown: number;
  readonly rounds: number;
}

/** A run through stacks as the viewport of the next stack goes on with it. */
export interface CineHandover {
  readonly times: readonly number[];
  readonly dropped: number;
  readonly shown: number;
  readonly rounds: number;
}

interface CineParts {
  readonly count: () => number;
  readonly wanted: () => number;
  readonly shown: () => number;
  readonly go: (index: number) => void;
  /** What the images recommend, in general and from the image before to this one. */
  readonly recommendedRate: number | undefined;
  readonly frameTimeMs: (index: number) => number | undefined;
  readonly onEnd: () => void;
  /** Answers whether the next stack is the first again. */
  readonly onNextStack: () => boolean;
}

/** Plays the slices of a viewport. It waits for pixels instead of skipping what was never shown. */
export class CineRun {
  readonly #parts: CineParts;
  #cine: Cine | undefined;
  #direction: 1 | -1 = 1;
  #times: number[] = [];
  #dropped = 0;
  #shown = 0;
  #rounds = 0;
  #goesOn: boolean;
  #hasLeft = false;

  /** @param before what the viewport of the stack before has played */
  constructor(parts: CineParts, before?: CineHandover) {
    this.#parts = parts;
    this.#goesOn = before !== undefined;
    if (before === undefined) return;
    this.#times = [...before.times];
    this.#dropped = before.dropped;
    this.#shown = before.shown;
    this.#rounds = before.rounds;
  }

  /** What the next stack's viewport goes on with; undefined where it plays no stacks. */
  handover(): CineHandover | undefined {
    if (this.#cine?.playing !== true || this.#cine.along !== "stacks") return undefined;
    return { times: this.#times, dropped: this.#dropped, shown: this.#shown, rounds: this.#rounds };
  }

  /** @returns what the clock is to do from now on; "as-it-is" where nothing of it changed */
  set(cine: Cine): Beat | undefined | "as-it-is" {
    const before = this.#cine;
    this.#cine = cine;
    const canPlay = cine.along === "stacks" || this.#parts.count() > 1;
    if (!cine.playing || !canPlay) {
      this.#goesOn = false;
      return before?.playing ? undefined : "as-it-is";
    }
    if (before?.along !== cine.along) this.#hasLeft = false;
    if (before?.playing && rateKey(before) === rateKey(cine)) return "as-it-is";
    if (!before?.playing && !(this.#goesOn && cine.along === "stacks")) this.#begin(cine);
    this.#goesOn = false;
    return { intervalMs: () => this.#intervalMs(), advance: (now, missed) => this.#advance(now, missed) };
  }

  facts(): CineFacts | undefined {
    if (this.#cine?.playing !== true) return undefined;
    const times = this.#times;
    const [first, last] = [times[0], times[times.length - 1]];
    const spanMs = first === undefined || last === undefined ? 0 : last - first;
    return {
      wishedRate: 1000 / this.#intervalMs(),
      realRate: spanMs === 0 ? 0 : ((times.length - 1) * 1000) / spanMs,
      dropped: this.#dropped,
      shown: this.#shown,
      rounds: this.#rounds,
    };
  }

  #begin(cine: Cine): void {
    this.#direction = 1;
    this.#hasLeft = false;
    this.#times = [];
    this.#dropped = this.#shown = this.#rounds = 0;
    const [first, last] = cineRange(cine, this.#parts.count());
    if (cine.mode === "once" && this.#parts.wanted() >= last) this.#parts.go(first);
  }

  #intervalMs(): number {
    const { framesPerSecond, along } = this.#cine as Cine;
    const own = framesPerSecond === undefined && along === "slices" ? this.#parts.frameTimeMs(this.#parts.wanted()) : undefined;
    if (own !== undefined) return own;
    const rate = framesPerSecond ?? this.#parts.recommendedRate ?? USUAL_RATE;
    return 1000 / Math.min(RATE.most, Math.max(RATE.least, rate));
  }

  #advance(now: number, missed: number): void {
    const cine = this.#cine as Cine;
    const { wanted, shown, count, go, onEnd, onNextStack } = this.#parts;
    if (this.#rounds > 0) this.#dropped += missed;
    // Until the next stack is there this one beats on, and shows nothing new.
    if (wanted() !== shown() || this.#hasLeft) {
      if (this.#rounds > 0) this.#dropped++;
      return;
    }
    if (cine.along === "stacks") {
      if (onNextStack()) this.#rounds++;
      this.#hasLeft = true;
    } else {
      const next = nextInCine(wanted(), this.#direction, cine, count());
      if (next === undefined) {
        onEnd();
        return;
      }
      this.#direction = next.direction;
      if (next.isRound) this.#rounds++;
      go(next.index);
    }
    this.#shown++;
    this.#times.push(now);
    while (now - (this.#times[0] as number) > MEAN_OVER_MS && this.#times.length > 2) this.#times.shift();
  }
}

function rateKey({ framesPerSecond, along }: Cine): string {
  return `${framesPerSecond} ${along}`;
}
