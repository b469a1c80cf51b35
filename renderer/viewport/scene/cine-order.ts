import type { Cine } from "../../stores/viewport/display.ts";

export interface CineStep {
  readonly index: number;
  readonly direction: 1 | -1;
  /** The last image of the range was before this one. */
  readonly isRound: boolean;
}

/** The slices that cine runs through: ends included, whole, within the stack. */
export function cineRange({ from, to }: Pick<Cine, "from" | "to">, count: number): readonly [first: number, last: number] {
  const within = (index: number) => Math.min(count - 1, Math.max(0, Math.round(index)));
  const [a, b] = [within(from ?? 0), within(to ?? count - 1)];
  return [Math.min(a, b), Math.max(a, b)];
}

/** The slice after one; undefined where a run that plays once has ended. Outside of the range it goes to its beginning. */
export function nextInCine(
  at: number,
  direction: 1 | -1,
  cine: Pick<Cine, "mode" | "step" | "from" | "to">,
  count: number,
): CineStep | undefined {
  const [first, last] = cineRange(cine, count);
  const step = Math.max(1, Math.round(cine.step));
  if (at < first || at > last) return { index: first, direction: 1, isRound: false };
  const next = at + direction * step;
  if (next >= first && next <= last) return { index: next, direction, isRound: false };
  switch (cine.mode) {
    case "loop":
      return { index: first, direction: 1, isRound: true };
    case "once":
      return undefined;
    case "bounce": {
      const back = direction === 1 ? -1 : 1;
      return { index: Math.min(last, Math.max(first, at + back * step)), direction: back, isRound: back === 1 };
    }
  }
}
