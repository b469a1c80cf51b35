import type { Ribs } from "../../../src/contract/index.ts";
import type { ImagePlane, Vec3, VolumeGrid } from "../../../src/geometry/index.ts";
import { cutMask, type MaskBox } from "../overlay/mask-paths.ts";
import { numbersOf } from "./laid-out.ts";

/** The voxels of a rib on the grid of its series, one bit each. */
export interface RibMask extends MaskBox {
  readonly side: "R" | "L";
  readonly number: number | null;
  readonly order: number;
  isVoxel(at: number): boolean;
}

/** By answer: several viewports show the same. */
const read = new WeakMap<Ribs, readonly RibMask[]>();

/** Reads the ribs' voxels as the host sent them; a rib whose runs do not lie on the grid, one behind the other, is left out. */
export function ribMasks(ribs: Ribs): readonly RibMask[] {
  const known = read.get(ribs);
  if (known !== undefined) return known;
  const masks = ribs.ribs.flatMap(({ side, number, order, runsBase64 }) => {
    const mask = maskOf(numbersOf(runsBase64, Uint32Array), ribs.grid.dimensions);
    return mask === undefined ? [] : [{ side, number, order, ...mask }];
  });
  read.set(ribs, masks);
  return masks;
}

function maskOf(runs: Uint32Array, [columns, rows, slices]: Vec3): (MaskBox & Pick<RibMask, "isVoxel">) | undefined {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-1, -1, -1];
  let end = 0;
  const place = (voxel: number): Vec3 => [
    voxel % columns,
    Math.floor(voxel / columns) % rows,
    Math.floor(voxel / (columns * rows)),
  ];
  for (let at = 0; at + 1 < runs.length; at += 2) {
    const [first, count] = [runs[at] as number, runs[at + 1] as number];
    const [i, j, k] = place(first);
    if (first < end || count < 1 || i + count > columns || k >= slices) return undefined;
    end = first + count;
    for (const [axis, from, to] of [[0, i, i + count - 1] as const, [1, j, j] as const, [2, k, k] as const]) {
      low[axis] = Math.min(low[axis], from);
      high[axis] = Math.max(high[axis], to);
    }
  }
  if (high[2] < 0) return undefined;
  const size = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] as const;
  const bits = new Uint8Array(Math.ceil((size[0] * size[1] * size[2]) / 8));
  for (let at = 0; at + 1 < runs.length; at += 2) {
    const [i, j, k] = place(runs[at] as number);
    const from = i - low[0] + size[0] * (j - low[1] + size[1] * (k - low[2]));
    for (let bit = from; bit < from + (runs[at + 1] as number); bit++)
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
  }
  return { minIndex: low, size: [...size], isVoxel: (at) => (((bits[at >> 3] as number) >> (at & 7)) & 1) === 1 };
}

/** A rib where a plane cuts it. */
export interface RibCut {
  readonly mask: RibMask;
  /** SVG path in pixels of the plane. */
  readonly d: string;
  /** Left, top, right and bottom of it. */
  readonly box: readonly [number, number, number, number];
}

/** The ribs that a plane cuts. */
export function cutRibs(masks: readonly RibMask[], grid: VolumeGrid, plane: ImagePlane): readonly RibCut[] {
  return masks.flatMap((mask) => {
    const d = cutMask(mask, mask.isVoxel, grid, plane);
    return d === "" ? [] : [{ mask, d, box: boxOf(d) }];
  });
}

/** The box of a path of moves and of lines along rows and columns. */
function boxOf(d: string): RibCut["box"] {
  const columns: number[] = [];
  const rows: number[] = [];
  for (const [, letter, first, second] of d.matchAll(/([MHV])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    if (letter !== "V") columns.push(Number(first));
    if (letter !== "H") rows.push(Number(letter === "M" ? second : first));
  }
  const edge = (values: readonly number[], pick: "min" | "max") => values.reduce((most, value) => Math[pick](most, value));
  return [edge(columns, "min"), edge(rows, "min"), edge(columns, "max"), edge(rows, "max")];
}

/** Neighbours far apart, all to be told from grey; both ribs of a pair have one. */
const colours = [
  [255, 112, 112],
  [84, 208, 255],
  [255, 214, 92],
  [201, 146, 255],
  [126, 226, 140],
  [255, 160, 92],
  [120, 168, 255],
  [250, 146, 190],
  [188, 226, 100],
  [96, 232, 212],
  [232, 196, 130],
  [170, 184, 255],
] as const;

/** The colour of a rib by its number, or its place in the order where it has none. */
export function ribColour({ number, order }: Pick<RibMask, "number" | "order">): string {
  return `rgb(${(colours[((number ?? order) - 1) % colours.length] ?? colours[0]).join(" ")})`;
}
