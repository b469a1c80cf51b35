/** What a viewport looks at in a series. */
export interface Look {
  /** The frame before the eye; undefined when the whole is looked at (planes, volume). */
  readonly index: number;
  /** Where the reader is going: frames on that side come first. 0: not known. */
  readonly direction: -1 | 0 | 1;
  /** Every frame is needed to draw at all; otherwise the others are only fetched ahead. */
  readonly whole: boolean;
  /** Nobody looks yet (a prior, the next series): fetched when nothing else is left, as far as `reach` frames away. */
  readonly isBackground?: boolean;
  readonly reach?: number;
}

/** Beyond whatever is on screen. */
const BACKGROUND = 1e6;
/** Further than this, frames of a stack are no more urgent the one than the other: they come in order. */
const BEHIND = 3;

/** How urgent a frame is to a look: 0 is before the eye, larger is later; infinite: not at all. */
export function urgency(look: Look, index: number): number {
  const offset = index - look.index;
  if (look.reach !== undefined && Math.abs(offset) > look.reach) return Number.POSITIVE_INFINITY;
  if (look.isBackground) return BACKGROUND + Math.abs(offset);
  if (offset === 0) return 0;
  const behind = look.direction !== 0 && Math.sign(offset) !== look.direction;
  const far = Math.abs(offset) * (behind ? BEHIND : 1);
  return look.whole ? 1 + far / 2 : 2 + far;
}

/** A frame and how urgent it is. */
interface Urgent {
  readonly index: number;
  readonly urgency: number;
}

/**
 * The frame to fetch next: the most urgent of those that are neither there nor on their way, over all looks.
 *
 * @returns its index and urgency, or undefined when nothing is left.
 */
export function nextFrame(looks: readonly Look[], frameCount: number, isSettled: (index: number) => boolean): Urgent | undefined {
  let best: Urgent | undefined;
  for (let index = 0; index < frameCount; index++) {
    const value = mostUrgent(looks, index);
    if (value === Number.POSITIVE_INFINITY || (best !== undefined && value >= best.urgency) || isSettled(index)) continue;
    best = { index, urgency: value };
  }
  return best;
}

/** The frame that can be given up first, of those that are there. */
export function leastUrgent(looks: readonly Look[], frameCount: number, isThere: (index: number) => boolean): Urgent | undefined {
  let best: Urgent | undefined;
  for (let index = 0; index < frameCount; index++) {
    const value = mostUrgent(looks, index);
    if ((best !== undefined && value <= best.urgency) || !isThere(index)) continue;
    best = { index, urgency: value };
  }
  return best;
}

/** To whichever eye it is nearest. */
function mostUrgent(looks: readonly Look[], index: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const look of looks) least = Math.min(least, urgency(look, index));
  return least;
}
