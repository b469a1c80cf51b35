import { type ImagePlane, patientMmToPixel, pixelToPatientMm } from "../../geometry/index.ts";
import { toBase64 } from "../base64.ts";
import type { SegmentMask } from "./content.ts";
import { type ImagePlace, sent } from "./image-place.ts";
import type { SegmentFrame, SegmentIndex } from "./segment-frames.ts";

type Affine = SegmentMask["imageFromBox"];

/**
 * The segments that a frame shows, each cropped to its pixels; a segment without pixels is left out.
 *
 * @param values stored values of the frame, row after row
 */
export function masksOfFrame(
  values: ArrayLike<number>,
  frame: SegmentFrame,
  index: SegmentIndex,
  image: ImagePlace,
): SegmentMask[] {
  const imageFromFrame = affineOf(frame.plane, image.plane);
  const boxes = boxesOf(values, frame, index);
  return [...boxes].map(([segment, box]) => {
    const { left, top, right, bottom } = box;
    const [a, b, c, d, e, f] = imageFromFrame;
    const [x, y] = [left - 0.5, top - 0.5];
    const size = { columns: right - left + 1, rows: bottom - top + 1 };
    const bits = index.type === "FRACTIONAL" ? 8 : 1;
    const at = (column: number, row: number) => values[(top + row) * index.columns + left + column] ?? 0;
    const packed =
      bits === 8
        ? packShares(size, at, index.maximum)
        : packBits(size, (column, row) => isSegment(at(column, row), segment, index));
    return {
      segment,
      ...size,
      bits,
      data: packed,
      imageFromBox: [a, b, c, d, a * x + c * y + e, b * x + d * y + f].map(exact) as Affine,
    };
  });
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function boxesOf(values: ArrayLike<number>, { segment }: SegmentFrame, index: SegmentIndex): ReadonlyMap<number, Box> {
  const { rows, columns } = index;
  const isLabelMap = index.type === "LABELMAP";
  const boxes = new Map<number, Box>();
  for (let at = 0; at < rows * columns; at++) {
    const value = values[at] ?? 0;
    if (value === 0 || (isLabelMap && value === index.background)) continue;
    widen(boxes, isLabelMap ? value : (segment ?? 0), at % columns, Math.floor(at / columns));
  }
  return boxes;
}

function widen(boxes: Map<number, Box>, segment: number, column: number, row: number): void {
  const box = boxes.get(segment);
  if (box === undefined) {
    boxes.set(segment, { left: column, top: row, right: column, bottom: row });
    return;
  }
  if (column < box.left) box.left = column;
  if (column > box.right) box.right = column;
  box.bottom = row;
}

function isSegment(value: number, segment: number, { type }: SegmentIndex): boolean {
  return type === "LABELMAP" ? value === segment : value !== 0;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Base64 of one bit a pixel, rows after each other, least significant bit first. */
export function packBits({ columns, rows }: Size, isSet: (column: number, row: number) => boolean): string {
  const bytes = new Uint8Array(Math.ceil((columns * rows) / 8));
  for (let row = 0, bit = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, bit++) {
      if (isSet(column, row)) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return toBase64(bytes);
}

function packShares({ columns, rows }: Size, at: (column: number, row: number) => number, maximum: number): string {
  const bytes = new Uint8Array(columns * rows);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, to++) {
      bytes[to] = Math.min(255, Math.round((at(column, row) / maximum) * 255));
    }
  }
  return toBase64(bytes);
}

/** From pixels of the frame to pixels of the image, both with the centre of the first pixel at 0, 0; the same where no place is known. */
function affineOf(frame: ImagePlane | undefined, image: ImagePlane | undefined): Affine {
  if (frame === undefined || image === undefined) return [1, 0, 0, 1, 0, 0];
  const at = (column: number, row: number) => patientMmToPixel(image, pixelToPatientMm(frame, column, row));
  const [origin, right, down] = [at(0, 0), at(1, 0), at(0, 1)];
  return [right[0] - origin[0], right[1] - origin[1], down[0] - origin[0], down[1] - origin[1], origin[0], origin[1]];
}

/** Slopes grow with the picture: they keep more digits than a place. */
function exact(value: number, at: number): number {
  return at < 4 ? Math.round(value * 1e9) / 1e9 : sent(value);
}
