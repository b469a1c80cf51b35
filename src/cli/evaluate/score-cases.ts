import type { FindingGeometry } from "../../findings/index.ts";
import { centrePatient } from "../../findings/index.ts";
import {
  areaUnderRoc,
  atThreshold,
  type Box,
  type Estimate,
  type FoundBox,
  frocOf,
  meanAveragePrecision,
  type Proposal,
  type ScoredCase,
  type ScoredImage,
  type ScoredScan,
  scoreScan,
  shareOf,
} from "../../inference/index.ts";
import type { Truth } from "./truth.ts";

/** One number, as the benchmarks print theirs. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What a model proposed of a case, below its operating point too. */
export interface ProposedCase {
  readonly name: string;
  readonly proposals: readonly Proposal[];
  readonly columns: number;
  readonly rows: number;
}

/** The numbers of a set: lesions as FROC, boxes as mAP50, and of both the area under the ROC curve where there are cases of both kinds. */
export function scoreCases(cases: readonly ProposedCase[], truth: Truth, threshold: number): readonly Row[] {
  const rows: Row[] = [{ name: "cases", value: cases.length, unit: "1" }];
  rows.push(...(truth.kind === "lesions" ? lesionRows(cases, truth.cases, threshold) : boxRows(cases, truth.cases, threshold)));
  const scored: ScoredCase[] = cases.map(({ name, proposals }) => ({
    score: Math.max(0, ...proposals.map(scoreOf)),
    isPositive: (truth.cases.get(name)?.length ?? 0) > 0,
  }));
  const area = areaUnderRoc(scored);
  if (!Number.isNaN(area.value)) rows.push(...estimate("area under the ROC curve, by the best score of a case", area));
  return rows;
}

function scoreOf({ provenance }: Proposal): number {
  return provenance.by === "model" ? provenance.score : 0;
}

function lesionRows(
  cases: readonly ProposedCase[],
  truth: Extract<Truth, { kind: "lesions" }>["cases"],
  threshold: number,
): readonly Row[] {
  const scans: ScoredScan[] = cases.map(({ name, proposals }) =>
    scoreScan(
      truth.get(name) ?? [],
      proposals.flatMap((proposal) => {
        const centre = centrePatient(proposal.geometry);
        return centre === undefined ? [] : [{ centrePatient: [...centre] as [number, number, number], score: scoreOf(proposal) }];
      }),
    ),
  );
  const point = atThreshold(scans, threshold);
  const { levels, mean } = frocOf(scans);
  return [
    { name: "lesions", value: point.lesions, unit: "1" },
    ...estimate("sensitivity at the operating point", point.sensitivity),
    { name: "false positives per scan at the operating point", value: point.falsePositives, unit: "1" },
    ...levels.flatMap(({ perScan, sensitivity }) => estimate(`sensitivity at ${perScan} false positives per scan`, sensitivity)),
    ...estimate("mean of these sensitivities", mean),
  ];
}

function boxRows(
  cases: readonly ProposedCase[],
  truth: Extract<Truth, { kind: "boxes" }>["cases"],
  threshold: number,
): readonly Row[] {
  const hasLabels = [...truth.values()].some((boxes) => boxes.some(({ label }) => label !== ""));
  const images: ScoredImage[] = cases.map(({ name, proposals, columns, rows }) => ({
    truth: truth.get(name) ?? [],
    found: proposals.flatMap((proposal): FoundBox[] => {
      const box = boxOf(proposal.geometry, columns, rows);
      return box === undefined ? [] : [{ box, label: hasLabels ? proposal.code.meaning : "", score: scoreOf(proposal) }];
    }),
  }));
  const positive = images.filter((image) => image.truth.length > 0);
  const isFlagged = ({ found }: ScoredImage) => found.some(({ score }) => score >= threshold);
  const negative = images.filter((image) => image.truth.length === 0);
  return [
    { name: "boxes", value: images.reduce((sum, image) => sum + image.truth.length, 0), unit: "1" },
    ...estimate("mAP50", meanAveragePrecision(images)),
    ...estimate("sensitivity by case at the operating point", shareOf(positive.filter(isFlagged).length, positive.length)),
    ...estimate(
      "specificity by case at the operating point",
      shareOf(negative.filter((image) => !isFlagged(image)).length, negative.length),
    ),
  ];
}

/** What a shape covers as shares of its image; undefined for one that lies in the patient. */
function boxOf(geometry: FindingGeometry, columns: number, rows: number): Box | undefined {
  if (geometry.kind !== "image") return undefined;
  const xs = geometry.pointsPixel.map(([x]) => (x + 0.5) / columns);
  const ys = geometry.pointsPixel.map(([, y]) => (y + 0.5) / rows);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function estimate(name: string, { value, low, high }: Estimate): Row[] {
  return [
    { name, value, unit: "1" },
    { name: `${name}, 95 % from`, value: low, unit: "1" },
    { name: `${name}, 95 % to`, value: high, unit: "1" },
  ].filter((row) => !Number.isNaN(row.value));
}
