import type { AskedFrame, FrameOfBatch } from "../../api/frame-batch.ts";
import type { SeriesPixels } from "./series-pixels.ts";

/** What is asked of the host for a frame of a series: itself, or, where voxels are averaged, those that it is made of. */
export function askedFor({ detail, reduction }: SeriesPixels, index: number): readonly AskedFrame[] {
  const frames = reduction === undefined ? detail.frames.slice(index, index + 1) : (reduction.parts[index] ?? []);
  return frames.map(({ sopInstanceUid, frameNumber, valueType, version }) => ({
    sopInstanceUid,
    frameNumber,
    valueType,
    version,
  }));
}

/** Frames of the host that a frame of a series is made of. */
export function partsOf({ reduction }: SeriesPixels): number {
  return reduction?.factors[2] ?? 1;
}

/** A frame of what was answered for it: the mean of its parts, each averaged in its plane already; as the first error where one failed. */
export function joined(
  { detail, reduction }: SeriesPixels,
  index: number,
  parts: readonly FrameOfBatch[],
): FrameOfBatch | undefined {
  const failed = parts.find((part) => "error" in part);
  const [first] = parts;
  const frame = detail.frames[index];
  if (failed !== undefined || first === undefined || reduction === undefined || frame === undefined) return failed ?? first;
  const there = parts.filter((part) => "bytes" in part);
  const missingValues = there.reduce((sum, part) => sum + part.missingValues, 0);
  if (there.length === 1) return { ...first, missingValues };
  const bytes = meanOf(
    there.map((part) => part.bytes),
    frame.valueType,
    frame.paddingRange,
  );
  return { bytes, missingValues, range: undefined };
}

/** Value by value, padding left out where there is anything else. @throws RangeError when they are not of one length */
function meanOf(
  parts: readonly Uint8Array<ArrayBuffer>[],
  valueType: AskedFrame["valueType"],
  padding: readonly [number, number] | undefined,
): Uint8Array<ArrayBuffer> {
  const values = parts.map((bytes) => valuesOf(bytes, valueType));
  const [first] = values;
  if (first === undefined || values.some(({ length }) => length !== first.length))
    throw new RangeError("Frames that are averaged are not of one length.");
  const [paddingLow, paddingHigh] = padding ?? [1, 0];
  const out = first.slice();
  const isWhole = !(out instanceof Float32Array);
  for (let at = 0; at < out.length; at++) {
    let sum = 0;
    let count = 0;
    for (const part of values) {
      const value = part[at] as number;
      if (value >= paddingLow && value <= paddingHigh) continue;
      sum += value;
      count += 1;
    }
    if (count > 0) out[at] = isWhole ? Math.round(sum / count) : sum / count;
  }
  return new Uint8Array(out.buffer);
}

function valuesOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>, valueType: AskedFrame["valueType"]) {
  switch (valueType) {
    case "uint8":
      return new Uint8Array(buffer, byteOffset, byteLength);
    case "float32":
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case "uint16":
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    default:
      return new Int16Array(buffer, byteOffset, byteLength / 2);
  }
}
