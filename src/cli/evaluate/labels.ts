import type { ModelManifest } from "../../inference/index.ts";
import { CliError } from "../errors.ts";
import type { Truth } from "./truth.ts";

/** What of a model its scores depend on. */
export interface ScoredModel {
  readonly findings: ModelManifest["findings"];
  /** Of the operating point, label by label; a label that it does not name is never proposed. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** Whether a score is proposed at the operating point: each label has a threshold of its own. */
export function reaches(
  { thresholds }: ScoredModel,
  { label, score }: { readonly label: string; readonly score: number },
): boolean {
  return Object.hasOwn(thresholds, label) && score >= (thresholds[label] ?? Number.POSITIVE_INFINITY);
}

/**
 * The model's label that each label of the truth means: the same word, or its code's meaning, or its title. Empty where the truth names
 * none: then everything that the model says is held against all that is there.
 *
 * @throws CliError failed for a label that the model does not know
 */
export function labelsMeant(truth: Truth, { findings }: ScoredModel): ReadonlyMap<string, string> {
  const lists = truth.kind === "lesions" ? [...truth.cases.values()] : [...truth.cases.values()].map(({ boxes }) => boxes);
  const said = new Set(lists.flatMap((list) => list.map(({ label }) => label)));
  if (said.size === 0 || (said.size === 1 && said.has(""))) return new Map();
  return new Map(
    [...said].map((name) => {
      const own = Object.keys(findings).find((label) => namesOf(label, findings).includes(name.trim().toLowerCase()));
      if (own !== undefined) return [name, own];
      const known = Object.keys(findings).join(", ");
      throw new CliError("failed", `The file of truth cannot be used: the model has no label "${name}", it has: ${known}.`);
    }),
  );
}

function namesOf(label: string, findings: ScoredModel["findings"]): readonly string[] {
  const { code, title } = findings[label] ?? {};
  return [label, code?.meaning, title?.en, title?.["zh-CN"]].flatMap((name) => name?.toLowerCase() ?? []);
}
