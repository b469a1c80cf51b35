import { pixelToPatientMm } from "../../../src/geometry/index.ts";
import { setActiveCell, toggleMaximised } from "../../stores/viewport/layout.ts";
import { setWindow } from "../../stores/viewport/looks.ts";
import { type ToolName, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import type { Drawing } from "../measurement/drawing.ts";
import { buildMeasured, type Measured, type MeasuringTool, pointsOf } from "../measurement/measured.ts";
import type { Point2 } from "../plane/affine.ts";
import { draggable, type Window } from "../plane/voi.ts";
import { draggedUpperBound, draggedWindow, windowGain } from "../plane/window.ts";
import { pixelAt } from "./plane-facts.ts";
import type { PlaneScene } from "./plane-scene.ts";
import { type PointerParts, type WheelTurn, watchPointer } from "./watch-pointer.ts";

interface PlanePointerParts {
  readonly element: HTMLElement;
  readonly cellId: string;
  readonly scene: PlaneScene;
  readonly drawing: Drawing;
  readonly onMeasured: (measured: Measured) => void;
}

/** Pixels of vertical drag for one slice. */
const SCROLL_STEP = 8;

type Action = ToolName | "none";

/** Turns what the hand does on a viewport of slices into wishes and movements. Returns how to stop. */
export function bindPlanePointer({ element, cellId, scene, drawing, onMeasured }: PlanePointerParts): () => void {
  const windowToDrag = (): Window => {
    const { voi, slice } = scene.facts();
    return draggable(voi, slice?.frame.valueType !== "float32");
  };
  let startWindow = windowToDrag();
  let scrolled = 0;
  const finish = (points: readonly Point2[] | undefined, tool: MeasuringTool) => {
    const { slice } = scene.facts();
    if (points !== undefined && slice !== undefined) onMeasured(buildMeasured(tool, points, slice, scene.pixels.detail));
  };
  const placeCrosshair = (point: Point2) => {
    const facts = scene.facts();
    if (facts.slice?.plane === undefined) return;
    const [column, row] = pixelAt(facts, point);
    scene.placeCrosshair(pixelToPatientMm(facts.slice.plane, column, row));
  };
  const actionOf = (event: PointerEvent): Action => {
    if (event.button === 1) return "pan";
    if (event.button === 2) return "zoom";
    if (event.button !== 0) return "none";
    return event.ctrlKey || event.metaKey ? "crosshair" : useViewportStore.getState().tool;
  };
  const parts: PointerParts<Action> = {
    actionOf,
    start(action, point) {
      setActiveCell(cellId);
      startWindow = windowToDrag();
      scrolled = 0;
      if (action === "crosshair") placeCrosshair(point);
      else if (isMeasuring(action)) finish(drawing.press(action, pixelAt(scene.facts(), point)), action);
    },
    drag(action, { point, step, total }) {
      if (action === "window-level") {
        const drag = scene.pixels.detail.modality === "PT" ? draggedUpperBound : draggedWindow;
        setWindow(drag(startWindow, total[0], total[1], gainOf(scene)), cellId);
      } else if (action === "pan") scene.panBy(step);
      else if (action === "zoom") scene.zoomBy(1.01 ** -step[1], [point[0] - total[0], point[1] - total[1]]);
      else if (action === "scroll") {
        const slices = Math.trunc(total[1] / SCROLL_STEP);
        if (slices !== scrolled) scene.scrollBy(slices - scrolled);
        scrolled = slices;
      } else if (action === "crosshair") placeCrosshair(point);
      else if (isMeasuring(action)) drawing.move(pixelAt(scene.facts(), point));
    },
    end(action, point, wasDragged) {
      if (isMeasuring(action)) finish(drawing.release(pixelAt(scene.facts(), point), wasDragged), action);
    },
    hover: (point) => drawing.move(pixelAt(scene.facts(), point)),
    pinch(factor, about, step) {
      scene.panBy(step);
      scene.zoomBy(factor, about);
    },
    threeFingers: (slices) => scene.scrollBy(slices),
    wheel(turn: WheelTurn) {
      if (turn.isZoom) scene.zoomBy(1.0015 ** -turn.pixels, turn.point);
      else {
        drawing.cancel();
        scene.scrollBy(turn.steps);
      }
    },
    double(action) {
      if (!isMeasuring(action)) toggleMaximised(cellId);
    },
    cancel: () => drawing.cancel(),
  };
  return watchPointer(element, parts);
}

/** Of the frame that is shown; planes go by the whole series, so that all of them answer the hand alike. */
function gainOf(scene: PlaneScene): number {
  const { slice, frameIndex } = scene.facts();
  const own = slice?.isAcquired === false ? undefined : scene.pixels.frameRange(frameIndex);
  return windowGain(own ?? scene.pixels.range ?? { low: 0, high: 255 });
}

export function isMeasuring(tool: Action): tool is MeasuringTool {
  return tool in pointsOf;
}
