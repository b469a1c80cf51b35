import { toErrorRecord } from "../../base/index.ts";
import { averageDown, averagedSize, type DecodedFrame, type FrameReader, type ValueType } from "../../volume/index.ts";
import type { Tasks } from "./types.ts";

type Input = Tasks["decode-frames"]["input"];
type Output = Tasks["decode-frames"]["output"];

const bytesPerValue: Readonly<Record<ValueType, number>> = { uint8: 1, int16: 2, uint16: 2, float32: 4 };
const aligned = (length: number) => Math.ceil(length / 8) * 8;

/** Decodes frames one after the other into one buffer, which is handed over whole; one that fails does not hold up the others. */
export async function decodeFrames({ frames }: Input, reader: FrameReader, signal: AbortSignal): Promise<Output> {
  const lengths = frames.map((frame) => keptCount(frame) * bytesPerValue[frame.valueType]);
  const values = new Uint8Array(lengths.reduce((sum, length) => sum + aligned(length), 0));
  const outcomes: Output["frames"][number][] = [];
  let offset = 0;
  for (const [index, frame] of frames.entries()) {
    const { path, frameNumber, valueType, paddingRange } = frame;
    signal.throwIfAborted();
    const byteLength = lengths[index] as number;
    try {
      const into = viewOf(values.buffer, offset, keptCount(frame), valueType);
      const decoded = await reader.decode(path, frameNumber, valueType, signal, frame.reduce === undefined ? into : undefined);
      if (frame.reduce !== undefined) averageDown(decoded.values, cellsOf(frame, frame.reduce), into);
      const { missingValues = 0, clippedValues = 0 } = decoded;
      outcomes.push({ offset, byteLength, missingValues, clippedValues, range: extentOf(into, paddingRange) });
    } catch (error) {
      signal.throwIfAborted();
      outcomes.push({ error: toErrorRecord(error) });
    }
    offset += aligned(byteLength);
  }
  return { values, frames: outcomes };
}

type Asked = Input["frames"][number];

/** Values that are given of a frame: fewer than it has where it is averaged. */
export function keptCount(frame: Pick<Asked, "valueCount" | "reduce">): number {
  if (frame.reduce === undefined) return frame.valueCount;
  const [columns, rows] = averagedSize(cellsOf(frame, frame.reduce));
  return columns * rows;
}

function cellsOf(
  { valueCount, paddingRange }: Omit<Asked, "path" | "frameNumber" | "valueType">,
  { columns, factors }: NonNullable<Asked["reduce"]>,
) {
  return { columns, rows: valueCount / columns, factors, paddingRange };
}

function viewOf(buffer: ArrayBuffer, offset: number, count: number, valueType: ValueType): DecodedFrame["values"] {
  switch (valueType) {
    case "uint8":
      return new Uint8Array(buffer, offset, count);
    case "int16":
      return new Int16Array(buffer, offset, count);
    case "uint16":
      return new Uint16Array(buffer, offset, count);
    case "float32":
      return new Float32Array(buffer, offset, count);
  }
}

/** Lowest and highest value, padding left out; undefined where nothing is left. What a viewer would otherwise look for, value by value. */
function extentOf(values: DecodedFrame["values"], padding: readonly [number, number] | undefined) {
  const [paddingLow, paddingHigh] = padding ?? [1, 0];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value >= low && value <= high) continue;
    if (value >= paddingLow && value <= paddingHigh) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : undefined;
}
