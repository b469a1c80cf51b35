import type { ModalityTransform } from "./modality-transform.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { ValueArray, ValueType } from "./types.ts";

/** What values a frame can hold after the Modality LUT, told from its headers. */
export interface ValueRange {
  readonly least: number;
  readonly most: number;
  readonly integers: boolean;
}

/** Limits of each integer value type. */
export const valueLimits: Readonly<Record<Exclude<ValueType, "float32">, readonly [number, number]>> = {
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
};

/** The values a frame can hold: every stored value its bits allow, through the transform. */
export function valueRange(description: PixelDescription, transform: ModalityTransform): ValueRange {
  if (description.element !== "PixelData") return { least: -Infinity, most: Infinity, integers: false };
  if (transform.kind === "table") return { least: transform.least, most: transform.most, integers: true };
  const { bitsStored, signed } = description;
  const low = signed ? -(2 ** (bitsStored - 1)) : 0;
  const high = signed ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1;
  const ends = [low * transform.slope + transform.intercept, high * transform.slope + transform.intercept];
  return {
    least: Math.min(...ends),
    most: Math.max(...ends),
    integers: Number.isInteger(transform.slope) && Number.isInteger(transform.intercept),
  };
}

/**
 * The one value type of a series: the smallest that holds every value its headers allow; float32 where values are not integers.
 *
 * CT in Hounsfield units is int16 even where 16 stored bits and an intercept could leave it: nothing in a patient measures beyond
 * -32768..32767 HU, and padding written as the most negative value stays the most negative value. Decoding saturates.
 */
export function chooseValueType(ranges: readonly ValueRange[], modality: string): ValueType {
  const least = ranges.reduce((a, range) => Math.min(a, range.least), Infinity);
  const most = ranges.reduce((a, range) => Math.max(a, range.most), -Infinity);
  if (!ranges.every((range) => range.integers)) return "float32";
  if (least >= 0 && most <= 255) return "uint8";
  if (least >= -32_768 && most <= 32_767) return "int16";
  if (modality === "CT") return "int16";
  return least >= 0 && most <= 65_535 ? "uint16" : "float32";
}

/** Bytes of one value. */
const valueBytes: Readonly<Record<ValueType, number>> = { uint8: 1, int16: 2, uint16: 2, float32: 4 };

/** A buffer of a value type; in memory that threads share where that is asked for. */
export function createValues(valueType: ValueType, length: number, isShared = false): ValueArray {
  const bytes = length * valueBytes[valueType];
  const buffer = isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  switch (valueType) {
    case "uint8":
      return new Uint8Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "uint16":
      return new Uint16Array(buffer);
    case "float32":
      return new Float32Array(buffer);
  }
}
