/** A point between pixels, from edge to edge: pixel 0 reaches from 0 to 1, [x, y]. */
export type Corner = readonly [number, number];

/** Corners that an outline has at most: what is finer is drawn coarser. */
const MOST_CORNERS = 4000;

/**
 * The outer border of a mask, along the edges of its pixels, clockwise as it is seen with y down, without the corners that lie on a
 * straight line; of several parts the one with the longest border. Holes are not drawn. Empty where nothing is set.
 */
export function outlineOf(mask: ArrayLike<number>, columns: number): readonly Corner[] {
  const rows = mask.length / columns;
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < columns && y < rows && mask[y * columns + x] !== 0;
  const seen = new Set<number>();
  let longest: readonly Corner[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      // Every border has a topmost edge; a hole's upper rim runs the other way.
      if (!inside(x, y) || inside(x, y - 1) || seen.has(y * columns + x)) continue;
      const border = walk(inside, x, y, (column, row) => seen.add(row * columns + column));
      if (isOuter(border) && border.length > longest.length) longest = border;
    }
  }
  return coarser(straightened(longest));
}

/** Steps to the right, down, left, up; what is inside lies on their right hand. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** Corner to corner along the border that begins with the upper edge of a pixel; tells of each pixel whose upper edge it passes. */
function walk(
  inside: (x: number, y: number) => boolean,
  x: number,
  y: number,
  onUpperEdge: (x: number, y: number) => void,
): readonly Corner[] {
  const corners: Corner[] = [];
  let [cx, cy, heading] = [x, y, 0];
  do {
    corners.push([cx, cy]);
    if (heading === 0) onUpperEdge(cx, cy);
    const [dx, dy] = STEPS[heading] as (typeof STEPS)[number];
    cx += dx;
    cy += dy;
    // Of the two pixels ahead: left of the way, and right of it.
    const left = inside(cx + Math.min(0, dx + dy), cy + Math.min(0, dy - dx));
    const right = inside(cx + Math.min(0, dx - dy), cy + Math.min(0, dx + dy));
    if (left) heading = (heading + 3) % 4;
    else if (!right) heading = (heading + 1) % 4;
  } while (cx !== x || cy !== y || heading !== 0);
  return corners;
}

/** Whether what is inside lies within the border, by its signed area. */
function isOuter(border: readonly Corner[]): boolean {
  let area = 0;
  for (const [n, [x0, y0]] of border.entries()) {
    const [x1, y1] = border[(n + 1) % border.length] as Corner;
    area += x0 * y1 - x1 * y0;
  }
  return area > 0;
}

function straightened(border: readonly Corner[]): readonly Corner[] {
  return border.filter(([x, y], n) => {
    const [ax, ay] = border[(n + border.length - 1) % border.length] as Corner;
    const [bx, by] = border[(n + 1) % border.length] as Corner;
    return (x - ax) * (by - y) !== (y - ay) * (bx - x);
  });
}

function coarser(border: readonly Corner[]): readonly Corner[] {
  const each = Math.ceil(border.length / MOST_CORNERS);
  return each > 1 ? border.filter((_, n) => n % each === 0) : border;
}
