import { setRotation, setWindow } from "../../stores/viewport/looks.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import type { Point2 } from "../plane/affine.ts";
import { autoWindow, insideView, viewRectangle } from "../plane/auto-window.ts";
import type { Hand, HandParts } from "./hand.ts";
import { pixelAt } from "./plane-facts.ts";

/** Within so many degrees of a quarter turn the hand means it. */
const CATCH_DEGREES = 2;

/** Turns the picture about the middle of the view by whole degrees. */
export function rotateHand({ scene, cellId }: HandParts): Hand {
  let start = { degrees: 0, angle: 0 };
  const angleOf = ([x, y]: Point2) => {
    const { width, height } = scene.facts().size;
    return (Math.atan2(y - height / 2, x - width / 2) * 180) / Math.PI;
  };
  return {
    start(point) {
      const cell = useViewportStore.getState().cells.find(({ id }) => id === cellId);
      start = { degrees: cell?.rotationDegrees ?? 0, angle: angleOf(point) };
    },
    drag({ point }) {
      const degrees = Math.round(start.degrees + angleOf(point) - start.angle);
      const quarter = Math.round(degrees / 90) * 90;
      setRotation(Math.abs(degrees - quarter) <= CATCH_DEGREES ? quarter : degrees, cellId);
    },
  };
}

/** The window of what lies in a rectangle drawn over the picture. */
export function windowRegionHand({ scene, cellId }: HandParts): Hand {
  let from: Point2 | undefined;
  const give = () => {
    from = undefined;
    scene.sketch.show(undefined);
  };
  return {
    start(point) {
      from = point;
    },
    drag({ point }) {
      if (from === undefined) return;
      scene.sketch.show({ kind: "region", points: viewRectangle(scene.facts().viewFromPixel, from, point) });
    },
    end(point, wasDragged) {
      const { slice, viewFromPixel } = scene.facts();
      const corner = from;
      give();
      if (slice === undefined || corner === undefined || !wasDragged) return;
      const window = autoWindow(slice, insideView(viewFromPixel, corner, point));
      if (window !== undefined) setWindow(window, cellId);
    },
    cancel: give,
  };
}

/** A line over an object of known length; it stays until its length was typed (`CalibrationEntry`) or it is given up. */
export function calibrateHand({ scene }: HandParts): Hand {
  let from: Point2 | undefined;
  const show = (point: Point2) => {
    if (from !== undefined) scene.sketch.show({ kind: "line", points: [from, pixelAt(scene.facts(), point)] });
  };
  return {
    start(point) {
      from = pixelAt(scene.facts(), point);
      scene.sketch.show(undefined);
    },
    drag: ({ point }) => show(point),
    end(point, wasDragged) {
      if (wasDragged) show(point);
      from = undefined;
    },
    double: () => {},
    cancel() {
      from = undefined;
      scene.sketch.show(undefined);
    },
  };
}
