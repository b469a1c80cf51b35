import { pixelToPatientMm } from "../../../src/geometry/index.ts";
import { setWindow } from "../../stores/viewport/looks.ts";
import type { ToolName } from "../../stores/viewport/viewport-store.ts";
import { measuringHands } from "../measurement/measuring-hand.ts";
import type { Point2 } from "../plane/affine.ts";
import { draggable, type Window } from "../plane/voi.ts";
import { draggedUpperBound, draggedWindow, windowGain } from "../plane/window.ts";
import { cursorHand } from "./cursor-hand.ts";
import type { Hand, HandParts } from "./hand.ts";
import { calibrateHand, rotateHand, windowRegionHand } from "./image-hands.ts";
import { pixelAt } from "./plane-facts.ts";
import type { PlaneScene } from "./plane-scene.ts";

/** Pixels of vertical drag for one slice. */
const SCROLL_STEP = 8;

/** What each tool does: a tool is an entry here, made once for each viewport. */
export const hands: Readonly<Record<ToolName, (parts: HandParts) => Hand>> = {
  "window-level": windowHand,
  pan: ({ scene }) => ({ drag: ({ step }) => scene.panBy(step) }),
  zoom: ({ scene }) => ({
    drag: ({ point, step, total }) => scene.zoomBy(1.01 ** -step[1], [point[0] - total[0], point[1] - total[1]]),
  }),
  scroll: scrollHand,
  crosshair: crosshairHand,
  "cursor-3d": cursorHand,
  rotate: rotateHand,
  "window-region": windowRegionHand,
  magnifier: () => ({}),
  calibrate: calibrateHand,
  ...measuringHands,
};

function windowHand({ scene, cellId }: HandParts): Hand {
  const windowToDrag = (): Window => {
    const { voi, slice } = scene.facts();
    return draggable(voi, slice?.frame.valueType !== "float32");
  };
  let startWindow = windowToDrag();
  return {
    start() {
      startWindow = windowToDrag();
    },
    drag({ total }) {
      const drag = scene.pixels.detail.modality === "PT" ? draggedUpperBound : draggedWindow;
      setWindow(drag(startWindow, total[0], total[1], gainOf(scene)), cellId);
    },
  };
}

/** Of the frame that is shown; planes go by the whole series, so that all of them answer the hand alike. */
function gainOf(scene: PlaneScene): number {
  const { slice, frameIndex } = scene.facts();
  const own = slice?.isAcquired === false ? undefined : scene.pixels.frameRange(frameIndex);
  return windowGain(own ?? scene.pixels.range ?? { low: 0, high: 255 });
}

function scrollHand({ scene }: HandParts): Hand {
  let scrolled = 0;
  return {
    start() {
      scrolled = 0;
    },
    drag({ total }) {
      const slices = Math.trunc(total[1] / SCROLL_STEP);
      if (slices !== scrolled) scene.scrollBy(slices - scrolled);
      scrolled = slices;
    },
  };
}

function crosshairHand({ scene }: HandParts): Hand {
  const place = (point: Point2) => {
    const facts = scene.facts();
    if (facts.slice?.plane === undefined) return;
    const [column, row] = pixelAt(facts, point);
    scene.placeCrosshair(pixelToPatientMm(facts.slice.plane, column, row));
  };
  return { start: place, drag: ({ point }) => place(point) };
}
