import type { Point2 } from "../plane/affine.ts";
import type { Hand, HandParts } from "../scene/hand.ts";
import { pixelAt } from "../scene/plane-facts.ts";
import { buildMeasured, type MeasuringTool } from "./measured.ts";

/** A tool that sets the points of a measurement. */
export function measuringHand(tool: MeasuringTool): (parts: HandParts) => Hand {
  return ({ scene, drawing, onMeasured }) => {
    const at = (point: Point2) => pixelAt(scene.facts(), point);
    const finish = (points: readonly Point2[] | undefined) => {
      const { slice } = scene.facts();
      if (points !== undefined && slice !== undefined) onMeasured(buildMeasured(tool, points, slice, scene.pixels.detail));
    };
    return {
      start: (point) => finish(drawing.press(tool, at(point))),
      drag: ({ point }) => drawing.move(at(point)),
      end: (point, wasDragged) => finish(drawing.release(at(point), wasDragged)),
      hover: (point) => drawing.move(at(point)),
      double: () => {},
      cancel: () => drawing.cancel(),
    };
  };
}
