import { changePreference, currentPreference } from "./preference-store.ts";
import { holdSize } from "./viewport/movement.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

/** What tells the screen that the window is on from the others of this computer: its size in device pixels and its place. */
export function screenName(): string {
  const { width, height } = window.screen;
  const { availLeft = 0, availTop = 0 } = window.screen as Screen & { readonly availLeft?: number; readonly availTop?: number };
  const ratio = window.devicePixelRatio || 1;
  return `${Math.round(width * ratio)}x${Math.round(height * ratio)}+${availLeft}+${availTop}`;
}

/** Device pixels of a millimetre on the screen that the window is on; undefined until the reader has measured it. */
export function screenScale(): number | undefined {
  const name = screenName();
  return currentPreference("screens").measured.find(({ screen }) => screen === name)?.devicePixelsPerMm;
}

/** Keeps what the reader measured on the screen that the window is on. */
export async function keepScreenScale(devicePixelsPerMm: number): Promise<boolean> {
  const name = screenName();
  const others = currentPreference("screens").measured.filter(({ screen }) => screen !== name);
  return await changePreference("screens", { measured: [{ screen: name, devicePixelsPerMm }, ...others].slice(0, 32) });
}

/** A millimetre of the image becomes one of the screen; nothing happens on a screen that nobody has measured. */
export function showTrueSize(cellId = useViewportStore.getState().activeCellId): void {
  const devicePixelsPerMm = screenScale();
  if (devicePixelsPerMm !== undefined) holdSize({ kind: "true-size", devicePixelsPerMm }, cellId);
}
