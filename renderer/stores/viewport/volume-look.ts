import { arrange } from "../hanging/arrangement.ts";
import { changeCell, command } from "./change.ts";
import { type ClipBox, type Rendering, restingRendering, type ViewSide, wholeBox } from "./rendering.ts";
import { useViewportStore } from "./viewport-store.ts";

const { getState } = useViewportStore;

/** A box is never thinner than this share of the volume. */
const LEAST_SIDE = 0.01;

/** Changes how a volume rendering departs from its preset; nothing happens in a cell that shows something else. */
export function changeRendering(change: Partial<Rendering>, cellId = getState().activeCellId): void {
  changeCell(cellId, (cell) =>
    cell.content.kind === "volume3d" ? { ...cell, rendering: { ...cell.rendering, ...change } } : cell,
  );
}

/** Moves the preset by modality units and stretches it, within what can be seen of it. */
export function setLook(look: { readonly shift: number; readonly stretch: number }, cellId = getState().activeCellId): void {
  changeRendering({ shift: look.shift, stretch: Math.min(8, Math.max(0.1, look.stretch)) }, cellId);
}

/** Back to the preset as it is. */
export function resetLook(cellId = getState().activeCellId): void {
  const { shift, stretch, opacity } = restingRendering;
  changeRendering({ shift, stretch, opacity }, cellId);
}

/** Cuts everything outside a box away; the box is turned on by it. */
export function setClipBox(box: ClipBox, cellId = getState().activeCellId): void {
  const low = box.low.map((from) => Math.min(1 - LEAST_SIDE, Math.max(0, from)));
  const high = box.high.map((to, axis) => Math.max((low[axis] as number) + LEAST_SIDE, Math.min(1, to)));
  const clip = { low, high, isOn: true } as unknown as Rendering["clip"];
  changeRendering({ clip }, cellId);
}

export function toggleClipBox(cellId = getState().activeCellId): void {
  const rendering = renderingOf(cellId);
  if (rendering !== undefined) changeRendering({ clip: { ...rendering.clip, isOn: !rendering.clip.isOn } }, cellId);
}

/** The box goes around all of the volume again; it stays on. */
export function resetClipBox(cellId = getState().activeCellId): void {
  const isOn = renderingOf(cellId)?.clip.isOn ?? false;
  changeRendering({ clip: { ...wholeBox, isOn } }, cellId);
}

/** Takes what the patient lies on away, or brings it back. */
export function toggleTable(cellId = getState().activeCellId): void {
  const rendering = renderingOf(cellId);
  if (rendering === undefined) return;
  arrange("table", () => changeRendering({ withoutTable: !rendering.withoutTable }, cellId));
}

/** Looks at a volume from one of its six sides. */
export function viewFrom(from: ViewSide, cellId = getState().activeCellId): void {
  command(cellId, { kind: "view-from", from });
}

function renderingOf(cellId: string): Rendering | undefined {
  return getState().cells.find(({ id }) => id === cellId)?.rendering;
}
