import type { PixelValues } from "../pixels/series-pixels.ts";

/**
 * How values lie on the bytes of the volume's texture: points of a rising broken line from a value to its place, 0 to 1. Beyond the ends
 * values are as the nearest end. Byte 0 is nothing at all: padding, what has not come, what was taken away.
 */
export type Domain = readonly (readonly [value: number, place: number])[];

/** Values told apart evenly between two. */
export function evenDomain(low: number, high: number): Domain {
  return [
    [low, 0],
    [high > low ? high : low + 1, 1],
  ];
}

/** Place of a value in the domain, 0 to 1. */
export function placeOf(value: number, domain: Domain): number {
  return along(value, domain, 0, 1);
}

/** Value at a place of the domain. */
export function valueAtPlace(place: number, domain: Domain): number {
  return along(place, domain, 1, 0);
}

function along(at: number, domain: Domain, from: 0 | 1, to: 0 | 1): number {
  const next = domain.findIndex((knot) => knot[from] >= at);
  const [before, after] = [domain[next - 1], domain[next]];
  if (after === undefined) return domain.at(-1)?.[to] ?? 0;
  if (before === undefined) return after[to];
  return before[to] + ((at - before[from]) / (after[from] - before[from])) * (after[to] - before[to]);
}

/** Byte of a place: 1 to 255. */
export function byteOfPlace(place: number): number {
  return 1 + Math.round(place * 254);
}

export function placeOfByte(byte: number): number {
  return Math.max(0, byte - 1) / 254;
}

/** Fills `out` with the bytes of every `step`th value. */
export type ByteConverter = (values: PixelValues, from: number, step: number, out: Uint8Array) => void;

/** Turns values into bytes of the domain: by a table of all 16-bit patterns, or one by one for floats. */
export function byteConverter(
  sample: PixelValues,
  domain: Domain,
  [paddingLow, paddingHigh]: readonly [number, number] = [1, 0],
): ByteConverter {
  const byteOf = (value: number) => (value >= paddingLow && value <= paddingHigh ? 0 : byteOfPlace(placeOf(value, domain)));
  if (sample instanceof Float32Array) {
    return (values, from, step, out) => {
      for (let at = 0, source = from; at < out.length; at++, source += step) out[at] = byteOf(values[source] as number);
    };
  }
  const isSigned = sample instanceof Int16Array;
  const table = new Uint8Array(65536);
  for (let at = 0; at < 65536; at++) table[at] = byteOf(isSigned && at > 32767 ? at - 65536 : at);
  return (values, from, step, out) => {
    for (let at = 0, source = from; at < out.length; at++, source += step) {
      out[at] = table[(values[source] as number) & 0xffff] as number;
    }
  };
}
