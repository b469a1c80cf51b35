import { setActiveCell, toggleMaximised } from "../../stores/viewport/layout.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { openViewportMenu } from "../../stores/viewport-menu-store.ts";
import { dragUse } from "../scene/mouse.ts";
import { watchPointer } from "../scene/watch-pointer.ts";
import type { VolumeScene } from "./volume-scene.ts";

type Action = "turn" | "pan" | "zoom";

/** Left turns (or pans and zooms where that tool is chosen), middle pans, right and the wheel zoom. Returns how to stop. */
export function bindVolumePointer(element: HTMLElement, cellId: string, scene: VolumeScene): () => void {
  const actionOf = (event: PointerEvent): Action => {
    const use = dragUse(event);
    if (use !== undefined) return use === "pan" ? "pan" : "zoom";
    const { tool } = useViewportStore.getState();
    return tool === "pan" || tool === "zoom" ? tool : "turn";
  };
  return watchPointer<Action>(element, {
    actionOf,
    start: () => setActiveCell(cellId),
    drag(action, { step }) {
      if (action === "turn") scene.turnBy(step);
      else if (action === "pan") scene.panBy(step);
      else scene.zoomBy(1.01 ** -step[1]);
    },
    end() {},
    hover() {},
    pinch(factor, _about, step) {
      scene.panBy(step);
      scene.zoomBy(factor);
    },
    threeFingers() {},
    wheel: ({ pixels }) => scene.zoomBy(1.0015 ** -pixels),
    double: () => toggleMaximised(cellId),
    menu: ([x, y]) => openViewportMenu(cellId, x, y),
    cancel() {},
  });
}
