import { FindingError } from "./errors.ts";
import type { SegmentMask } from "./geometry.ts";
import { VoxelBounds } from "./voxel-bounds.ts";

/** A box of more voxels than this is refused: 512 x 512 x 512. */
const largestBox = 2 ** 27;

/**
 * Packs a mask given as one byte a voxel of a box (i fastest, then j, then k; not 0 is set) into bits.
 *
 * @throws FindingError invalid-mask
 */
export function packMask(minIndex: SegmentMask["minIndex"], size: SegmentMask["size"], voxels: ArrayLike<number>): SegmentMask {
  const count = size[0] * size[1] * size[2];
  if (count > largestBox || voxels.length !== count) throw invalid(`${voxels.length} voxels were given for a box of ${count}`);
  const bytes = new Uint8Array(Math.ceil(count / 8));
  for (let index = 0; index < count; index++) {
    if (voxels[index] !== 0) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return { minIndex, size, bitsBase64: toBase64(bytes) };
}

/** Packs the box that the set voxels of a whole volume fill; undefined where none is set. @throws FindingError invalid-mask */
export function packTightMask(dimensions: readonly [number, number, number], voxels: ArrayLike<number>): SegmentMask | undefined {
  const [columns, rows] = dimensions;
  const bounds = boundsOf(dimensions, voxels);
  const { low } = bounds;
  const size = bounds.size();
  if (size === undefined) return undefined;
  const box = new Uint8Array(size[0] * size[1] * size[2]);
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      const from = low[0] + columns * (low[1] + j + rows * (low[2] + k));
      for (let i = 0; i < size[0]; i++) box[i + size[0] * (j + size[1] * k)] = voxels[from + i] === 0 ? 0 : 1;
    }
  }
  return packMask(low, size, box);
}

function boundsOf([columns, rows, slices]: readonly [number, number, number], voxels: ArrayLike<number>): VoxelBounds {
  const bounds = new VoxelBounds();
  for (let k = 0, at = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) if (voxels[at] !== 0) bounds.include(i, j, k);
    }
  }
  return bounds;
}

/** One byte a voxel of the mask's box (0 or 1; i fastest, then j, then k). @throws FindingError invalid-mask */
export function unpackMask(mask: SegmentMask): Uint8Array {
  const count = boxVoxelCount(mask);
  const bytes = fromBase64(mask.bitsBase64);
  if (bytes.length !== Math.ceil(count / 8)) throw invalid(`${bytes.length} bytes were given for ${count} bits`);
  const voxels = new Uint8Array(count);
  for (let index = 0; index < count; index++) voxels[index] = ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1;
  return voxels;
}

/** How many voxels of a mask are set; also the check that its bits fit its box. @throws FindingError invalid-mask */
export function maskVoxelCount(mask: SegmentMask): number {
  return unpackMask(mask).reduce((sum, voxel) => sum + voxel, 0);
}

/** Volume of a mask in cubic millimetres on a grid of this spacing. @throws FindingError invalid-mask */
export function maskVolumeMm3(mask: SegmentMask, spacingMm: readonly [number, number, number]): number {
  return maskVoxelCount(mask) * spacingMm[0] * spacingMm[1] * spacingMm[2];
}

function boxVoxelCount(mask: SegmentMask): number {
  const count = mask.size[0] * mask.size[1] * mask.size[2];
  if (!(count >= 1 && count <= largestBox)) throw invalid(`the box has ${count} voxels`);
  return count;
}

function invalid(reason: string): FindingError {
  return new FindingError(
    "invalid-mask",
    `The mask of a finding cannot be used: ${reason}. The rest of the finding can be read.`,
  );
}

function toBase64(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let start = 0; start < bytes.length; start += 0x8000) {
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return btoa(chunks.join(""));
}

function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw invalid("its bits are not base64");
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
