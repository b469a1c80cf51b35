import { ConversionError } from "./errors.ts";
import type { FrameCut } from "./nifti-geometry.ts";
import type { NiftiHeader } from "./nifti-header.ts";

/** Reads the voxel at an index as it is stored. */
type ReadVoxel = (index: number) => number;

/** Voxels brought to unsigned 16 bits, frame after frame: value = slope x stored + intercept, at most `largestError` off. */
export interface StoredVolume {
  readonly bytes: Uint8Array;
  readonly slope: number;
  readonly intercept: number;
  readonly largestError: number;
  /** Values that are no number (NaN, infinite): stored as the least value there is. */
  readonly notNumbers: number;
  /** Between which nearly all values lie (2nd and 98th of a hundred): the first window. */
  readonly low: number;
  readonly high: number;
}

/** Bytes a voxel, by datatype code (nifti1.h DT_*). */
const bytesOfType: Readonly<Record<number, number>> = {
  2: 1,
  4: 2,
  8: 4,
  16: 4,
  64: 8,
  256: 1,
  512: 2,
  768: 4,
  1024: 8,
  1280: 8,
};
const maxVoxels = 2 ** 29;

/** How many bytes of voxels follow the header. @throws ConversionError nifti-values, too-large */
export function niftiDataBytes({ size, volumes, datatype }: NiftiHeader): number {
  const bytesPerVoxel = bytesOfType[datatype];
  if (bytesPerVoxel === undefined) throw new ConversionError("nifti-values", { datatype });
  const voxels = size[0] * size[1] * size[2] * volumes;
  if (voxels > maxVoxels) throw new ConversionError("too-large", { voxels, maxVoxels });
  return voxels * bytesPerVoxel;
}

/**
 * Brings the voxels to 16 bits. Integers whose range fits are kept exactly, whatever their type; others (floats, wide integers) are
 * rounded to 65,536 equal steps between the least and the greatest, with an error of half a step at most.
 * @throws ConversionError damaged where voxels are missing
 */
export function storeVoxels(header: NiftiHeader, bytes: Uint8Array, cut: FrameCut): StoredVolume {
  const { size, volumes, dataStart, slope, intercept } = header;
  if (bytes.length < dataStart + niftiDataBytes(header)) throw new ConversionError("damaged");
  const read = voxelReader(header, new DataView(bytes.buffer, bytes.byteOffset + dataStart));
  const count = size[0] * size[1] * size[2] * volumes;
  const { least, most, isWhole, notNumbers } = rangeOf(read, count);
  const isExact = isWhole && most - least <= 65535;
  const step = isExact ? 1 : (most - least) / 65535;
  const out = new Uint8Array(count * 2);
  const view = new DataView(out.buffer);
  let at = 0;
  forEachVoxel(size, volumes, cut, (index) => {
    const value = read(index);
    const stored = Number.isFinite(value) ? Math.round((value - least) / (step || 1)) : 0;
    view.setUint16(at, stored, true);
    at += 2;
  });
  const wide = Math.abs(slope);
  return {
    bytes: out,
    slope: slope * (step || 1),
    intercept: intercept + slope * least,
    largestError: isExact ? 0 : (step / 2) * wide,
    notNumbers,
    ...usualRange(read, count, (value) => intercept + slope * value),
  };
}

function rangeOf(read: ReadVoxel, count: number) {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  let notNumbers = 0;
  for (let index = 0; index < count; index += 1) {
    const value = read(index);
    if (!Number.isFinite(value)) {
      notNumbers += 1;
      continue;
    }
    if (value < least) least = value;
    if (value > most) most = value;
    if (isWhole && !Number.isInteger(value)) isWhole = false;
  }
  return least > most ? { least: 0, most: 0, isWhole: true, notNumbers } : { least, most, isWhole, notNumbers };
}

/** The 2nd and 98th percentile of every so-many-th voxel, in units. */
function usualRange(read: ReadVoxel, count: number, toUnits: (stored: number) => number): { low: number; high: number } {
  const step = Math.max(1, Math.floor(count / 50_000));
  const sample: number[] = [];
  for (let index = 0; index < count; index += step) {
    const value = read(index);
    if (Number.isFinite(value)) sample.push(toUnits(value));
  }
  sample.sort((a, b) => a - b);
  const at = (share: number) => sample[Math.floor(share * (sample.length - 1))] ?? 0;
  return { low: at(0.02), high: at(0.98) };
}

/** Visits the voxels in the order of frames, rows, columns. */
function forEachVoxel(size: NiftiHeader["size"], volumes: number, cut: FrameCut, visit: (index: number) => void): void {
  const strides = [1, size[0]] as const;
  const columns = size[cut.rowAxis];
  const rows = size[cut.columnAxis];
  const alongRow = strides[cut.rowAxis] * (cut.isRowReversed ? -1 : 1);
  const downColumn = strides[cut.columnAxis] * (cut.isColumnReversed ? -1 : 1);
  const corner =
    (cut.isRowReversed ? (columns - 1) * strides[cut.rowAxis] : 0) +
    (cut.isColumnReversed ? (rows - 1) * strides[cut.columnAxis] : 0);
  for (let frame = 0; frame < size[2] * volumes; frame += 1) {
    const start = frame * size[0] * size[1] + corner;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) visit(start + row * downColumn + column * alongRow);
    }
  }
}

function voxelReader({ datatype, isLittleEndian: little }: NiftiHeader, view: DataView): ReadVoxel {
  const readers: Readonly<Record<number, ReadVoxel>> = {
    2: (index) => view.getUint8(index),
    4: (index) => view.getInt16(2 * index, little),
    8: (index) => view.getInt32(4 * index, little),
    16: (index) => view.getFloat32(4 * index, little),
    64: (index) => view.getFloat64(8 * index, little),
    256: (index) => view.getInt8(index),
    512: (index) => view.getUint16(2 * index, little),
    768: (index) => view.getUint32(4 * index, little),
    1024: (index) => Number(view.getBigInt64(8 * index, little)),
    1280: (index) => Number(view.getBigUint64(8 * index, little)),
  };
  const read = readers[datatype];
  if (read === undefined) throw new ConversionError("nifti-values", { datatype });
  return read;
}
