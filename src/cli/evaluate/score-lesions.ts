import { atThreshold, type FoundLesion, frocOf, scoreScan } from "../../inference/index.ts";
import { labelsMeant, reaches, type ScoredModel } from "./labels.ts";
import { estimated, plain, type Row } from "./rows.ts";
import type { ProposedCase } from "./score-cases.ts";
import type { LabelledLesion, Truth } from "./truth.ts";

interface Scan {
  readonly truth: readonly LabelledLesion[];
  readonly found: readonly (FoundLesion & { readonly label: string; readonly isProposed: boolean })[];
}

/** Lesions of scans as FROC: of each label against its own, where the truth names several, and of all together. */
export function lesionRows(
  cases: readonly ProposedCase[],
  truth: Extract<Truth, { kind: "lesions" }>,
  model: ScoredModel,
): readonly Row[] {
  const meant = labelsMeant(truth, model);
  const scans = cases.map(
    ({ name, marks }): Scan => ({
      truth: (truth.cases.get(name) ?? []).map((lesion) => ({ ...lesion, label: meant.get(lesion.label) ?? "" })),
      found: marks.flatMap(({ label, score, centrePatient }) =>
        centrePatient === undefined
          ? []
          : [{ centrePatient, score, label: meant.size === 0 ? "" : label, isProposed: reaches(model, { label, score }) }],
      ),
    }),
  );
  const labels = [...new Set(meant.values())];
  const apart = labels.length < 2 ? [] : labels.flatMap((label) => frocRows(scans, [label], ` (${label})`));
  return [...frocRows(scans, labels.length === 0 ? [""] : labels, ""), ...apart];
}

function frocRows(scans: readonly Scan[], labels: readonly string[], suffix: string): readonly Row[] {
  // What is of one label is never found by another.
  const scored = (isMeant: (found: Scan["found"][number]) => boolean) =>
    scans.map(({ truth, found }) => {
      const parts = labels.map((label) =>
        scoreScan(
          truth.filter((lesion) => lesion.label === label),
          found.filter((one) => one.label === label && isMeant(one)),
        ),
      );
      return {
        hits: parts.flatMap(({ hits }) => hits),
        falsePositives: parts.flatMap(({ falsePositives }) => falsePositives),
      };
    });
  const all = scored(() => true);
  const point = atThreshold(
    scored(({ isProposed }) => isProposed),
    Number.NEGATIVE_INFINITY,
  );
  const { levels, mean } = frocOf(all);
  return [
    ...plain(`lesions${suffix}`, point.lesions),
    ...estimated(`sensitivity at the operating point${suffix}`, point.sensitivity),
    ...plain(`false positives per scan at the operating point${suffix}`, point.falsePositives),
    ...levels.flatMap(({ perScan, sensitivity }) =>
      estimated(`sensitivity at ${perScan} false positives per scan${suffix}`, sensitivity),
    ),
    ...estimated(`mean of these sensitivities${suffix}`, mean),
  ];
}
