import type { ClassificationDecoder, RegressionDecoder } from "../contract/decoder.ts";
import { activated } from "./activation.ts";
import type { FoundValue } from "./found.ts";
import { itemValues, type Outputs, otherShape } from "./tensor-view.ts";

/** Score of each label that has a name, 0 to 1, for one item of a batch: tensor batch x classes. */
export function decodeClassification(
  decoder: ClassificationDecoder,
  outputs: Outputs,
  item: number,
): ReadonlyMap<string, number> {
  const { tensor, activation, labels } = decoder;
  const { data, shape } = itemValues(outputs, tensor, item);
  if (data.length !== labels.length) throw otherShape(tensor, shape);
  const scores = activated(data, activation, { classes: labels.length, step: 1, places: 1 });
  const named = labels.flatMap((label, n) => (label === null ? [] : [[label, held(scores[n] as number)] as const]));
  return new Map(named);
}

/** The number of one item of a batch: value x scale + offset. */
export function decodeRegression(decoder: RegressionDecoder, outputs: Outputs, item: number): FoundValue {
  const { tensor, index, label, scale, offset, unit } = decoder;
  const { data, shape } = itemValues(outputs, tensor, item);
  const raw = data[index];
  if (raw === undefined || !Number.isFinite(raw)) throw otherShape(tensor, shape);
  return { label, value: raw * scale + offset, unit };
}

/** Many values as one. */
export function overAll(values: readonly number[], over: "max" | "mean" | undefined): number {
  if (values.length === 0) return 0;
  return over === "mean" ? values.reduce((sum, value) => sum + value, 0) / values.length : Math.max(...values);
}

/** A score from 0 to 1; what is no number is 0. */
function held(score: number): number {
  return score > 0 ? Math.min(1, score) : 0;
}
