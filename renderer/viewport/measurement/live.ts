import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type Finding, measure, type PlanarShape } from "../../../src/findings/index.ts";
import type { Point2 } from "../plane/affine.ts";
import { lengthsAt } from "../plane/lengths.ts";
import type { Slice } from "../plane/slice.ts";
import { measureShape, type Revised } from "./measured.ts";
import { ellipsePoints } from "./strokes.ts";

/** What is counted within a few milliseconds, so that a region follows the hand: pixels around it, and its corners in every row. */
const MOST_PIXELS = 300_000;
const MOST_CORNERS = 2_000_000;

/** Whether the values inside a shape are counted while it is under the hand; else they wait until it is let go. */
export function isCountedLive(shape: PlanarShape, points: readonly Point2[], { columns, rows }: Slice): boolean {
  if (shape !== "polygon" && shape !== "ellipse" && shape !== "circle") return true;
  const outline = shape === "polygon" || points.length !== 4 ? points : ellipsePoints(points as never);
  const span = (axis: 0 | 1, size: number) => {
    const [low, high] = outline.reduce(
      ([least, most], point) => [Math.min(least, point[axis]), Math.max(most, point[axis])],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ) as [number, number];
    return Math.max(0, Math.min(size, high + 1) - Math.max(0, low));
  };
  const [wide, high] = [span(0, columns), span(1, rows)];
  return wide * high <= MOST_PIXELS && high * points.length <= MOST_CORNERS;
}

/**
 * What a shape under the hand measures now, values of its pixels included where that is quick. The screen is told of a moved pointer once
 * a frame, so this is asked for once a frame too.
 *
 * @param points pixels of the slice
 */
export function liveNumbers(
  shaped: { readonly shape: PlanarShape; readonly code: Finding["code"]; readonly site?: Finding["site"] },
  points: readonly Point2[],
  slice: Slice,
  detail: SeriesDetail,
): Pick<Revised, "measurements" | "caveats"> {
  if (isCountedLive(shaped.shape, points, slice)) return measureShape(shaped, points, slice, detail);
  const pointsPixel = points.map(([x, y]) => [x, y] as const);
  const pixelSpacingMm = lengthsAt(slice, points)?.spacingMm;
  return {
    measurements: measure(
      { kind: "image", shape: shaped.shape, pointsPixel: [...pointsPixel] },
      { pixelSpacingMm, pixelProportions: slice.spacing },
    ),
    caveats: [],
  };
}
