import { fieldFromPixels, type PixelRect } from "./field-borders.ts";
import type { Plane } from "./resample-image.ts";

/**
 * A shutter (PS3.3 C.7.6.11) or collimator (C.8.7.3) as a header says it: rows and columns from 1, edges still seen. What lies within every
 * shape that is given is the field.
 */
export interface CollimatorShapes {
  readonly rectangle?: { readonly left: number; readonly right: number; readonly upper: number; readonly lower: number };
  readonly circle?: { readonly row: number; readonly column: number; readonly radius: number };
  /** [row, column]. */
  readonly polygon?: readonly (readonly [number, number])[];
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A header that leaves less of the image is of another image. */
const LEAST_STATED = 0.1;

export function wholeField({ columns, rows }: Size): PixelRect {
  return { min: [0, 0], size: [columns, rows] };
}

/**
 * The rectangle around the collimated field: what the header says where that cuts anything off, else what the pixels show.
 *
 * @param grey of the whole image as it is shown, 0 to 1
 */
export function fieldOf(subject: Size & { readonly collimation?: readonly CollimatorShapes[] }, grey: Plane): PixelRect {
  return statedField(subject, subject.collimation ?? []) ?? fieldFromPixels(grey);
}

function statedField({ columns, rows }: Size, shapes: readonly CollimatorShapes[]): PixelRect | undefined {
  const boxes = shapes.flatMap(boxesOf);
  if (boxes.length === 0) return undefined;
  // From edge to edge: pixel 1 of the standard reaches from 0 to 1.
  const low = (axis: 0 | 1) => Math.max(0, ...boxes.map(({ min }) => Math.floor(min[axis])));
  const high = (axis: 0 | 1, most: number) => Math.min(most, ...boxes.map(({ max }) => Math.ceil(max[axis])));
  const min = [low(0), low(1)] as const;
  const size = [high(0, columns) - min[0], high(1, rows) - min[1]] as const;
  const isStated = size.every((length) => length > 0) && size[0] * size[1] >= LEAST_STATED * columns * rows;
  return isStated && size[0] * size[1] < columns * rows ? { min, size } : undefined;
}

interface Edges {
  readonly min: readonly [number, number];
  readonly max: readonly [number, number];
}

/** The rectangle around each shape, [x, y] from edge to edge. */
function boxesOf({ rectangle, circle, polygon }: CollimatorShapes): readonly Edges[] {
  const boxes: Edges[] = [];
  if (rectangle) {
    boxes.push({ min: [rectangle.left - 1, rectangle.upper - 1], max: [rectangle.right, rectangle.lower] });
  }
  if (circle) {
    const [x, y, reach] = [circle.column - 0.5, circle.row - 0.5, circle.radius];
    boxes.push({ min: [x - reach, y - reach], max: [x + reach, y + reach] });
  }
  if (polygon && polygon.length >= 3) {
    const across = polygon.map(([, column]) => column);
    const down = polygon.map(([row]) => row);
    boxes.push({ min: [Math.min(...across) - 1, Math.min(...down) - 1], max: [Math.max(...across), Math.max(...down)] });
  }
  return boxes;
}
