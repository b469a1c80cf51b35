import { setActiveCell, toggleMaximised } from "../../stores/viewport/layout.ts";
import { type ToolName, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import type { Hand, HandParts } from "./hand.ts";
import { hands } from "./hands.ts";
import { type PointerParts, watchPointer } from "./watch-pointer.ts";

type Action = ToolName | "none";

/** Turns what the hand does on a viewport of slices into wishes and movements. Returns how to stop. */
export function bindPlanePointer(handParts: HandParts): () => void {
  const { element, cellId, scene } = handParts;
  const held = Object.fromEntries(Object.entries(hands).map(([tool, make]) => [tool, make(handParts)])) as Record<ToolName, Hand>;
  const handOf = (action: Action): Hand => (action === "none" ? {} : held[action]);
  const chosen = () => useViewportStore.getState().tool;
  const cancel = () => {
    for (const hand of Object.values(held)) hand.cancel?.();
  };
  const parts: PointerParts<Action> = {
    actionOf(event) {
      if (event.button === 1) return "pan";
      if (event.button === 2) return "zoom";
      if (event.button !== 0) return "none";
      return event.ctrlKey || event.metaKey ? "crosshair" : chosen();
    },
    start(action, point) {
      setActiveCell(cellId);
      handOf(action).start?.(point);
    },
    drag: (action, drag) => handOf(action).drag?.(drag),
    end: (action, point, wasDragged) => handOf(action).end?.(point, wasDragged),
    hover: (point) => handOf(chosen()).hover?.(point),
    pinch(factor, about, step) {
      scene.panBy(step);
      scene.zoomBy(factor, about);
    },
    threeFingers: (slices) => scene.scrollBy(slices),
    wheel(turn) {
      if (turn.isZoom) scene.zoomBy(1.0015 ** -turn.pixels, turn.point);
      else {
        cancel();
        scene.scrollBy(turn.steps);
      }
    },
    double(action, point) {
      const { double } = handOf(action);
      if (double === undefined) toggleMaximised(cellId);
      else double(point);
    },
    cancel,
  };
  return watchPointer(element, parts);
}
