import { type RefObject, useEffect, useRef } from "react";
import { type Cell, useViewportStore } from "../stores/viewport/viewport-store.ts";
import { bindCursorKey } from "./scene/cursor-hand.ts";
import type { LinkWishes } from "./scene/linking.ts";
import type { PlaneScene } from "./scene/plane-scene.ts";

/** What the viewport of a cell is to do together with others, as it is wished now. */
export function linkWishes(cellId: string): LinkWishes {
  const { scrollSync, linking, cells, activeCellId } = useViewportStore.getState();
  return {
    scroll: scrollSync,
    zoom: linking.zoom,
    pan: linking.pan,
    byHand: linking.byHand,
    isActive: activeCellId === cellId,
    isApart: cells.find(({ id }) => id === cellId)?.isApart ?? false,
  };
}

/** Tells the others what a viewport shows whenever its part in what they do together changes; the 3D cursor by key. */
export function useLinks(scene: PlaneScene | undefined, cell: Cell, root: RefObject<HTMLElement | null>): void {
  const isActive = useViewportStore(({ activeCellId }) => activeCellId === cell.id);
  const zoom = useViewportStore(({ linking }) => linking.zoom);
  const pan = useViewportStore(({ linking }) => linking.pan);
  const led = useRef(scene);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is linked is read by the scene; a change of it makes the active one lead
  useEffect(() => {
    // One that has just been opened takes over what the others have.
    if (isActive && led.current === scene) scene?.relink();
    led.current = scene;
  }, [scene, zoom, pan]);
  useEffect(() => {
    if (!isActive) return undefined;
    // The active viewport of the screen that the reader turns to is the one whose slice is drawn in the others.
    const turnedTo = () => scene?.retell();
    window.addEventListener("focus", turnedTo);
    return () => window.removeEventListener("focus", turnedTo);
  }, [scene, isActive]);
  useEffect(() => {
    if (scene === undefined || root.current === null) return undefined;
    return bindCursorKey(root.current, scene);
  }, [scene, root]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scene reads both by itself; here it is only told to look
  useEffect(() => scene?.refresh(), [scene, isActive, cell.isApart]);
}
