import { isSameCode } from "./code.ts";
import type { Finding, Measurement } from "./finding.ts";
import { sct } from "./sct.ts";

/** One number of a lesion at two times. */
export interface Change {
  readonly before: Measurement;
  readonly now: Measurement;
  /** In the unit of both. */
  readonly difference: number;
  /** Undefined where it was nothing before. */
  readonly percent: number | undefined;
}

/** How a lesion has grown, or shrunk. */
export interface Growth {
  readonly size: Change | undefined;
  readonly volume: Change | undefined;
  /**
   * Days in which the volume doubles at the rate between the two (Schwartz 1961: t ln 2 / ln(V2 / V1)); negative where it halves in them.
   * Undefined without volumes, dates or a change.
   */
  readonly doublingDays: number | undefined;
}

/** What a lesion's size is read as, the first that both times have. */
const sizes = [sct.diameter, sct.longAxis, sct.length, sct.shortAxis] as const;

/**
 * Compares a lesion with itself at another time, by numbers that both have in the same unit.
 *
 * @param days from the earlier to the later; undefined where a date is not known
 */
export function growthOf(before: Finding, now: Finding, days: number | undefined): Growth {
  const changes = sizes.map((concept) => changeOf(before, now, concept));
  const volume = changeOf(before, now, sct.volume);
  return { size: changes.find((change) => change !== undefined), volume, doublingDays: doublingDays(volume, days) };
}

function changeOf(before: Finding, now: Finding, concept: Measurement["concept"]): Change | undefined {
  const of = ({ measurements }: Finding) => measurements.find((measurement) => isSameCode(measurement.concept, concept));
  const [first, second] = [of(before), of(now)];
  if (first === undefined || second === undefined || first.unit !== second.unit) return undefined;
  const difference = second.value - first.value;
  return { before: first, now: second, difference, percent: first.value > 0 ? (100 * difference) / first.value : undefined };
}

function doublingDays(volume: Change | undefined, days: number | undefined): number | undefined {
  if (volume === undefined || days === undefined || days <= 0 || volume.before.value <= 0 || volume.now.value <= 0)
    return undefined;
  const ratio = volume.now.value / volume.before.value;
  return ratio === 1 ? undefined : (days * Math.LN2) / Math.log(ratio);
}
