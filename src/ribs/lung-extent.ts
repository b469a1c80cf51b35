import { RibsError } from "./errors.ts";
import { WORK_MM, type WorkVolume } from "./work-volume.ts";

/** Slices of the work volume that show lung, and whether lung goes on beyond the volume. */
export interface LungExtent {
  readonly first: number;
  readonly last: number;
  readonly isCutBelow: boolean;
  readonly isCutAbove: boolean;
}

const STRIDE = 2;
const AIR_HU = -500;
/** More air than a trachea holds. */
const MIN_AREA_MM2 = 700;
const MIN_LUNG_ML = 250;
/** Slices without lung that do not end it (a breath between two). */
const GAP = 4;

/** Where lung lies along the patient: the longest run of slices with much air that is not joined to the room. @throws RibsError "no-lungs" */
export function findLungExtent({ grid, values }: WorkVolume): LungExtent {
  const nk = grid.dimensions[2];
  const areas = Array.from({ length: nk }, (_, k) => innerAirMm2(values, grid.dimensions[0], grid.dimensions[1], k));
  const best = { first: 0, last: -1, sum: 0 };
  for (let k = 0; k < nk; k++) {
    if ((areas[k] as number) < MIN_AREA_MM2) continue;
    let last = k;
    let sum = 0;
    for (let n = k; n < nk && n - last <= GAP; n++) {
      if ((areas[n] as number) < MIN_AREA_MM2) continue;
      last = n;
      sum += areas[n] as number;
    }
    if (sum > best.sum) Object.assign(best, { first: k, last, sum });
    k = last;
  }
  const foundMl = (best.sum * WORK_MM) / 1000;
  if (foundMl < MIN_LUNG_ML) {
    throw new RibsError(
      "no-lungs",
      "No lungs were found, so no ribs were looked for. The series can be read as usual; choose a CT of the chest.",
      { foundMl: Math.round(foundMl) },
    );
  }
  return { first: best.first, last: best.last, isCutBelow: best.first <= 1, isCutAbove: best.last >= nk - 2 };
}

/** Area of air of one slice that no path within the slice joins to its edge. */
function innerAirMm2(values: Int16Array, ni: number, nj: number, k: number): number {
  const columns = Math.floor(ni / STRIDE);
  const rows = Math.floor(nj / STRIDE);
  const air = new Uint8Array(columns * rows);
  let count = 0;
  for (let j = 0; j < rows; j++) {
    const base = ni * (j * STRIDE + nj * k);
    for (let i = 0; i < columns; i++) {
      if ((values[base + i * STRIDE] as number) >= AIR_HU) continue;
      air[j * columns + i] = 1;
      count++;
    }
  }
  const stack: number[] = [];
  const visit = (at: number) => {
    if (!air[at]) return;
    air[at] = 0;
    count--;
    stack.push(at);
  };
  for (let i = 0; i < columns; i++) {
    visit(i);
    visit(i + columns * (rows - 1));
  }
  for (let j = 0; j < rows; j++) {
    visit(j * columns);
    visit(j * columns + columns - 1);
  }
  while (stack.length > 0) {
    const at = stack.pop() as number;
    const i = at % columns;
    if (i > 0) visit(at - 1);
    if (i < columns - 1) visit(at + 1);
    if (at >= columns) visit(at - columns);
    if (at < columns * (rows - 1)) visit(at + columns);
  }
  return count * (STRIDE * WORK_MM) ** 2;
}
