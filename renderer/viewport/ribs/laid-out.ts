import type { Ribs } from "../../../src/contract/index.ts";
import { add, distance, dot, scale, subtract, type Vec3 } from "../../../src/geometry/index.ts";

/** A rib as it is drawn: its values, and where each of its pixels lies in the patient. */
export interface LaidOutRib {
  readonly side: "R" | "L";
  readonly number: number | null;
  readonly order: number;
  readonly isCut: boolean;
  readonly columns: number;
  readonly rows: number;
  /** HU, row by row; columns from the spine. */
  readonly values: Int16Array;
  /** The place of a (fractional) pixel, LPS+ millimetres. */
  pointAt(column: number, row: number): Vec3;
}

/** Reads what the host sent; a rib whose parts are not as long as it says is left out. */
export function layOut({ ribs, pixelMm }: Ribs): readonly LaidOutRib[] {
  return ribs.flatMap(({ valuesBase64, middlesBase64, downsBase64, runsBase64: _runs, ...rib }) => {
    const values = numbersOf(valuesBase64, Int16Array);
    const middles = numbersOf(middlesBase64, Float32Array);
    const downs = numbersOf(downsBase64, Float32Array);
    const { columns, rows } = rib;
    if (values.length !== columns * rows || middles.length !== columns * 3 || downs.length !== columns * 3) return [];
    const vector = (of: Float32Array, column: number): Vec3 => {
      const at = Math.min(columns - 1, Math.max(0, Math.round(column))) * 3;
      return [of[at] as number, of[at + 1] as number, of[at + 2] as number];
    };
    const pointAt = (column: number, row: number) =>
      add(vector(middles, column), scale(vector(downs, column), (row - (rows - 1) / 2) * pixelMm));
    return [{ ...rib, values, pointAt }];
  });
}

/** A rib and a place on its strip, in pixels. */
export interface PlaceOnRib {
  readonly rib: LaidOutRib;
  readonly place: { readonly column: number; readonly row: number };
}

/** Farther from a rib's middle than this a point is not on it. */
const ON_RIB_MM = 11;

/** The place on the ribs that is nearest to a point of the patient; undefined where none is near. */
export function placeOf(ribs: readonly LaidOutRib[], pointPatient: Vec3, pixelMm: number): PlaceOnRib | undefined {
  let best: PlaceOnRib | undefined;
  let least = ON_RIB_MM;
  for (const rib of ribs) {
    const middle = (rib.rows - 1) / 2;
    for (let column = 0; column < rib.columns; column++) {
      const here = rib.pointAt(column, middle);
      const apart = distance(here, pointPatient);
      if (apart >= least) continue;
      const down = subtract(rib.pointAt(column, middle + 1), here);
      const row = middle + dot(subtract(pointPatient, here), down) / (pixelMm * pixelMm);
      least = apart;
      best = { rib, place: { column, row: Math.min(rib.rows - 1, Math.max(0, row)) } };
    }
  }
  return best;
}

/** The numbers that base64 holds, little endian as this computer; what is less than a whole one at the end is left out. */
export function numbersOf<T>(base64: string, numbers: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number }): T {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length - (text.length % numbers.BYTES_PER_ELEMENT));
  for (let n = 0; n < bytes.length; n++) bytes[n] = text.charCodeAt(n);
  return new numbers(bytes.buffer);
}
