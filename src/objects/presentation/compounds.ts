import type { Dataset } from "../../dicom/index.ts";
import { itemsOf, numberOf, numbersOf, pairOf, textOf, tuples } from "../attributes.ts";
import type { PresentationAnnotation } from "./content.ts";
import { fillOf, lineOf } from "./styles.ts";

type Graphic = PresentationAnnotation["graphics"][number];
type Point = [number, number];

/**
 * Compound graphics that no plain graphic or text stands for, as plain ones where their shape is told by their points alone (PS3.3
 * C.10.5.1.3): a state shall hold plain ones as well and tie both by Compound Graphic Instance ID, so that who draws the plain ones has drawn
 * all. `omitted` counts those that neither has.
 */
export function readCompounds(annotation: Dataset): { readonly graphics: readonly Graphic[]; readonly omitted: number } {
  const plain = [...itemsOf(annotation, "GraphicObjectSequence", 5000), ...itemsOf(annotation, "TextObjectSequence", 5000)];
  const tied = new Set(plain.map((one) => numberOf(one, "CompoundGraphicInstanceID")));
  const alone = itemsOf(annotation, "CompoundGraphicSequence", 5000).filter(
    (one) => !tied.has(numberOf(one, "CompoundGraphicInstanceID") ?? -1),
  );
  const drawn = alone.map(asPlain);
  return { graphics: drawn.flat(), omitted: drawn.filter((graphics) => graphics.length === 0).length };
}

function asPlain(item: Dataset): Graphic[] {
  const points = tuples(numbersOf(item, "GraphicData", 20_000), 2).map((point) => turned(item, point as Point));
  const corners = tuples(numbersOf(item, "GraphicData", 4), 2) as Point[];
  const units = textOf(item, "CompoundGraphicUnits", 16) === "DISPLAY" ? "DISPLAY" : "PIXEL";
  const of = (type: Graphic["type"], outline: Point[], filled = false): Graphic => ({
    ...{ type, units, points: outline, filled: filled && textOf(item, "GraphicFilled", 4) === "Y" },
    ...lineOf(item),
    ...fillOf(item),
  });
  const [[left, top] = [0, 0], [right, bottom] = [0, 0]] = corners;
  switch (textOf(item, "CompoundGraphicType", 16)) {
    case "MULTILINE":
      return tuplesOf(points).map((ends) => of("POLYLINE", ends));
    case "RECTANGLE": {
      const outline: Point[] = [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
        [left, top],
      ];
      return corners.length < 2
        ? []
        : [
            of(
              "POLYLINE",
              outline.map((point) => turned(item, point)),
              true,
            ),
          ];
    }
    case "ELLIPSE": {
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const axes: Point[] = [
        [left, y],
        [right, y],
        [x, top],
        [x, bottom],
      ];
      return corners.length < 2
        ? []
        : [
            of(
              "ELLIPSE",
              axes.map((point) => turned(item, point)),
              true,
            ),
          ];
    }
    default:
      return [];
  }
}

/** Counterclockwise about the rotation point, as it is seen with rows downwards. */
function turned(item: Dataset, [x, y]: Point): Point {
  const degrees = numberOf(item, "RotationAngle") ?? 0;
  const about = pairOf(item, "RotationPoint");
  if (degrees === 0 || about === undefined) return [x, y];
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [dx, dy] = [x - about[0], y - about[1]];
  return [about[0] + dx * cosine + dy * sine, about[1] - dx * sine + dy * cosine];
}

/** Points two by two. */
function tuplesOf(points: readonly Point[]): Point[][] {
  return Array.from({ length: points.length >> 1 }, (_, at) => points.slice(2 * at, 2 * at + 2));
}
