import { tell } from "../../stores/index.ts";
import { setActiveCell, toggleMaximised } from "../../stores/viewport/layout.ts";
import { setWindow } from "../../stores/viewport/looks.ts";
import { stepSlab } from "../../stores/viewport/slab.ts";
import { type ToolName, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { openViewportMenu } from "../../stores/viewport-menu-store.ts";
import { editHand } from "../measurement/edit-hand.ts";
import { bindMeasuringKeys } from "../measurement/measuring-keys.ts";
import { draggable } from "../plane/voi.ts";
import { stretchedWindow } from "../plane/window.ts";
import { crosshairGrab } from "./crosshair-hand.ts";
import type { Hand, HandParts } from "./hand.ts";
import { hands } from "./hands.ts";
import { onSliceLeft } from "./leaving.ts";
import { dragUse, wheelUse } from "./mouse.ts";
import { formsSlabs } from "./slabs.ts";
import { type PointerParts, watchPointer } from "./watch-pointer.ts";

type Action = ToolName | "grab" | "edit" | "none";

/** How much wider one notch of the wheel makes the window, where the wheel is for that. */
const WIDTH_STEP = 1.1;

/** Turns what the hand does on a viewport of slices into wishes and movements. Returns how to stop. */
export function bindPlanePointer(handParts: HandParts): () => void {
  const { element, cellId, scene } = handParts;
  const held = Object.fromEntries(Object.entries(hands).map(([tool, make]) => [tool, make(handParts)])) as Record<ToolName, Hand>;
  const grab = crosshairGrab(handParts);
  const edit = editHand(handParts);
  const handOf = (action: Action): Hand => {
    if (action === "edit") return edit;
    return action === "none" ? {} : action === "grab" ? grab : held[action];
  };
  const chosen = () => useViewportStore.getState().tool;
  const cancel = () => {
    for (const hand of [...Object.values(held), edit]) hand.cancel?.();
  };
  const { drawing, editing } = handParts.measuring;
  const leaveDrawing = () => drawing.leave() && tell("viewport.measure.drawingLeft");
  const parts: PointerParts<Action> = {
    actionOf(event) {
      const use = dragUse(event);
      if (use !== undefined) return use;
      if (event.ctrlKey || event.metaKey) return "crosshair";
      const { left, top } = element.getBoundingClientRect();
      if (edit.take([event.clientX - left, event.clientY - top], event.pointerType === "touch")) return "edit";
      return grab.take(event.target) ? "grab" : chosen();
    },
    start(action, point) {
      setActiveCell(cellId);
      handOf(action).start?.(point);
    },
    drag: (action, drag) => handOf(action).drag?.(drag),
    end: (action, point, wasDragged) => handOf(action).end?.(point, wasDragged),
    hover(point) {
      edit.hover?.(point);
      handOf(chosen()).hover?.(point);
    },
    pinch(factor, about, step) {
      scene.panBy(step);
      scene.zoomBy(factor, about);
    },
    threeFingers: (slices) => scene.scrollBy(slices),
    wheel({ isWithCtrl, isForThickness, pixels, steps, point }) {
      const use = wheelUse(isWithCtrl);
      if (isForThickness && formsSlabs(scene.pixels)) stepSlab(-steps, cellId);
      else if (use === "zoom") scene.zoomBy(1.0015 ** -pixels, point);
      else if (use === "window-width") {
        const { voi, slice } = scene.facts();
        const window = draggable(voi, slice?.frame.valueType !== "float32");
        setWindow(stretchedWindow(window, WIDTH_STEP ** -steps), cellId);
      } else {
        editing.settle();
        leaveDrawing();
        cancel();
        scene.scrollBy(steps);
      }
    },
    double(action, point) {
      const { double } = handOf(action);
      if (double === undefined) toggleMaximised(cellId);
      else double(point);
    },
    menu: ([x, y]) => openViewportMenu(cellId, x, y),
    cancel,
  };
  const leave = () => {
    editing.settle();
    leaveDrawing();
    for (const hand of [edit, held.calibrate, held["window-region"]]) hand.cancel?.();
  };
  const stops = [watchPointer(element, parts), bindMeasuringKeys(handParts), onSliceLeft(scene, drawing, leave)];
  return () => {
    for (const stop of stops) stop();
  };
}
