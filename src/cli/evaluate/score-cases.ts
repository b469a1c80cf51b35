import { areaUnderRoc } from "../../inference/index.ts";
import type { Mark } from "./cases.ts";
import type { ScoredModel } from "./labels.ts";
import { estimated, median, plain, type Row } from "./rows.ts";
import { imageRows } from "./score-images.ts";
import { lesionRows } from "./score-lesions.ts";
import type { Truth } from "./truth.ts";

/** What a model says of a case, below its operating point too. */
export interface ProposedCase {
  readonly name: string;
  readonly marks: readonly Mark[];
  readonly seconds: number;
}

/** The numbers of a set: lesions as FROC, images by their boxes and as wholes; how long a case takes. */
export function scoreCases(cases: readonly ProposedCase[], truth: Truth, model: ScoredModel): readonly Row[] {
  return [
    ...(truth.kind === "lesions" ? scanRows(cases, truth, model) : imageRows(cases, truth, model)),
    ...plain("time per case, median", median(cases.map(({ seconds }) => seconds)), "s"),
  ];
}

/** Scans have the area under the ROC curve too, where some have a lesion and some have none. */
function scanRows(
  cases: readonly ProposedCase[],
  truth: Extract<Truth, { kind: "lesions" }>,
  model: ScoredModel,
): readonly Row[] {
  const scored = cases.map(({ name, marks }) => ({
    score: Math.max(0, ...marks.map(({ score }) => score)),
    isPositive: (truth.cases.get(name)?.length ?? 0) > 0,
  }));
  return [
    ...plain("cases", cases.length),
    ...lesionRows(cases, truth, model),
    ...estimated("area under the ROC curve, by the best score of a case", areaUnderRoc(scored)),
  ];
}
