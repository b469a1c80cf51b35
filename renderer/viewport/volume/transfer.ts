import { type Domain, placeOfByte, valueAtPlace } from "./domain.ts";
import type { Corner, Preset } from "./presets.ts";

/** One entry a byte. */
export const TABLE_SIZE = 256;

/** Red, green, blue and extinction per millimetre of every byte of the domain: what the rays look up. Byte 0 is nothing. */
export function transferTable({ corners, opacity }: Preset, domain: Domain): Float32Array {
  const table = new Float32Array(TABLE_SIZE * 4);
  for (let byte = 1; byte < TABLE_SIZE; byte++) {
    const [, red, green, blue, opacityPerMm] = cornerAt(corners, valueAtPlace(placeOfByte(byte), domain));
    table.set([red, green, blue, Math.log(1 / (1 - Math.min(opacityPerMm, 0.999))) * opacity], byte * 4);
  }
  return table;
}

function cornerAt(corners: readonly Corner[], value: number): Corner {
  const after = corners.findIndex(([at]) => at >= value);
  const [next, previous] = [corners[after], corners[after - 1]];
  if (next === undefined) return corners.at(-1) as Corner;
  if (previous === undefined) return next[0] === value ? next : [value, next[1], next[2], next[3], 0];
  const part = (value - previous[0]) / (next[0] - previous[0] || 1);
  return previous.map((from, index) => from + ((next[index] as number) - from) * part) as unknown as Corner;
}

/**
 * What a step of a ray looks up that goes from one value to another: the mean of the table over all values between, colour weighted by
 * extinction (pre-integrated classification, without the step's own shadow). Row: value at the end, column: at the start.
 */
export function stepTable(table: Float32Array): Float32Array {
  const size = TABLE_SIZE;
  const sums = new Float64Array((size + 1) * 4);
  for (let at = 0; at < size; at++) {
    const extinction = table[at * 4 + 3] as number;
    for (let part = 0; part < 4; part++) {
      const weight = part === 3 ? 1 : (table[at * 4 + part] as number);
      sums[(at + 1) * 4 + part] = (sums[at * 4 + part] as number) + extinction * weight;
    }
  }
  const out = new Float32Array(size * size * 4);
  for (let end = 0; end < size; end++) {
    for (let start = 0; start < size; start++) {
      const [low, high] = [Math.min(start, end), Math.max(start, end) + 1];
      const between = (part: number) => (sums[high * 4 + part] as number) - (sums[low * 4 + part] as number);
      const whole = between(3);
      const to = (end * size + start) * 4;
      for (let part = 0; part < 3; part++) out[to + part] = whole > 0 ? between(part) / whole : (table[end * 4 + part] as number);
      out[to + 3] = whole / (high - low);
    }
  }
  return out;
}

/** The last of the table's four: extinction per millimetre of every byte. */
export function extinctionOf(table: Float32Array): Float32Array {
  return Float32Array.from({ length: TABLE_SIZE }, (_, at) => table[at * 4 + 3] as number);
}
