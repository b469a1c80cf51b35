/** A line in a plane: its point of column n is x + n dx, y + n dy. */
interface Line {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/**
 * Sets the pixels of a line whose centres lie inside an odd number of polygons: a hole is a contour within a contour.
 *
 * @param polygons corners as u, v after each other, closed without repeating the first
 * @param range first and last column that may be set
 */
export function fillSpans(
  polygons: readonly Float64Array[],
  line: Line,
  [from, to]: readonly [number, number],
  pixels: Uint8Array,
): void {
  if (Math.hypot(line.dx, line.dy) < 1e-9) {
    if (crossings(polygons, { ...line, dx: 1, dy: 0 }).filter((at) => at > 0).length % 2 === 1) pixels.fill(1, from, to + 1);
    return;
  }
  const columns = crossings(polygons, line).toSorted((a, b) => a - b);
  for (let at = 0; at + 1 < columns.length; at += 2) {
    const first = Math.max(from, Math.ceil(columns[at] as number));
    const last = Math.min(to, Math.ceil(columns[at + 1] as number) - 1);
    if (first <= last) pixels.fill(1, first, last + 1);
  }
}

/** Columns, fractional, at which a line crosses the edges of polygons. */
function crossings(polygons: readonly Float64Array[], { x, y, dx, dy }: Line): number[] {
  const columns: number[] = [];
  const squared = dx * dx + dy * dy;
  for (const polygon of polygons) {
    const count = polygon.length / 2;
    for (let n = 0; n < count; n++) {
      const next = (n + 1) % count;
      const [ax, ay] = [(polygon[2 * n] as number) - x, (polygon[2 * n + 1] as number) - y];
      const [bx, by] = [(polygon[2 * next] as number) - x, (polygon[2 * next + 1] as number) - y];
      const [sideA, sideB] = [dx * ay - dy * ax, dx * by - dy * bx];
      if (sideA >= 0 === sideB >= 0) continue;
      const share = sideA / (sideA - sideB);
      columns.push(((ax + share * (bx - ax)) * dx + (ay + share * (by - ay)) * dy) / squared);
    }
  }
  return columns;
}
