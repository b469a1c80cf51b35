import type { HangingProtocol, SeriesSummary, StudyDetail, StudySummary } from "../../../src/contract/index.ts";
import { fitsAnyPattern, foldText } from "./patterns.ts";
import { compareTexts, seriesFits, wordsOfSeries } from "./series-rules.ts";

/** A study as protocols see it. */
export interface StudyToHang {
  readonly study: Pick<StudySummary, "studyDescription">;
  readonly series: readonly SeriesSummary[];
}

const POINTS = { modality: 10, bodyPart: 8, bodyPartInWords: 6, studyAgrees: 2, description: 4, series: 3, priors: 2 } as const;

/**
 * How well a protocol fits a study by itself, without its priors; undefined where it does not. Modality 10; body part 8 by its attribute,
 * 6 by descriptions, and 2 more where the study's description agrees; study description 4; each series that it asks for 3; and its rank.
 */
function scoreOfStudy({ fits, rank }: HangingProtocol, { study, series }: StudyToHang): number | undefined {
  const images = series.filter(({ kind, modality }) => kind === "image" && fits.modality.includes(modality.toUpperCase()));
  if (images.length === 0) return undefined;
  const description = foldText(study.studyDescription);
  const parts = images.map(({ bodyPartExamined }) => foldText(bodyPartExamined));
  if (fits.without !== undefined && fitsAnyPattern([description, ...parts], fits.without)) return undefined;
  let score = POINTS.modality + rank;
  if (fits.bodyPart !== undefined) {
    const isNamed = fitsAnyPattern(parts, fits.bodyPart);
    const doesStudyAgree = fitsAnyPattern([description], fits.bodyPart);
    if (!isNamed && !doesStudyAgree && !fitsAnyPattern(images.flatMap(wordsOfSeries), fits.bodyPart)) return undefined;
    score += (isNamed ? POINTS.bodyPart : POINTS.bodyPartInWords) + (doesStudyAgree ? POINTS.studyAgrees : 0);
  }
  if (fits.description !== undefined) {
    if (!fitsAnyPattern([description], fits.description)) return undefined;
    score += POINTS.description;
  }
  for (const rule of fits.series ?? []) {
    if (!series.some((one) => seriesFits(one, rule))) return undefined;
    score += POINTS.series;
  }
  return score;
}

export type Misfit = "modality" | "without" | "bodyPart" | "description" | "series" | "priors";

/** The first thing that a protocol asks of a study and does not find; undefined where it fits. */
export function misfitOf(
  protocol: HangingProtocol,
  detail: Pick<StudyDetail, "study" | "series" | "priors">,
): Misfit | undefined {
  const { modality, without, bodyPart, description, series } = protocol.fits;
  const asked = [
    ["modality", {}],
    ["without", { without }],
    ["bodyPart", { bodyPart }],
    ["description", { description }],
    ["series", { series }],
  ] as const;
  const missed = asked.find(([, member]) => scoreOfStudy({ ...protocol, fits: { modality, ...member } }, detail) === undefined);
  return missed?.[0] ?? (scoreOf(protocol, detail) === undefined ? "priors" : undefined);
}

/** Earlier studies that a protocol compares with, newest first: those of the same modality and body part. */
export function relevantPriors(protocol: HangingProtocol, detail: Pick<StudyDetail, "priors">): readonly StudyToHang[] {
  const { modality, bodyPart } = protocol.fits;
  const alike: HangingProtocol = { ...protocol, rank: 0, fits: { modality, bodyPart } };
  return detail.priors.filter((prior) => scoreOfStudy(alike, prior) !== undefined);
}

/** As `scoreOfStudy`, with 2 more where the earlier studies that it asks for are there. */
export function scoreOf(protocol: HangingProtocol, detail: Pick<StudyDetail, "study" | "series" | "priors">): number | undefined {
  const score = scoreOfStudy(protocol, detail);
  if (score === undefined) return undefined;
  const { priorsLeast = 0, priorsMost = Number.POSITIVE_INFINITY } = protocol.fits;
  const count = relevantPriors(protocol, detail).length;
  if (count < priorsLeast || count > priorsMost) return undefined;
  return score + (priorsLeast > 0 ? POINTS.priors : 0);
}

/**
 * Protocols that fit, best first. Of equal ones the reader's own come before those that are shipped, then the one that asks for more,
 * then the one whose id comes first.
 */
export function rankProtocols(
  own: readonly HangingProtocol[],
  shipped: readonly HangingProtocol[],
  detail: Pick<StudyDetail, "study" | "series" | "priors">,
): readonly HangingProtocol[] {
  const asks = ({ fits }: HangingProtocol) => Object.values(fits).filter((member) => member !== undefined).length;
  return [...own, ...shipped]
    .map((protocol, at) => ({ protocol, isOwn: at < own.length, score: scoreOf(protocol, detail) }))
    .filter((each): each is typeof each & { score: number } => each.score !== undefined)
    .sort(
      (a, b) =>
        b.score - a.score ||
        Number(b.isOwn) - Number(a.isOwn) ||
        asks(b.protocol) - asks(a.protocol) ||
        compareTexts(a.protocol.id, b.protocol.id),
    )
    .map(({ protocol }) => protocol);
}
