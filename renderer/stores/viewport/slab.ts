import { changeCell } from "./change.ts";
import { type Slab, useViewportStore } from "./viewport-store.ts";

const { getState, setState } = useViewportStore;

/** Thickest slab, millimetres. */
export const THICKEST_MM = 100;

/** What a slab is as thick as when only its mode was chosen. */
const FIRST_MM = 10;

/** Undefined: single slices again. */
export function setSlab(slab: Slab | undefined, cellId = getState().activeCellId): void {
  const within =
    slab === undefined
      ? undefined
      : { mode: slab.mode, thicknessMm: Math.round(Math.min(THICKEST_MM, Math.max(0, slab.thicknessMm)) * 10) / 10 };
  changeCell(cellId, (cell) => ({ ...cell, slab: within }));
}

/** Shows slabs of a mode, as thick as the last ones; undefined: single slices. The same mode once more is single slices too. */
export function toggleSlabMode(mode: Slab["mode"] | undefined, cellId = getState().activeCellId): void {
  const slab = slabOf(cellId);
  if (mode === undefined || slab?.mode === mode) setSlab(undefined, cellId);
  else setSlab({ mode, thicknessMm: slab?.thicknessMm ?? FIRST_MM }, cellId);
}

/** Thicker or thinner by a step that grows with the thickness; without a slab, thicker begins one of the brightest values. */
export function stepSlab(steps: number, cellId = getState().activeCellId): void {
  const slab = slabOf(cellId) ?? { mode: "MIP" as const, thicknessMm: 0 };
  let { thicknessMm } = slab;
  for (let step = 0; step < Math.abs(steps); step++) {
    const from = steps > 0 ? thicknessMm : thicknessMm - 0.01;
    const by = from < 10 ? 1 : from < 30 ? 2 : 5;
    thicknessMm = steps > 0 ? Math.floor(thicknessMm / by + 1e-6) * by + by : Math.ceil(thicknessMm / by - 1e-6) * by - by;
  }
  setSlab(thicknessMm <= 0 ? undefined : { ...slab, thicknessMm }, cellId);
}

/** Gives the other planes of a cell's series the same slab. */
export function shareSlab(cellId = getState().activeCellId): void {
  const origin = getState().cells.find(({ id }) => id === cellId);
  const content = origin?.content;
  if (origin === undefined || content?.kind !== "mpr") return;
  setState({
    cells: getState().cells.map((cell) =>
      cell.content.kind === "mpr" && cell.content.seriesInstanceUid === content.seriesInstanceUid
        ? { ...cell, slab: origin.slab }
        : cell,
    ),
  });
}

/** Shows or hides the lines where planes cut each other. */
export function toggleCrosshair(): void {
  setState({ showsCrosshair: !getState().showsCrosshair });
}

function slabOf(cellId: string): Slab | undefined {
  return getState().cells.find(({ id }) => id === cellId)?.slab;
}
