import type { ContrastPhase, SeriesSplit } from "../../../src/contract/index.ts";

/**
 * Seconds from the beginning of an injection at which abdominal phases are acquired: late arterial about 35, portal venous about 70,
 * delayed from some two minutes on. What is acquired while the agent has not reached the aorta is unenhanced.
 */
const windows: Readonly<Record<ContrastPhase, { readonly from: number; readonly to: number; readonly usual: number }>> = {
  unenhanced: { from: Number.NEGATIVE_INFINITY, to: 10, usual: 0 },
  arterial: { from: 10, to: 50, usual: 35 },
  "portal-venous": { from: 50, to: 100, usual: 70 },
  delayed: { from: 100, to: Number.POSITIVE_INFINITY, usual: 180 },
};

/** Whether so many seconds after the injection began are those of a phase. */
export function isPhaseAt(phase: ContrastPhase, seconds: number): boolean {
  return seconds >= windows[phase].from && seconds < windows[phase].to;
}

/** A stack that shows a phase, and whether only the order of the acquisitions speaks for it. */
export interface PhaseStack {
  readonly index: number;
  readonly isGuessed: boolean;
}

/**
 * The stack of a series that shows a phase. Where the headers say when the injection began that decides, of several stacks the one nearest
 * to the usual moment. Otherwise it is guessed from the order in which the stacks were acquired; undefined where no stack can be it.
 *
 * @param hasPlain the study shows the unenhanced phase in another series: the first stack here is then enhanced
 */
export function chooseByPhase(splits: readonly SeriesSplit[], phase: ContrastPhase, hasPlain: boolean): PhaseStack | undefined {
  const stacks = splits.filter(isRead);
  const timed = stacks.filter(({ secondsAfterContrast }) => secondsAfterContrast !== undefined);
  if (timed.length === stacks.length && timed.length > 0) {
    const away = ({ secondsAfterContrast = 0 }: SeriesSplit) => Math.abs(secondsAfterContrast - windows[phase].usual);
    const [best] = timed
      .filter(({ secondsAfterContrast = 0 }) => isPhaseAt(phase, secondsAfterContrast))
      .sort((a, b) => away(a) - away(b) || b.frameCount - a.frameCount || a.index - b.index);
    return best && { index: best.index, isGuessed: false };
  }
  const ordered = inOrder(stacks);
  const at = placeInOrder(phase, ordered.length, hasPlain);
  const guessed = at === undefined ? undefined : ordered[at];
  return guessed && { index: guessed.index, isGuessed: true };
}

/** Scouts, projections, captures and what lies twice are no phases. */
function isRead({ kind, label }: SeriesSplit): boolean {
  const aside = ["localizer", "projection", "secondary"];
  return kind !== "duplicate" && !label.some(({ code, value }) => code === "image-kind" && aside.includes(`${value}`));
}

/** By the moment of acquisition, else by what the stacks are numbered by. */
function inOrder(stacks: readonly SeriesSplit[]): readonly SeriesSplit[] {
  const isDated = stacks.every(({ acquiredMs }) => acquiredMs !== undefined);
  const numberOf = ({ label, index }: SeriesSplit) => {
    const part = label.find(({ code }) => code === "time" || code === "acquisition");
    const number = Number(part?.value ?? Number.NaN);
    return Number.isNaN(number) ? index : number;
  };
  const momentOf = (split: SeriesSplit) => (isDated ? (split.acquiredMs ?? 0) : numberOf(split));
  return [...stacks].sort((a, b) => momentOf(a) - momentOf(b) || a.index - b.index);
}

/** Which of so many stacks, in order, a phase is taken to be; undefined: none of them. */
function placeInOrder(phase: ContrastPhase, count: number, hasPlain: boolean): number | undefined {
  const order = orderOf(count, hasPlain);
  if (phase === "delayed" && order.includes("delayed")) return count - 1;
  const at = order.indexOf(phase);
  return at < 0 ? undefined : at;
}

/** One phase is the portal venous one, two are arterial and portal venous; three begin unenhanced unless that is shown elsewhere. */
function orderOf(count: number, hasPlain: boolean): readonly ContrastPhase[] {
  if (count === 1) return ["portal-venous"];
  if (count === 2) return ["arterial", "portal-venous"];
  if (count === 3 && !hasPlain) return ["unenhanced", "arterial", "portal-venous"];
  return hasPlain ? ["arterial", "portal-venous", "delayed"] : ["unenhanced", "arterial", "portal-venous", "delayed"];
}
