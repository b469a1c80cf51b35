import type { Point2 } from "../plane/affine.ts";
import type { ViewSize } from "../plane/camera.ts";
import type { Seen } from "./seen.ts";

/** An upright box in the view, CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The box around what is drawn of a finding; of a text its place. */
export function boundsOf({ strokes, view }: Pick<Seen, "strokes" | "view">): Box {
  const points = [...view, ...strokes.flatMap((stroke) => stroke.points)];
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const [x, y] of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A label that wants a place. */
export interface LabelWish {
  readonly lines: readonly string[];
  /** The box around what it belongs to. */
  readonly around: Box;
  /** Where the reader put it: from the middle of that box to the label's corner. */
  readonly put?: Point2 | undefined;
}

export interface PlacedLabel {
  readonly lines: readonly string[];
  readonly box: Box;
  /** From the label to what it belongs to, where it stands away from it. */
  readonly leader: readonly [Point2, Point2] | undefined;
}

export const LINE_HEIGHT = 15;
const LETTER = 6.7;
const WIDE_LETTER = 12.5;
const PAD = 3;
const GAP = 6;
const LEADER_FROM = 22;
/** Square pixels of a label over something else that is marked, as so much of a place's cost: farther away reads better than crossed by a line. */
const CROSSED = 0.05;
/** Less of a label that is covered or out of sight, in square pixels, is none: areas carry the rounding of their sums. */
const NOTHING = 0.01;

/** Size of a label of 12 pixel letters: wide enough for the system's fonts, so that labels do not touch. */
export function labelSize(lines: readonly string[]): readonly [width: number, height: number] {
  const widthOf = (line: string) => [...line].reduce((sum, letter) => sum + (letter > "\u2e80" ? WIDE_LETTER : LETTER), 0);
  return [Math.max(0, ...lines.map(widthOf)) + 2 * PAD, lines.length * LINE_HEIGHT + 2];
}

/**
 * Places for labels beside what they belong to: inside the view, off each other and rather not over what others belong to, as near as can be, in
 * the order of the wishes. One that the reader put somewhere stays there.
 */
export function placeLabels(wishes: readonly LabelWish[], view: ViewSize, taken: readonly Box[] = []): readonly PlacedLabel[] {
  const boxes: Box[] = [...taken, ...wishes.flatMap((wish) => boxWherePut(wish) ?? [])];
  return wishes.map((wish) => {
    const { lines, around, put } = wish;
    const [width, height] = labelSize(lines);
    const { x: left, y: top } = boxWherePut(wish) ?? around;
    const places = put === undefined ? candidates(around, width, height) : [[left, top] as const];
    const crowding = (box: Box) => outside(box, view) * 4 + boxes.reduce((sum, other) => sum + overlap(box, other), 0);
    let best: { readonly box: Box; readonly cost: number } | undefined;
    for (const [index, [x, y]] of places.entries()) {
      const box = { x, y, width, height };
      const crossed = wishes.reduce((sum, other) => sum + (other === wish ? 0 : overlap(box, other.around)), 0);
      const cost = index * 0.5 + crowding(box) + CROSSED * crossed;
      if (best === undefined || cost < best.cost) best = { box, cost };
    }
    const near = (best as { readonly box: Box }).box;
    const box = put !== undefined || crowding(near) < NOTHING ? near : (freePlace(near, view, crowding) ?? near);
    boxes.push(box);
    return { lines, box, leader: leaderOf(box, around) };
  });
}

/** What stands where the reader put it is in the way of all others, whatever their order. */
function boxWherePut({ lines, around, put }: LabelWish): Box | undefined {
  if (put === undefined) return undefined;
  const [width, height] = labelSize(lines);
  return { x: around.x + around.width / 2 + put[0], y: around.y + around.height / 2 + put[1], width, height };
}

/** The orientation letters at the middle of the four edges, where no label may stand. */
export function letterBoxes({ width, height }: ViewSize): readonly Box[] {
  const [w, h] = [30, 24];
  return [
    { x: 0, y: (height - h) / 2, width: w, height: h },
    { x: width - w, y: (height - h) / 2, width: w, height: h },
    { x: (width - w) / 2, y: 0, width: w, height: h },
    { x: (width - w) / 2, y: height - h, width: w, height: h },
  ];
}

/** The nearest place of a grid over the view where nothing is in the way; undefined where the view is full. */
function freePlace({ x, y, width, height }: Box, view: ViewSize, crowding: (box: Box) => number): Box | undefined {
  let found: { readonly box: Box; readonly away: number } | undefined;
  for (let top = 0; top <= view.height - height; top += LINE_HEIGHT) {
    for (let left = 0; left <= view.width - width; left += 2 * LINE_HEIGHT) {
      const away = Math.hypot(left - x, top - y);
      const box = { x: left, y: top, width, height };
      if ((found === undefined || away < found.away) && crowding(box) < NOTHING) found = { box, away };
    }
  }
  return found?.box;
}

/** Right above, right, below, left, then farther away. */
function candidates({ x, y, width: w, height: h }: Box, width: number, height: number): readonly Point2[] {
  return [0, height + GAP, 2 * (height + GAP), 3 * (height + GAP)].flatMap((far): Point2[] => [
    [x + w + GAP, y - height / 2 - far],
    [x + w + GAP, y + h / 2 - height / 2 + far],
    [x + w + GAP, y + h - height / 2 + far],
    [x - width - GAP, y + h / 2 - height / 2 - far],
    [x + w / 2 - width / 2, y - height - GAP - far],
    [x + w / 2 - width / 2, y + h + GAP + far],
  ]);
}

/** Shared area in square pixels. */
function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, wide) * Math.max(0, high);
}

/** Area of a box that cannot be seen. */
function outside(box: Box, { width, height }: ViewSize): number {
  return box.width * box.height - overlap(box, { x: 0, y: 0, width, height });
}

function leaderOf(box: Box, around: Box): PlacedLabel["leader"] {
  const clamp = (value: number, least: number, length: number) => Math.min(least + length, Math.max(least, value));
  const target: Point2 = [
    clamp(box.x + box.width / 2, around.x, around.width),
    clamp(box.y + box.height / 2, around.y, around.height),
  ];
  const from: Point2 = [clamp(target[0], box.x, box.width), clamp(target[1], box.y, box.height)];
  return Math.hypot(target[0] - from[0], target[1] - from[1]) < LEADER_FROM ? undefined : [from, target];
}
