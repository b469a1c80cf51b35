import { type Finding, type Growth, growthOf } from "../../src/findings/index.ts";

/** The findings of an earlier study of the patient. */
export interface EarlierFindings {
  readonly studyInstanceUid: string;
  /** DA, "" where it is not known. */
  readonly studyDate: string;
  /** None that was rejected. */
  readonly findings: readonly Finding[];
}

/** A lesion at an earlier time. */
export interface Earlier {
  readonly finding: Finding;
  readonly studyDate: string;
  /** From then to the study that is open. */
  readonly days: number | undefined;
  readonly growth: Growth;
}

/** A finding of the open study that earlier studies have too. */
export interface Lesion {
  /** From 1, in order of making. */
  readonly number: number;
  readonly finding: Finding;
  /** Newest first; at least one. */
  readonly earlier: readonly [Earlier, ...Earlier[]];
}

/** The lesions that are followed: findings of one tracking UID in the open study and in earlier ones (newest first). */
export function lesionsOf(
  findings: readonly Finding[],
  priors: readonly EarlierFindings[],
  studyDate: string,
): readonly Lesion[] {
  let number = 0;
  return findings.flatMap((finding) => {
    if (finding.status === "rejected" || finding.trackingUid === "") return [];
    const [newest, ...older] = priors.flatMap((prior): Earlier[] => {
      const before = prior.findings.find(({ trackingUid }) => trackingUid === finding.trackingUid);
      if (before === undefined) return [];
      const days = daysBetween(prior.studyDate, studyDate);
      return [{ finding: before, studyDate: prior.studyDate, days, growth: growthOf(before, finding, days) }];
    });
    if (newest === undefined) return [];
    number += 1;
    return [{ number, finding, earlier: [newest, ...older] as const }];
  });
}

/** Days from one DA to another; undefined where either is no date. */
export function daysBetween(from: string, to: string): number | undefined {
  const [first, second] = [from, to].map((value) => {
    const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
    return parts === null ? Number.NaN : Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  }) as [number, number];
  const days = Math.round((second - first) / 86_400_000);
  return Number.isNaN(days) ? undefined : days;
}
