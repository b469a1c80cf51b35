import type { Frame, SeriesDetail, ValueType } from "../../../src/contract/index.ts";

export function bytesPerValue(valueType: ValueType): number {
  return valueType === "uint8" ? 1 : valueType === "float32" ? 4 : 2;
}

export function frameBytes(frame: Frame): number {
  return frame.rows * frame.columns * frame.samplesPerPixel * bytesPerValue(frame.valueType);
}

/** Frames are the slices of the grid that are not missing, in order. */
export function slicesOf({ frames, geometry }: SeriesDetail): readonly number[] {
  const missing = new Set(geometry.missingSlices ?? []);
  let slice = -1;
  return frames.map(() => {
    do slice += 1;
    while (missing.has(slice));
    return slice;
  });
}

/** Whether frames can lie in one buffer: grey, of one size and type. */
export function isUniform(frames: readonly Frame[]): boolean {
  const first = frames[0];
  return (
    first !== undefined &&
    first.samplesPerPixel === 1 &&
    frames.every(
      ({ rows, columns, samplesPerPixel, valueType }) =>
        rows === first.rows &&
        columns === first.columns &&
        samplesPerPixel === first.samplesPerPixel &&
        valueType === first.valueType,
    )
  );
}
