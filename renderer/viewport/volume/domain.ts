import type { PixelValues } from "../pixels/series-pixels.ts";

/** Values that the volume's texture spans: byte 0 is `low` and below, byte 255 is `high` and above. */
export interface Domain {
  readonly low: number;
  readonly high: number;
}

/** Place of a value in the domain, 0 to 1. */
export function normalise(value: number, { low, high }: Domain): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

/** Fills `out` with the bytes of every `step`th value. */
export type ByteConverter = (values: PixelValues, from: number, step: number, out: Uint8Array) => void;

/** Turns values into bytes of the domain: by a table of all 16-bit patterns, or one by one for floats. */
export function byteConverter(sample: PixelValues, domain: Domain): ByteConverter {
  const byteOf = (value: number) => Math.round(normalise(value, domain) * 255);
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
