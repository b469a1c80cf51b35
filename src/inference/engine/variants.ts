import type { ModelManifest } from "../contract/manifest.ts";
import type { Variant } from "../contract/network-variants.ts";
import { networksOf } from "../contract/pipeline.ts";
import type { Provider } from "./network.ts";
import type { Measurement } from "./providers.ts";

/** Which variant of a stage's network runs, and where. */
export interface VariantChoice {
  readonly file: string;
  readonly provider: Provider;
}

/** How much of the reference's score a variant may lose by its manifest where the reader did not say. */
export const DEFAULT_SCORE_LOSS = 0.005;

/** What is not faster by this much is not worth another answer: times of one machine differ by as much from one day to the next. */
const WORTHWHILE = 0.85;

/**
 * The fastest of what passed its self-test, for each stage. The reference on the CPU stays unless another is clearly faster; a variant
 * with a stated loss of score over the bound, or none stated, is never chosen, nor one that is meant for other providers.
 */
export function chooseVariants(
  manifest: ModelManifest,
  measurements: readonly Measurement[],
  maxScoreLoss: number = DEFAULT_SCORE_LOSS,
): Readonly<Record<string, VariantChoice>> {
  const choices: Record<string, VariantChoice> = {};
  for (const { id, network } of networksOf(manifest.pipeline)) {
    const [reference] = network.variants;
    const allowed = network.variants.filter((variant) => variant === reference || isWithin(variant, maxScoreLoss));
    const ran = measurements
      .filter((one) => one.outcome === "ok")
      .filter(({ stage }) => stage === id)
      .filter(({ file, provider }) => allowed.some((variant) => variant.file === file && isMeantFor(variant, provider)))
      .sort((a, b) => a.runMs - b.runMs);
    const safe = ran.find(({ file, provider }) => file === reference?.file && provider === "cpu");
    const [fastest] = ran;
    const best = safe && fastest && fastest.runMs > safe.runMs * WORTHWHILE ? safe : fastest;
    if (best) choices[id] = { file: best.file, provider: best.provider };
  }
  return choices;
}

function isWithin({ scoreLoss }: Variant, bound: number): boolean {
  return scoreLoss !== undefined && scoreLoss <= bound;
}

function isMeantFor({ providers }: Variant, provider: Provider): boolean {
  return providers === undefined || providers.includes(provider);
}
