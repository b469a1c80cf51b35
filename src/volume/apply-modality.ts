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
  const { stored, shift, signed } = samples.bits;
  const whole32 = stored === 32 && (cells instanceof Uint32Array || cells instanceof Int32Array);
  if (whole32 || cells instanceof Float32Array || cells instanceof Float64Array)
    return applyToNumbers(cells, transform, valueType, out);
  const cut: Cut = { left: 32 - shift - stored, right: 32 - stored, signed };
  if (transform.kind === "table") return applyTable(cells, cut, transform, valueType, out);
  const limits = limitsOf(valueType);
  if (!fits(stored, signed, transform, limits, valueType)) return applySaturating(cells, cut, transform, limits, valueType, out);
  const { left, right } = cut;
  const { slope, intercept } = transform;
  if (
    slope === 1 &&
    cells.BYTES_PER_ELEMENT === 2 &&
    out.BYTES_PER_ELEMENT === 2 &&
    addInPairs(cells, samples.bits, intercept, out)
  )
    return 0;
  const count = out.length;
  if (signed) for (let at = 0; at < count; at += 1) out[at] = (((cells[at] as number) << left) >> right) * slope + intercept;
  else for (let at = 0; at < count; at += 1) out[at] = (((cells[at] as number) << left) >>> right) * slope + intercept;
  return 0;
}

function limitsOf(valueType: ValueType): readonly [number, number] {
  return valueType === "float32" ? [-Infinity, Infinity] : valueLimits[valueType];
}

/** Whether every stored value becomes one that the value type holds exactly. */
function fits(
  stored: number,
  signed: boolean,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
  [least, most]: readonly [number, number],
  valueType: ValueType,
): boolean {
  const low = signed ? -(2 ** (stored - 1)) : 0;
  const high = signed ? 2 ** (stored - 1) - 1 : 2 ** stored - 1;
  const ends = [low * slope + intercept, high * slope + intercept];
  const whole = valueType === "float32" || (Number.isInteger(slope) && Number.isInteger(intercept));
  return whole && Math.min(...ends) >= least && Math.max(...ends) <= most;
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
  if (rounds && Number.isInteger(slope) && Number.isInteger(intercept))
    return addSaturating(cells, { left, right, signed }, { slope, intercept }, [least, most], out);
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

/** Whole numbers that may leave the value type: CT of 16 stored bits is this. */
function addSaturating(
  cells: StoredSamples["cells"],
  { left, right, signed }: Cut,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
  [least, most]: readonly [number, number],
  out: ValueArray,
): number {
  let clipped = 0;
  for (let at = 0; at < out.length; at += 1) {
    const raised = (cells[at] as number) << left;
    let value = (signed ? raised >> right : raised >>> right) * slope + intercept;
    if (value < least || value > most) {
      clipped += 1;
      value = value < least ? least : most;
    }
    out[at] = value;
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
  const [least, most] = limitsOf(valueType);
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
  const [least, most] = limitsOf(valueType);
  let clipped = 0;
  for (let at = 0; at < out.length; at += 1) {
    const value = (cells[at] as number) * slope + intercept;
    if (value < least || value > most) clipped += 1;
    out[at] = valueType === "float32" ? value : Math.round(Math.min(most, Math.max(least, value)));
  }
  return clipped;
}

/**
 * Cuts the stored bits out of 16-bit cells, signs them and adds a whole number, two values at a time in 32-bit words: most of CT is this.
 * Every result must fit 16 bits. False, with nothing done, where the cells do not lie on whole words.
 */
function addInPairs(cells: StoredSamples["cells"], bits: StoredSamples["bits"], add: number, out: ValueArray): boolean {
  const count = out.length;
  if (cells.byteOffset % 4 !== 0 || out.byteOffset % 4 !== 0 || cells.length < count) return false;
  const words = new Int32Array(cells.buffer, cells.byteOffset, count >> 1);
  const into = new Int32Array(out.buffer, out.byteOffset, count >> 1);
  const pair = (value: number) => (value & 0xffff) | (value << 16);
  const mask = pair(0xffff >>> (16 - bits.stored));
  // A sign bit s: (v ^ s) - s extends it.
  const sign = bits.signed ? 1 << (bits.stored - 1) : 0;
  const flip = pair(sign);
  const sum = pair(add - sign);
  const low = sum & 0x7fff7fff;
  const shift = bits.shift;
  for (let at = 0; at < words.length; at += 1) {
    const value = (((words[at] as number) >>> shift) & mask) ^ flip;
    into[at] = ((value & 0x7fff7fff) + low) ^ ((value ^ sum) & 0x80008000);
  }
  if (count % 2 === 1) {
    const value = (((cells[count - 1] as number) >>> shift) & (mask & 0xffff)) ^ sign;
    out[count - 1] = value - sign + add;
  }
  return true;
}
