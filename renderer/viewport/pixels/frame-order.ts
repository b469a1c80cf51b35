/** What a viewport looks at in a series. */
export interface Look {
  /** The frame before the eye; undefined when the whole is looked at (planes, volume). */
  readonly index: number;
  /** Where the reader is going: frames on that side come first. 0: not known. */
  readonly direction: -1 | 0 | 1;
  /** Every frame is needed to draw at all; otherwise the others are only fetched ahead. */
  readonly whole: boolean;
}

/** How urgent a frame is to a look: 0 is before the eye, larger is later. */
export function urgency(look: Look, index: number): number {
  const offset = index - look.index;
  if (offset === 0) return 0;
  const behind = look.direction !== 0 && Math.sign(offset) !== look.direction;
  const far = Math.abs(offset) * (behind ? 3 : 1);
  return look.whole ? 1 + far / 2 : 2 + far;
}

/**
 * The frame to fetch next: the most urgent of those that are neither there nor on their way, over all looks.
 *
 * @returns its index and urgency, or undefined when nothing is left.
 */
export function nextFrame(
  looks: readonly Look[],
  frameCount: number,
  isSettled: (index: number) => boolean,
): { readonly index: number; readonly urgency: number } | undefined {
  let best: { index: number; urgency: number } | undefined;
  for (let index = 0; index < frameCount; index++) {
    if (isSettled(index)) continue;
    for (const look of looks) {
      const value = urgency(look, index);
      if (best === undefined || value < best.urgency) best = { index, urgency: value };
    }
  }
  return best;
}
