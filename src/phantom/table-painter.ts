import type { VolumeGrid } from "../geometry/index.ts";
import type { Frame } from "./frame.ts";
import type { ThoraxShape } from "./recipe.ts";
import { bodyDistance, sectionAt } from "./thorax.ts";

/** Paints the table, the same in every slice, where there is air. */
export interface TablePainter {
  paint(slice: Float32Array): void;
}

/** A mattress and a curved carbon-fibre shell with a foam core, under the lowest point of the back. */
export function createTablePainter(shape: ThoraxShape, frame: Frame, grid: VolumeGrid): TablePainter {
  const [columns, rows] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const section = sectionAt(shape, -40);
  let back = 60;
  while (bodyDistance(shape, section, 22, back) < 0) back += 0.5;
  const top = frame.toPatient([0, back, 0])[1] + 2;
  const cells: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = grid.originPatient[0] + column * pixelMm;
      const y = grid.originPatient[1] + row * pixelMm;
      const hu = tableHu(x, y - top, pixelMm);
      if (hu > -990) {
        cells.push(row * columns + column);
        values.push(hu);
      }
    }
  }
  return {
    paint: (slice) => {
      for (let i = 0; i < cells.length; i++) {
        const at = cells[i] as number;
        const hu = values[i] as number;
        if ((slice[at] as number) < hu) slice[at] = hu;
      }
    },
  };
}

/** `depth` is millimetres under the patient's back. */
function tableHu(x: number, depth: number, pixelMm: number): number {
  const side = Math.abs(x);
  const sag = (x * x) / 1500;
  const share = (from: number, to: number, at: number) => Math.max(0, Math.min(1, Math.min(at - from, to - at) / pixelMm + 0.5));
  let hu = -1000;
  if (side < 205) {
    const mattress = share(0, 11, depth + sag * 0.8);
    hu += mattress * 70;
    const cover = Math.max(share(0, 0.7, depth + sag * 0.8), share(10.6, 11.3, depth + sag * 0.8));
    hu = Math.max(hu, -1000 + cover * 330);
  }
  if (side < 214) {
    const upper = share(14, 15.6, depth + sag);
    const lower = share(40, 41.6, depth + sag * 0.35);
    const core = Math.min(share(14, 60, depth + sag), share(-30, 41, depth + sag * 0.35));
    hu = Math.max(hu, -1000 + core * 45, -1000 + Math.max(upper, lower) * 860);
  }
  return hu;
}
