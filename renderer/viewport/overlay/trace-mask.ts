/** Steps right, down, left and up along the edges of pixels. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outline of set pixels as the data of an SVG path: along the edges of pixels, every loop closed, holes running the other way. Pixel
 * (0, 0) lies between 0, 0 and 1, 1. Pixels that touch at a corner only have loops of their own.
 */
export function traceMask(columns: number, rows: number, isSet: (column: number, row: number) => boolean): string {
  const width = columns + 1;
  const edges = edgesOf(columns, rows, isSet);
  const parts: string[] = [];
  for (let start = 0; start < edges.length; start++) {
    while ((edges[start] ?? 0) !== 0) parts.push(loopFrom(start, width, edges));
  }
  return parts.join("");
}

/** At each corner of a pixel, bit n: an edge leaves in direction n, with what is set on its right. */
function edgesOf(columns: number, rows: number, isSet: (column: number, row: number) => boolean): Uint8Array {
  const width = columns + 1;
  const edges = new Uint8Array(width * (rows + 1));
  const has = (column: number, row: number) => column >= 0 && row >= 0 && column < columns && row < rows && isSet(column, row);
  const add = (corner: number, direction: number) => {
    edges[corner] = (edges[corner] ?? 0) | (1 << direction);
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!isSet(column, row)) continue;
      const corner = row * width + column;
      if (!has(column, row - 1)) add(corner, 0);
      if (!has(column + 1, row)) add(corner + 1, 1);
      if (!has(column, row + 1)) add(corner + width + 1, 2);
      if (!has(column - 1, row)) add(corner + width, 3);
    }
  }
  return edges;
}

/** Follows edges until they come back, taking each away; only corners where the direction changes are written. */
function loopFrom(start: number, width: number, edges: Uint8Array): string {
  let direction = lowestBit(edges[start] ?? 0);
  let [x, y] = [start % width, Math.floor(start / width)];
  let path = `M${x} ${y}`;
  for (;;) {
    const at = y * width + x;
    edges[at] = (edges[at] ?? 0) & ~(1 << direction);
    const [right, down] = steps[direction] ?? [0, 0];
    x += right;
    y += down;
    const leaving = edges[y * width + x] ?? 0;
    if (y * width + x === start && (leaving === 0 || !keepsRight(leaving, direction))) return `${path}Z`;
    const next = turn(leaving, direction);
    if (next === undefined) return `${path}Z`;
    if (next !== direction) path += next % 2 === 0 ? `V${y}` : `H${x}`;
    direction = next;
  }
}

/** To the right first: what touches at a corner stays apart. */
function turn(leaving: number, direction: number): number | undefined {
  return [(direction + 1) % 4, direction, (direction + 3) % 4].find((each) => (leaving & (1 << each)) !== 0);
}

function keepsRight(leaving: number, direction: number): boolean {
  return (leaving & (1 << ((direction + 1) % 4))) !== 0;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
