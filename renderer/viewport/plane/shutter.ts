import type { Frame, OverlayPlane, Shutter } from "../../../src/contract/index.ts";

/** Whether an overlay's pixel is set; row and column from 0, of the image. */
export type OverlayBit = (row: number, column: number) => boolean;

/** The bits of an overlay plane by the image's rows and columns. */
export function overlayBit({ rows, columns, origin }: OverlayPlane, bits: Uint8Array): OverlayBit {
  return (row, column) => {
    const [y, x] = [row - (origin[0] - 1), column - (origin[1] - 1)];
    if (y < 0 || x < 0 || y >= rows || x >= columns) return false;
    const at = y * columns + x;
    return (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
  };
}

/**
 * Pixels that a display shutter hides: 1 where hidden (PS3.3 C.7.6.11). A pixel is seen where its centre lies within every shape, edges
 * included, and no bit of the shutter's overlay is set.
 *
 * @param rowsPerColumn spacing between rows over spacing between columns: the circle is one in the patient
 */
export function hiddenPixels(
  shutter: Shutter,
  { rows, columns }: Pick<Frame, "rows" | "columns">,
  rowsPerColumn: number,
  isSet: OverlayBit | undefined,
): Uint8Array {
  const hidden = new Uint8Array(rows * columns);
  const { rectangle, circle, polygon } = shutter;
  for (let row = 1; row <= rows; row++) {
    const crossings = polygon === undefined ? undefined : crossingsOf(polygon, row);
    for (let column = 1; column <= columns; column++) {
      const isSeen =
        (rectangle === undefined || inRectangle(rectangle, row, column)) &&
        (circle === undefined || inCircle(circle, row, column, rowsPerColumn)) &&
        (crossings === undefined || isBetween(crossings, column)) &&
        !(isSet?.(row - 1, column - 1) ?? false);
      if (!isSeen) hidden[(row - 1) * columns + column - 1] = 1;
    }
  }
  return hidden;
}

function inRectangle({ left, right, upper, lower }: NonNullable<Shutter["rectangle"]>, row: number, column: number): boolean {
  return column >= left && column <= right && row >= upper && row <= lower;
}

function inCircle(circle: NonNullable<Shutter["circle"]>, row: number, column: number, rowsPerColumn: number): boolean {
  const [down, across] = [(row - circle.row) * rowsPerColumn, column - circle.column];
  return down * down + across * across <= circle.radius * circle.radius;
}

/** Columns between which a row lies inside a polygon (even-odd), in pairs; edges that run along the row count as inside. */
function crossingsOf(polygon: NonNullable<Shutter["polygon"]>, row: number): readonly (readonly [number, number])[] {
  const columns: number[] = [];
  const along: [number, number][] = [];
  for (const [index, [toRow, toColumn]] of polygon.entries()) {
    const [fromRow, fromColumn] = polygon[(index + polygon.length - 1) % polygon.length] as readonly [number, number];
    if (fromRow === toRow) {
      if (row === toRow) along.push([Math.min(fromColumn, toColumn), Math.max(fromColumn, toColumn)]);
    } else if (row >= Math.min(fromRow, toRow) && row < Math.max(fromRow, toRow)) {
      columns.push(fromColumn + ((row - fromRow) / (toRow - fromRow)) * (toColumn - fromColumn));
    }
  }
  columns.sort((a, b) => a - b);
  for (let at = 0; at + 1 < columns.length; at += 2) along.push([columns[at] as number, columns[at + 1] as number]);
  return along;
}

function isBetween(pairs: readonly (readonly [number, number])[], column: number): boolean {
  return pairs.some(([from, to]) => column >= from - 1e-9 && column <= to + 1e-9);
}
