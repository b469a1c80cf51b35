import type { VolumeGrid } from "../geometry/index.ts";
import type { Bone, Solid } from "./solid.ts";

/** Paints bones into one slice of HU after another. */
export interface BonePainter {
  paint(slice: Float32Array, z: number, sliceIndex: number): void;
}

/** Columns and rows, first and last. */
type Box = readonly [number, number, number, number];

interface PlacedBone {
  readonly bone: Bone;
  readonly low: number;
  readonly high: number;
}

/** `texture` gives the marrow's fine structure at (column, row, slice), deviation 1. */
export function createBonePainter(
  bones: readonly Bone[],
  grid: VolumeGrid,
  thicknessMm: number,
  texture: (column: number, row: number, slice: number) => number,
): BonePainter {
  const [columns, rows] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const [originX, originY] = grid.originPatient;
  const distance = new Float32Array(columns * rows);
  const cover = new Float32Array(columns * rows);
  const density = new Float32Array(columns * rows);
  const placed: readonly PlacedBone[] = bones.map((bone) => ({
    bone,
    low: Math.min(...bone.parts.map((part) => part.low[2])) - 1,
    high: Math.max(...bone.parts.map((part) => part.high[2])) + 1,
  }));
  const toColumn = (x: number) => Math.min(columns - 1, Math.max(0, Math.round((x - originX) / pixelMm)));
  const toRow = (y: number) => Math.min(rows - 1, Math.max(0, Math.round((y - originY) / pixelMm)));
  const margin = 1.2;

  const boxOf = (parts: readonly Solid[]): Box => [
    toColumn(Math.min(...parts.map((part) => part.low[0])) - margin),
    toColumn(Math.max(...parts.map((part) => part.high[0])) + margin),
    toRow(Math.min(...parts.map((part) => part.low[1])) - margin),
    toRow(Math.max(...parts.map((part) => part.high[1])) + margin),
  ];

  /** Lowers `distance` to one part's distance at height z. */
  const unite = (part: Solid, z: number) => {
    if (part.low[2] - margin > z || part.high[2] + margin < z) return;
    const [columnStart, columnEnd, rowStart, rowEnd] = boxOf([part]);
    for (let row = rowStart; row <= rowEnd; row++) {
      const y = originY + row * pixelMm;
      for (let column = columnStart; column <= columnEnd; column++) {
        const at = row * columns + column;
        distance[at] = Math.min(distance[at] as number, part.distance(originX + column * pixelMm, y, z));
      }
    }
  };

  /** Adds half a slice's worth of a bone to `cover` (share of the voxel) and `density` (HU times share). */
  const gather = (bone: Bone, [c0, c1, r0, r1]: Box, sliceIndex: number) => {
    const width = pixelMm * 1.05;
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        const at = row * columns + column;
        const d = distance[at] as number;
        const alpha = Math.min(1, 0.5 - d / width) / 2;
        if (alpha <= 0) continue;
        const inner = Math.min(1, Math.max(0, 0.5 - (d + bone.cortexMm) / width));
        let hu = bone.cortexHu;
        if (inner > 0) hu += (bone.marrowHu + bone.textureHu * texture(column, row, sliceIndex) - hu) * inner;
        cover[at] = (cover[at] as number) + alpha;
        density[at] = (density[at] as number) + alpha * hu;
      }
    }
  };

  /** Puts what was gathered over the slice and clears it. */
  const settle = (slice: Float32Array, [c0, c1, r0, r1]: Box) => {
    for (let row = r0; row <= r1; row++) {
      for (let at = row * columns + c0; at <= row * columns + c1; at++) {
        const share = cover[at] as number;
        if (share === 0) continue;
        slice[at] = (slice[at] as number) * (1 - share) + (density[at] as number);
        cover[at] = 0;
        density[at] = 0;
      }
    }
  };

  const paintBone = (slice: Float32Array, bone: Bone, z: number, sliceIndex: number) => {
    const near = bone.parts.filter((part) => part.low[2] - thicknessMm < z && part.high[2] + thicknessMm > z);
    if (near.length === 0) return;
    const box = boxOf(near);
    const [c0, c1, r0, r1] = box;
    // Two cuts stand for the slice's thickness.
    for (const offset of [-thicknessMm / 4, thicknessMm / 4]) {
      for (let row = r0; row <= r1; row++) distance.fill(99, row * columns + c0, row * columns + c1 + 1);
      for (const part of near) unite(part, z + offset);
      gather(bone, box, sliceIndex);
    }
    settle(slice, box);
  };

  return {
    paint: (slice, z, sliceIndex) => {
      for (const { bone, low, high } of placed) {
        if (z + thicknessMm > low && z - thicknessMm < high) paintBone(slice, bone, z, sliceIndex);
      }
    },
  };
}
