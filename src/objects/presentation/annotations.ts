import type { Dataset, Keyword } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf, numbersOf, pairOf, textOf, tuples } from "../attributes.ts";
import { referencesOf } from "../reference.ts";
import { labToRgb } from "../segmentation/cielab.ts";
import type { PresentationAnnotation } from "./content.ts";

type Graphic = PresentationAnnotation["graphics"][number];
type TextObject = PresentationAnnotation["texts"][number];

const graphicTypes: readonly string[] = ["POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"] satisfies Graphic["type"][];

/** Graphics and texts over images, layer by layer (PS3.3 C.10.5). */
export function readAnnotations(dataset: Dataset): PresentationAnnotation[] {
  return itemsOf(dataset, "GraphicAnnotationSequence", 2000).map((item) => ({
    images: referencesOf(item, "ReferencedImageSequence"),
    layer: textOf(item, "GraphicLayer", 64),
    graphics: itemsOf(item, "GraphicObjectSequence", 5000).flatMap((graphic) => readGraphic(graphic) ?? []),
    texts: itemsOf(item, "TextObjectSequence", 5000).map(readText),
  }));
}

function readGraphic(item: Dataset): Graphic | undefined {
  const type = textOf(item, "GraphicType", 16);
  if (!graphicTypes.includes(type)) return undefined;
  return {
    type: type as Graphic["type"],
    units: unitsOf(item, "GraphicAnnotationUnits"),
    points: tuples(numbersOf(item, "GraphicData", 20_000), 2),
    filled: textOf(item, "GraphicFilled", 4) === "Y",
    ...colorOf(itemOf(item, "LineStyleSequence"), "PatternOnColorCIELabValue"),
    ...lineOf(itemOf(item, "LineStyleSequence")),
  };
}

/** Thickest line that is drawn: a thicker one would hide what it is drawn over. */
const thickestLine = 12;

/** How a line is drawn (PS3.3 C.10.5.1.1, Line Style Sequence). */
function lineOf(style: Dataset | undefined): Pick<Graphic, "thickness" | "dashed"> {
  const thickness = style && numberOf(style, "LineThickness");
  return {
    ...(thickness !== undefined && thickness > 0 ? { thickness: Math.min(thickestLine, thickness) } : {}),
    ...(style && textOf(style, "LineDashingStyle", 16) === "DASHED" ? { dashed: true } : {}),
  };
}

function readText(item: Dataset): TextObject {
  const topLeft = pairOf(item, "BoundingBoxTopLeftHandCorner");
  const bottomRight = pairOf(item, "BoundingBoxBottomRightHandCorner");
  const point = pairOf(item, "AnchorPoint");
  return {
    text: textOf(item, "UnformattedTextValue", 1024),
    ...colorOf(itemOf(item, "TextStyleSequence"), "TextColorCIELabValue"),
    ...(textOf(itemOf(item, "TextStyleSequence") ?? item, "Bold", 4) === "Y" ? { bold: true } : {}),
    box:
      topLeft && bottomRight
        ? {
            units: unitsOf(item, "BoundingBoxAnnotationUnits"),
            topLeft,
            bottomRight,
            justification: textOf(item, "BoundingBoxTextHorizontalJustification", 16),
          }
        : undefined,
    anchor: point && {
      units: unitsOf(item, "AnchorPointAnnotationUnits"),
      point,
      visible: textOf(item, "AnchorPointVisibility", 4) === "Y",
    },
  };
}

function colorOf(style: Dataset | undefined, keyword: Keyword): { color?: [number, number, number] } {
  const [l, a, b] = numbersOf(style, keyword, 3);
  return l === undefined || a === undefined || b === undefined ? {} : { color: labToRgb([l, a, b]) };
}

/**
 * Compound graphics (rulers, arrows, axes) that no plain graphic or text stands for: a state shall hold those as well and tie them together
 * by Compound Graphic Instance ID, so that who draws the plain ones has drawn all.
 */
export function compoundsWithoutPlain(dataset: Dataset): number {
  return itemsOf(dataset, "GraphicAnnotationSequence", 2000).reduce((count, item) => {
    const plain = [...itemsOf(item, "GraphicObjectSequence", 5000), ...itemsOf(item, "TextObjectSequence", 5000)];
    const tied = new Set(plain.map((one) => numberOf(one, "CompoundGraphicInstanceID")));
    const compounds = itemsOf(item, "CompoundGraphicSequence", 5000);
    return count + compounds.filter((one) => !tied.has(numberOf(one, "CompoundGraphicInstanceID") ?? -1)).length;
  }, 0);
}

function unitsOf(item: Dataset, keyword: Keyword): Graphic["units"] {
  const units = textOf(item, keyword, 16);
  return units === "DISPLAY" || units === "MATRIX" ? units : "PIXEL";
}
