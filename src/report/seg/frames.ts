import { type Finding, type SegmentMask, unpackMask } from "../../findings/index.ts";
import { patientMmToIndex, type VolumeGrid } from "../../geometry/index.ts";
import { ReportError } from "../errors.ts";

/** A frame of a SEG: one segment on one slice of the grid; `isSet` is asked for the mask's voxels on it. */
export interface SegFrame {
  readonly segmentNumber: number;
  readonly slice: number;
  /** Set pixels of the frame, each as column + columns * row. */
  readonly pixels: readonly number[];
}

/** A SEG of more bits than this is refused: half a gigabyte of packed frames. */
const largestSegBits = 2 ** 32;

/** The frames that hold something, by segment (numbered from 1 in the order of the findings), then by slice. @throws ReportError mask-outside, FindingError invalid-mask */
export function segFrames(findings: readonly Finding[], grid: VolumeGrid): SegFrame[] {
  return findings.flatMap((finding, index) => framesOfOne(finding, index + 1, grid));
}

function framesOfOne(finding: Finding, segmentNumber: number, grid: VolumeGrid): SegFrame[] {
  const mask = finding.segment;
  if (mask === undefined) return [];
  const { minIndex, size } = mask;
  const isInside = axes.every((axis) => minIndex[axis] >= 0 && minIndex[axis] + size[axis] <= grid.dimensions[axis]);
  if (!isInside || !isAround(mask, finding, grid)) {
    throw new ReportError(
      "mask-outside",
      "The mask of a finding lies outside the volume it was made on: nothing was written. Take the finding out of the report or analyse the series again.",
      { findingId: finding.id },
    );
  }
  const voxels = unpackMask(mask);
  const frames: SegFrame[] = [];
  for (let k = 0; k < size[2]; k++) {
    const pixels: number[] = [];
    for (let j = 0; j < size[1]; j++) {
      const row = minIndex[0] + grid.dimensions[0] * (minIndex[1] + j);
      for (let i = 0; i < size[0]; i++) if (voxels[i + size[0] * (j + size[1] * k)] === 1) pixels.push(row + i);
    }
    if (pixels.length > 0) frames.push({ segmentNumber, slice: minIndex[2] + k, pixels });
  }
  return frames;
}

const axes = [0, 1, 2] as const;

/**
 * Whether a mask's box lies around its finding, to a voxel. A mask counts voxels of the grid it was made on: where slices came later, or
 * the series is read as other stacks, the same numbers are another place in the patient.
 */
function isAround({ minIndex, size }: SegmentMask, { geometry }: Finding, grid: VolumeGrid): boolean {
  if (geometry.kind !== "sphere") return true;
  const center = patientMmToIndex(grid, geometry.centerPatient);
  return axes.every((axis) => center[axis] >= minIndex[axis] - 1 && center[axis] <= minIndex[axis] + size[axis]);
}

/** Frames one after another as bits, least significant first, without gaps between frames (PS3.5 8.1.1). @throws ReportError too-large */
export function packFrames(frames: readonly SegFrame[], pixelsPerFrame: number): Uint8Array {
  const bits = frames.length * pixelsPerFrame;
  if (bits > largestSegBits) {
    throw new ReportError(
      "too-large",
      "The masks of this report are too many for one object. Take some findings out of the report.",
      {
        frames: frames.length,
      },
    );
  }
  const bytes = new Uint8Array(Math.ceil(bits / 16) * 2);
  frames.forEach(({ pixels }, index) => {
    for (const pixel of pixels) {
      const bit = index * pixelsPerFrame + pixel;
      const at = Math.floor(bit / 8);
      bytes[at] = (bytes[at] ?? 0) | (1 << (bit % 8));
    }
  });
  return bytes;
}

/** Whether two segments share a voxel: only then do they overlap (PS3.3 C.8.20.2.3.4). */
export function segmentsOverlap(frames: readonly SegFrame[]): boolean {
  const bySlice = new Map<number, SegFrame[]>();
  for (const frame of frames) bySlice.set(frame.slice, [...(bySlice.get(frame.slice) ?? []), frame]);
  return [...bySlice.values()].some((ofSlice) => {
    if (ofSlice.length < 2) return false;
    const distinct = new Set(ofSlice.flatMap(({ pixels }) => pixels));
    return distinct.size < ofSlice.reduce((sum, { pixels }) => sum + pixels.length, 0);
  });
}
