import type { VolumeGrid } from "../geometry/index.ts";
import type { Fields } from "./fields.ts";

/** A coarse field seen on the pixels of one slice: cut at a height, then at a row, then run along the columns. */
export interface FieldCut {
  /** Cuts a field at patient height z. */
  cut(field: Float32Array, z: number): void;
  /** Moves to a pixel row; false where the whole row lies farther out than `limit`. */
  row(row: number, limit: number): boolean;
  /** Calls `put` for runs of pixels whose distance is under `offset`: share 1 for whole runs, single pixels along the edge. */
  runs(offset: number, put: (column: number, end: number, share: number) => void): void;
  /** Writes the row's distance at every pixel. */
  expand(target: Float32Array): void;
  /** Calls `put` for pixels closer than `reach` edge widths to the zero surface, with the signed distance and the edge width. */
  sheet(reach: number, put: (column: number, distance: number, width: number) => void): void;
}

export function createFieldCut(fields: Fields, grid: VolumeGrid, thicknessMm: number): FieldCut {
  const [columns] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const { columns: across, rows: down, planes, stepMm, origin } = fields;
  const planeSize = across * down;
  const distance = new Float32Array(planeSize);
  const slope = new Float32Array(planeSize);
  const lowest = new Float32Array(down);
  const here = new Float32Array(across);
  const width = new Float32Array(across);
  const startX = (grid.originPatient[0] - origin[0]) / stepMm;
  const stepX = pixelMm / stepMm;
  const first = Int32Array.from({ length: across + 1 }, (_, i) =>
    Math.min(columns, Math.max(0, Math.ceil((i - startX) / stepX))),
  );

  /** The pixels of the coarse cell i, across which the distance goes from d0 to d1. */
  const edge = (i: number, d0: number, d1: number, w: number, put: (column: number, end: number, share: number) => void) => {
    const start = first[i] as number;
    const end = first[i + 1] as number;
    const rise = (d1 - d0) * stepX;
    let d = d0 + (start * stepX + startX - i) * (d1 - d0);
    for (let column = start; column < end; column++, d += rise) {
      const share = 0.5 - d / w;
      if (share > 0) put(column, column + 1, Math.min(1, share));
    }
  };

  return {
    cut: (field, z) => {
      const position = (z - origin[2]) / stepMm;
      const k = Math.min(planes - 2, Math.max(0, Math.floor(position)));
      const t = Math.min(1, Math.max(0, position - k));
      const base = k * planeSize;
      for (let j = 0; j < down; j++) {
        let low = 1e9;
        for (let n = j * across; n < (j + 1) * across; n++) {
          const under = field[base + n] as number;
          const rise = (field[base + planeSize + n] as number) - under;
          const value = under + t * rise;
          distance[n] = value;
          slope[n] = Math.min(1, Math.abs(rise) / stepMm);
          if (value < low) low = value;
        }
        lowest[j] = low;
      }
    },
    row: (row, limit) => {
      const position = (grid.originPatient[1] + row * pixelMm - origin[1]) / stepMm;
      const j = Math.min(down - 2, Math.floor(position));
      if ((lowest[j] as number) > limit && (lowest[j + 1] as number) > limit) return false;
      const t = position - j;
      const a = j * across;
      for (let i = 0; i < across; i++) {
        here[i] = (distance[a + i] as number) * (1 - t) + (distance[a + across + i] as number) * t;
        width[i] = pixelMm + thicknessMm * 0.9 * (slope[a + i] as number);
      }
      return true;
    },
    runs: (offset, put) => {
      for (let i = 0; i + 1 < across; i++) {
        const d0 = (here[i] as number) - offset;
        const d1 = (here[i + 1] as number) - offset;
        const half = Math.max(width[i] as number, width[i + 1] as number) / 2;
        if (d0 > half && d1 > half) continue;
        if (d0 < -half && d1 < -half) {
          const start = first[i] as number;
          while (i + 2 < across && (here[i + 2] as number) - offset < -half - 1) i++;
          put(start, first[i + 1] as number, 1);
        } else edge(i, d0, d1, half * 2, put);
      }
    },
    expand: (target) => {
      for (let i = 0; i + 1 < across; i++) {
        const start = first[i] as number;
        const end = first[i + 1] as number;
        const d0 = here[i] as number;
        const d1 = here[i + 1] as number;
        let d = d0 + (start * stepX + startX - i) * (d1 - d0);
        for (let column = start; column < end; column++, d += (d1 - d0) * stepX) target[column] = d;
      }
    },
    sheet: (reach, put) => {
      for (let i = 0; i + 1 < across; i++) {
        const d0 = here[i] as number;
        const d1 = here[i + 1] as number;
        const w = width[i] as number;
        if (d0 * d1 > 0 && Math.min(Math.abs(d0), Math.abs(d1)) > reach * w) continue;
        const start = first[i] as number;
        const end = first[i + 1] as number;
        let d = d0 + (start * stepX + startX - i) * (d1 - d0);
        for (let column = start; column < end; column++, d += (d1 - d0) * stepX) {
          if (Math.abs(d) < reach * w) put(column, d, w);
        }
      }
    },
  };
}
