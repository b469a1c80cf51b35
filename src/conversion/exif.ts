const orientationTag = 0x0112;
const maxEntries = 512;

/** The orientation in the first directory of EXIF's TIFF structure (TIFF 6.0, EXIF 4.6.5.1.2); 1 where it says nothing of sense. */
export function exifOrientation(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittle = view.getUint16(0) === 0x4949;
  if (!isLittle && view.getUint16(0) !== 0x4d4d) return 1;
  const start = view.getUint32(4, isLittle);
  if (start + 2 > tiff.length) return 1;
  const count = Math.min(view.getUint16(start, isLittle), maxEntries);
  for (let index = 0; index < count; index += 1) {
    const at = start + 2 + 12 * index;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, isLittle) !== orientationTag) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** A picture of samples side by side. */
export interface Samples {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly pixels: Uint8Array;
}

/** Turns and mirrors a picture so that it lies as its EXIF orientation (1 to 8) says it is to be seen. */
export function upright({ rows, columns, samplesPerPixel, pixels }: Samples, orientation: number): Samples {
  const isTurned = orientation >= 5;
  const shape = isTurned ? { rows: columns, columns: rows } : { rows, columns };
  const out = new Uint8Array(rows * columns * samplesPerPixel);
  let to = 0;
  for (let row = 0; row < shape.rows; row += 1) {
    for (let column = 0; column < shape.columns; column += 1) {
      const [fromRow, fromColumn] = sourceOf(orientation, row, column, rows, columns);
      const from = (fromRow * columns + fromColumn) * samplesPerPixel;
      for (let sample = 0; sample < samplesPerPixel; sample += 1) out[to + sample] = pixels[from + sample] ?? 0;
      to += samplesPerPixel;
    }
  }
  return { ...shape, samplesPerPixel, pixels: out };
}

/** Where in the stored picture the pixel lies that is seen at a row and column. */
function sourceOf(orientation: number, row: number, column: number, rows: number, columns: number): readonly [number, number] {
  switch (orientation) {
    case 2:
      return [row, columns - 1 - column];
    case 3:
      return [rows - 1 - row, columns - 1 - column];
    case 4:
      return [rows - 1 - row, column];
    case 5:
      return [column, row];
    case 6:
      return [rows - 1 - column, row];
    case 7:
      return [rows - 1 - column, columns - 1 - row];
    case 8:
      return [column, columns - 1 - row];
    default:
      return [row, column];
  }
}
