import type { PresentationAnnotation, PresentationDocument } from "../presentation/content.ts";
import type { InstanceReference } from "../reference.ts";
import { noGraphics, type ObjectGraphics } from "./content.ts";
import { curveThrough, ellipse } from "./curves.ts";
import { type ImagePlace, isMeant, sent } from "./image-place.ts";

type Point = readonly [number, number];
type Graphic = PresentationAnnotation["graphics"][number];
type Words = PresentationAnnotation["texts"][number];
type Units = Graphic["units"];
type ToPixel = (point: Point, units: Units) => Point | undefined;

const mostObjects = 5000;

/** Graphics and texts that a presentation state draws over an image, in the order of their layers (PS3.3 C.10.5, C.10.7). */
export function drawingsOnImage(state: PresentationDocument, image: ImagePlace, sopInstanceUid: string): ObjectGraphics {
  const graphics = noGraphics(sopInstanceUid);
  const listed = state.series.flatMap(({ instances }) => instances);
  if (!isFor(listed, image)) return graphics;
  const toPixel = pixelsOf(state, image);
  const layers = new Map(state.layers.map(({ name }, at) => [name, at]));
  const orderOf = (name: string) => state.layers[layers.get(name) ?? -1]?.order ?? 0;
  const annotations = state.annotations.filter(({ images }) => isFor(images, image));
  for (const annotation of annotations.toSorted((a, b) => orderOf(a.layer) - orderOf(b.layer))) {
    const layer = layers.get(annotation.layer) ?? -1;
    for (const graphic of annotation.graphics) {
      const points = pointsOf(graphic, toPixel, image.pixelAspect);
      if (points === undefined) graphics.unplaced += 1;
      else if (graphics.drawings.length >= mostObjects) graphics.omitted += 1;
      else {
        const flat = points.flatMap(([x, y]) => [sent(x), sent(y)]);
        const { color, thickness, dashes, fillColor, fillOpacity } = graphic;
        const style = { color, thickness, dashes, fillColor, fillOpacity };
        graphics.drawings.push({ layer, ...shapeOf(graphic), points: flat, ...style });
      }
    }
    for (const words of annotation.texts) {
      const placed = placeWords(words, toPixel);
      if (placed === undefined) graphics.unplaced += 1;
      else if (graphics.texts.length >= mostObjects) graphics.omitted += 1;
      else graphics.texts.push({ layer, ...placed });
    }
  }
  return graphics;
}

/** No images named: for all of the state. */
function isFor(images: readonly InstanceReference[], image: ImagePlace): boolean {
  return images.length === 0 || images.some((reference) => isMeant(reference, image));
}

/**
 * PIXEL counts from the top left corner of the first pixel; DISPLAY is a share of the displayed area as the state turns it (PS3.3 C.10.4,
 * C.10.5, C.10.6): turned back here, for the image is shown as the reader has turned it.
 */
function pixelsOf(state: PresentationDocument, image: ImagePlace): ToPixel {
  const area = state.displayedAreas.find(({ images }) => isFor(images, image));
  const corners = area === undefined ? undefined : [area.topLeft, area.bottomRight];
  const bounds = (axis: 0 | 1, size: number) =>
    corners === undefined
      ? ([-0.5, size - 0.5] as const)
      : ([Math.min(...corners.map((one) => one[axis])) - 1.5, Math.max(...corners.map((one) => one[axis])) - 0.5] as const);
  const [left, right] = bounds(0, image.columns);
  const [top, bottom] = bounds(1, image.rows);
  return ([x, y], units) => {
    if (units === "MATRIX") return undefined;
    if (units === "PIXEL") return [x - 0.5, y - 0.5];
    const [u, v] = turnedBack(state, [x, y]);
    return [left + u * (right - left), top + v * (bottom - top)];
  };
}

/** A share of the area as it is displayed, as a share of the area of the image: first the flip undone, then the clockwise turn. */
function turnedBack({ rotationDegrees, flippedHorizontally }: PresentationDocument, [x, y]: Point): Point {
  const u = flippedHorizontally ? 1 - x : x;
  switch (((rotationDegrees % 360) + 360) % 360) {
    case 90:
      return [y, 1 - u];
    case 180:
      return [1 - u, 1 - y];
    case 270:
      return [1 - y, u];
    default:
      return [u, y];
  }
}

function shapeOf({ type, filled }: Graphic): { kind: "point" | "line"; closed: boolean; filled: boolean } {
  const isRound = type === "CIRCLE" || type === "ELLIPSE";
  return { kind: type === "POINT" ? "point" : "line", closed: isRound, filled: filled && type !== "POINT" };
}

/** The outline of a graphic object as points; undefined where its units or its points mean nothing. */
function pointsOf({ type, units, points }: Graphic, toPixel: ToPixel, pixelAspect: number): readonly Point[] | undefined {
  const placed = points.map((point) => toPixel(point, units));
  const known = placed.filter((point): point is Point => point !== undefined);
  const [a, b, c, d] = known;
  if (known.length !== placed.length || a === undefined) return undefined;
  switch (type) {
    case "POINT":
      return [a];
    case "POLYLINE":
      return known.length < 2 ? undefined : known;
    case "INTERPOLATED":
      return known.length < 2 ? undefined : curveThrough(known);
    case "CIRCLE": {
      if (b === undefined) return undefined;
      const radius = Math.hypot(b[0] - a[0], (b[1] - a[1]) * pixelAspect);
      return ellipse(a, [radius, 0], [0, radius / pixelAspect]);
    }
    case "ELLIPSE": {
      if (b === undefined || c === undefined || d === undefined) return undefined;
      const centre: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      return ellipse(centre, [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2], [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2]);
    }
  }
}

function placeWords(
  { text, color, bold, italic, underlined, horizontal, vertical, box, anchor }: Words,
  toPixel: ToPixel,
): Omit<ObjectGraphics["texts"][number], "layer"> | undefined {
  const topLeft = box && toPixel(box.topLeft, box.units);
  const bottomRight = box && toPixel(box.bottomRight, box.units);
  const point = anchor && toPixel(anchor.point, anchor.units);
  if (topLeft === undefined && point === undefined) return undefined;
  return {
    text,
    color,
    bold,
    italic,
    underlined,
    justification: box?.justification || horizontal || "",
    vertical,
    ...(topLeft && bottomRight ? { box: [sent(topLeft[0]), sent(topLeft[1]), sent(bottomRight[0]), sent(bottomRight[1])] } : {}),
    ...(point ? { anchor: [sent(point[0]), sent(point[1])] as [number, number] } : {}),
    anchorVisible: anchor?.visible ?? false,
  };
}
