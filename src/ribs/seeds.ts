import type { Vec3 } from "../geometry/index.ts";
import type { SpinalAxis } from "./spine.ts";
import type { Side } from "./types.ts";
import { WORK_MM } from "./work-volume.ts";

/** A place where a rib passes a plane beside the spine; voxels. */
export interface Seed {
  readonly side: Side;
  readonly pointIndex: Vec3;
  /** Distance of the plane from the canal, millimetres. */
  readonly asideMm: number;
}

/** Planes beside the canal: lateral of the transverse processes first, then nearer (short last ribs) and farther (where others miss). */
const PLANES_MM = [46, 56, 38] as const;
/** Shares of bone of a cut: all of it first, then what an organ full of contrast medium beside it leaves. */
const BONE = [75, 150] as const;
const AREA_MM2 = { min: 14, max: 420 } as const;
/** Ribs pass the planes behind this, before and behind the canal. */
const IN_FRONT_MM = 27;
const BEHIND_MM = 62;

/** Cuts of bone beside the spine, from the head down. */
export function findSeeds(share: Uint8Array, dimensions: Vec3, axis: SpinalAxis): readonly Seed[] {
  return PLANES_MM.flatMap((asideMm) =>
    (["R", "L"] as const).flatMap((side) => seedsInPlane(share, dimensions, axis, side, asideMm)),
  );
}

function seedsInPlane(share: Uint8Array, dimensions: Vec3, axis: SpinalAxis, side: Side, asideMm: number): readonly Seed[] {
  const [ni, nj] = dimensions;
  const rows = Math.round((IN_FRONT_MM + BEHIND_MM) / WORK_MM);
  const levels = axis.last - axis.first + 1;
  const place = (level: number, row: number): Vec3 => {
    const k = axis.first + level;
    const [ci, cj] = axis.at(k);
    return [ci + ((side === "R" ? -1 : 1) * asideMm) / WORK_MM, cj - IN_FRONT_MM / WORK_MM + row, k];
  };
  const cut = new Float32Array(rows * levels);
  for (let level = 0; level < levels; level++) {
    for (let row = 0; row < rows; row++) {
      const [x, y, k] = place(level, row);
      const i = Math.round(x);
      const j = Math.round(y);
      if (i < 1 || j < 0 || i >= ni - 1 || j >= nj) continue;
      const at = i + ni * (j + nj * k);
      cut[level * rows + row] = ((share[at - 1] as number) + (share[at] as number) + (share[at + 1] as number)) / 3;
    }
  }
  const spots = blurred(cut, rows, levels);
  return BONE.flatMap((least) => blobsOver(spots, least, rows, levels)).map(({ level, row }) => ({
    side,
    asideMm,
    pointIndex: place(level, row),
  }));
}

/** The cuts of a rib's size among what is denser than `least`, from the head down. */
function blobsOver(spots: Float32Array, least: number, rows: number, levels: number): readonly Blob[] {
  const mask = Uint8Array.from(spots, (value) => (value > least ? 1 : 0));
  const blobs: Blob[] = [];
  for (let at = mask.length - 1; at >= 0; at--) {
    if (!mask[at]) continue;
    const blob = takeBlob(mask, rows, levels, at);
    const area = blob.size * WORK_MM * WORK_MM;
    // What goes on in front of the strip is an organ.
    if (!blob.isOpen && area >= AREA_MM2.min && area <= AREA_MM2.max) blobs.push(blob);
  }
  return blobs;
}

interface Blob {
  readonly size: number;
  /** Middle. */
  readonly level: number;
  readonly row: number;
  /** Touches the front edge. */
  readonly isOpen: boolean;
}

/** Removes the 8-connected region at `start` from the mask and says how large it is and where its middle lies. */
function takeBlob(mask: Uint8Array, rows: number, levels: number, start: number): Blob {
  const stack = [start];
  mask[start] = 0;
  let size = 0;
  let levelSum = 0;
  let rowSum = 0;
  let isOpen = false;
  while (stack.length > 0) {
    const at = stack.pop() as number;
    const level = Math.floor(at / rows);
    const row = at % rows;
    size++;
    levelSum += level;
    rowSum += row;
    isOpen ||= row === 0;
    for (let l = Math.max(0, level - 1); l <= Math.min(levels - 1, level + 1); l++) {
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        const next = l * rows + r;
        if (!mask[next]) continue;
        mask[next] = 0;
        stack.push(next);
      }
    }
  }
  return { size, level: Math.round(levelSum / size), row: rowSum / size, isOpen };
}

/** A cut of a rib is often a ring of cortex: blurred, it is one spot. */
function blurred(cut: Float32Array, rows: number, levels: number): Float32Array {
  const pass = (source: Float32Array, step: number, isInside: (at: number, by: number) => boolean) =>
    source.map((value, at) => {
      const before = isInside(at, -1) ? (source[at - step] as number) : value;
      const after = isInside(at, 1) ? (source[at + step] as number) : value;
      return 0.5 * value + 0.25 * (before + after);
    });
  const along = (at: number, by: number) => (at % rows) + by >= 0 && (at % rows) + by < rows;
  const up = (at: number, by: number) => Math.floor(at / rows) + by >= 0 && Math.floor(at / rows) + by < levels;
  let current = cut;
  for (let n = 0; n < 2; n++) current = pass(pass(current, 1, along), rows, up);
  return current;
}
