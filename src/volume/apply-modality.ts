import type { ModalityTransform } from "./modality-transform.ts";
import type { StoredSamples } from "./stored-samples.ts";
import type { ValueArray, ValueType } from "./types.ts";
import { valueLimits } from "./value-type.ts";

/**
 * Writes stored grey samples through the Modality LUT into `out` (PS3.3 C.11.1): stored bits are cut out and signed, values that do
 * not fit the value type saturate. Returns how many did not fit.
 */
export function applyModality(
  samples: StoredSamples,
  transform: ModalityTransform,
  valueType: ValueType,
  out: ValueArray,
): number {
  const { cells } = samples;
  if (cells instanceof Float32Array || cells instanceof Float64Array) return applyToNumbers(cells, transform, valueType, out);
  const wide = cells instanceof Uint32Array || cells instanceof Int32Array;
  const { stored, shift, signed } = samples.bits;
  if (wide && stored === 32) return applyToNumbers(cells, transform, valueType, out);
  const left = 32 - shift - stored;
  const right = 32 - stored;
  if (transform.kind === "table") return applyTable(cells, { left, right, signed }, transform, valueType, out);
  const low = signed ? -(2 ** (stored - 1)) : 0;
  const high = signed ? 2 ** (stored - 1) - 1 : 2 ** stored - 1;
  const { slope, intercept } = transform;
  const ends = [low * slope + intercept, high * slope + intercept];
  const [least, most] = valueType === "float32" ? [-Infinity, Infinity] : valueLimits[valueType];
  const fits = Math.min(...ends) >= least && Math.max(...ends) <= most;
  const whole = valueType === "float32" || (Number.isInteger(slope) && Number.isInteger(intercept));
  if (!fits || !whole) return applySaturating(cells, { left, right, signed }, transform, [least, most], valueType, out);
  const count = out.length;
  if (signed) for (let at = 0; at < count; at += 1) out[at] = (((cells[at] as number) << left) >> right) * slope + intercept;
  else for (let at = 0; at < count; at += 1) out[at] = (((cells[at] as number) << left) >>> right) * slope + intercept;
  return 0;
}

interface Cut {
  readonly left: number;
  readonly right: number;
  readonly signed: boolean;
}

function applySaturating(
  cells: StoredSamples["cells"],
  { left, right, signed }: Cut,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
  [least, most]: readonly [number, number],
  valueType: ValueType,
  out: ValueArray,
): number {
  const rounds = valueType !== "float32";
  let clipped = 0;
  for (let at = 0; at < out.length; at += 1) {
    const raised = (cells[at] as number) << left;
    const value = (signed ? raised >> right : raised >>> right) * slope + intercept;
    if (value < least || value > most) clipped += 1;
    const held = Math.min(most, Math.max(least, value));
    out[at] = rounds ? Math.round(held) : held;
  }
  return clipped;
}

function applyTable(
  cells: StoredSamples["cells"],
  { left, right, signed }: Cut,
  { first, values }: Extract<ModalityTransform, { kind: "table" }>,
  valueType: ValueType,
  out: ValueArray,
): number {
  const [least, most] = valueType === "float32" ? [-Infinity, Infinity] : valueLimits[valueType];
  const last = values.length - 1;
  let clipped = 0;
  for (let at = 0; at < out.length; at += 1) {
    const raised = (cells[at] as number) << left;
    const entry = (signed ? raised >> right : raised >>> right) - first;
    const value = values[Math.min(last, Math.max(0, entry))] as number;
    if (value < least || value > most) clipped += 1;
    out[at] = Math.min(most, Math.max(least, value));
  }
  return clipped;
}

/** Floating point and 32-bit samples: no bits to cut. */
function applyToNumbers(
  cells: StoredSamples["cells"],
  transform: ModalityTransform,
  valueType: ValueType,
  out: ValueArray,
): number {
  const slope = transform.kind === "linear" ? transform.slope : 1;
  const intercept = transform.kind === "linear" ? transform.intercept : 0;
  const [least, most] = valueType === "float32" ? [-Infinity, Infinity] : valueLimits[valueType];
  let clipped = 0;
  for (let at = 0; at < out.length; at += 1) {
    const value = (cells[at] as number) * slope + intercept;
    if (value < least || value > most) clipped += 1;
    out[at] = valueType === "float32" ? value : Math.round(Math.min(most, Math.max(least, value)));
  }
  return clipped;
}
