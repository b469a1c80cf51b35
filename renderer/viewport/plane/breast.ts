import type { Slice } from "./slice.ts";

/** Part of a slice in pixels, ends included. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Pixels = Pick<Slice, "columns" | "rows" | "values" | "samplesPerPixel">;

/** The slice is looked at through so many squares along its longer side: an outline to a few millimetres is all that is asked. */
const SQUARES = 96;
/** Tissue differs from the air beside it by more than this share of all the values there are: skin is hardly darker than air. */
const LEAST_DIFFERENCE = 0.04;
/** Room about the outline, share of its size. */
const MARGIN = 0.03;

/**
 * Where the breast lies on a mammogram: what differs from the air on the side away from the chest wall and hangs together with the wall.
 * Markers and labels beside it are left out. Undefined where nothing, or everything, looks like tissue.
 *
 * @param wall the side of the slice's pixels that the chest wall is at
 */
export function breastOn(pixels: Pixels, wall: "left" | "right"): Extent | undefined {
  if (pixels.samplesPerPixel !== 1) return undefined;
  const step = Math.max(1, Math.max(pixels.columns, pixels.rows) / SQUARES);
  const [across, down] = [Math.floor(pixels.columns / step), Math.floor(pixels.rows / step)];
  if (across < 8 || down < 8) return undefined;
  const levels = sampled(pixels, step, across, down);
  const isTissue = tissueIn(levels, across, wall);
  const held = heldByWall(isTissue, across, down, wall);
  if (held.count < 0.02 * across * down || held.count > 0.97 * across * down) return undefined;
  const room = [MARGIN * (held.right - held.left + 1), MARGIN * (held.bottom - held.top + 1)] as const;
  const within = (at: number, most: number) => Math.min(most, Math.max(0, Math.round(at)));
  return {
    left: wall === "left" ? 0 : within((held.left - room[0]) * step, pixels.columns - 1),
    right: wall === "right" ? pixels.columns - 1 : within((held.right + 1 + room[0]) * step, pixels.columns - 1),
    top: within((held.top - room[1]) * step, pixels.rows - 1),
    bottom: within((held.bottom + 1 + room[1]) * step, pixels.rows - 1),
  };
}

/** The middle pixel of each square. */
function sampled({ values, columns }: Pixels, step: number, across: number, down: number): Float32Array {
  const levels = new Float32Array(across * down);
  for (let y = 0; y < down; y++) {
    const row = Math.floor((y + 0.5) * step);
    for (let x = 0; x < across; x++) levels[x + across * y] = values[Math.floor((x + 0.5) * step) + columns * row] ?? 0;
  }
  return levels;
}

/** Air is what the two outermost columns away from the wall mostly show, whether it is drawn dark or bright. */
function tissueIn(levels: Float32Array, across: number, wall: "left" | "right"): (at: number) => boolean {
  const outer = levels.filter((_, at) => (wall === "left" ? at % across >= across - 2 : at % across < 2)).sort();
  const air = outer[Math.floor(outer.length / 2)] ?? 0;
  const sorted = levels.toSorted();
  const [least, most] = [sorted[0] ?? 0, sorted[Math.floor(sorted.length * 0.995)] ?? 0];
  const difference = LEAST_DIFFERENCE * Math.max(1e-9, most - least);
  return (at) => Math.abs((levels[at] ?? air) - air) > difference;
}

interface Piece extends Extent {
  readonly count: number;
}

/** The largest piece of tissue that touches the wall. */
function heldByWall(isTissue: (at: number) => boolean, across: number, down: number, wall: "left" | "right"): Piece {
  const seen = new Uint8Array(across * down);
  const isNew = (at: number) => seen[at] === 0 && isTissue(at);
  let best: Piece = { count: 0, left: 0, right: 0, top: 0, bottom: 0 };
  for (let y = 0; y < down; y++) {
    const start = (wall === "left" ? 0 : across - 1) + across * y;
    const piece = isNew(start) ? pieceFrom(start, isNew, seen, across) : best;
    if (piece.count > best.count) best = piece;
  }
  return best;
}

/** What hangs together with a square; marks it as seen. */
function pieceFrom(start: number, isNew: (at: number) => boolean, seen: Uint8Array, across: number): Piece {
  const piece = { count: 0, left: across, right: 0, top: Number.POSITIVE_INFINITY, bottom: 0 };
  const open = [start];
  seen[start] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [x, y] = [at % across, Math.floor(at / across)];
    piece.count += 1;
    piece.left = Math.min(piece.left, x);
    piece.right = Math.max(piece.right, x);
    piece.top = Math.min(piece.top, y);
    piece.bottom = Math.max(piece.bottom, y);
    const beside = [at - across, at + across, ...(x > 0 ? [at - 1] : []), ...(x < across - 1 ? [at + 1] : [])];
    for (const next of beside.filter((one) => one >= 0 && one < seen.length && isNew(one))) {
      seen[next] = 1;
      open.push(next);
    }
  }
  return piece;
}
