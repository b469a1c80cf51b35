/** What turns a network's values into scores from 0 to 1. */
export type Activation = "none" | "sigmoid" | "softmax";

/**
 * Scores of a tensor whose classes lie `step` values apart: value (class c, place p) is at `from + c * step + p`, with `places` places.
 * The answer is classes x places. `none` copies; softmax runs over the classes of each place.
 */
export function activated(
  values: Float32Array,
  activation: Activation,
  { from = 0, classes, step, places }: { from?: number; classes: number; step: number; places: number },
): Float32Array {
  const out = new Float32Array(classes * places);
  for (let c = 0; c < classes; c++) out.set(values.subarray(from + c * step, from + c * step + places), c * places);
  if (activation === "sigmoid") for (let p = 0; p < out.length; p++) out[p] = sigmoid(out[p] as number);
  if (activation === "softmax") for (let p = 0; p < places; p++) softmaxAt(out, p, places);
  return out;
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Softmax in place over the values at `first`, `first + step`, ... to the end. */
function softmaxAt(values: Float32Array, first: number, step: number): void {
  let highest = -Infinity;
  for (let p = first; p < values.length; p += step) highest = Math.max(highest, values[p] as number);
  let sum = 0;
  for (let p = first; p < values.length; p += step) {
    const power = Math.exp((values[p] as number) - highest);
    values[p] = power;
    sum += power;
  }
  for (let p = first; p < values.length; p += step) values[p] = (values[p] as number) / sum;
}
