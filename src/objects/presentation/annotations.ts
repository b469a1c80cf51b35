import type { Dataset, Keyword } from "../../dicom/index.ts";
import { itemsOf, numbersOf, pairOf, textOf, tuples } from "../attributes.ts";
import { referencesOf } from "../reference.ts";
import { readCompounds } from "./compounds.ts";
import type { PresentationAnnotation } from "./content.ts";
import { fillOf, lineOf, type OmittedStyle, omittedStyles, textStyleOf } from "./styles.ts";

type Graphic = PresentationAnnotation["graphics"][number];
type TextObject = PresentationAnnotation["texts"][number];

const graphicTypes: readonly string[] = ["POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"] satisfies Graphic["type"][];

/** Graphics and texts over images, layer by layer (PS3.3 C.10.5); compound graphics that nothing stands for among them. */
export function readAnnotations(dataset: Dataset): PresentationAnnotation[] {
  return itemsOf(dataset, "GraphicAnnotationSequence", 2000).map((item) => ({
    images: referencesOf(item, "ReferencedImageSequence"),
    layer: textOf(item, "GraphicLayer", 64),
    graphics: [
      ...itemsOf(item, "GraphicObjectSequence", 5000).flatMap((graphic) => readGraphic(graphic) ?? []),
      ...readCompounds(item).graphics,
    ],
    texts: itemsOf(item, "TextObjectSequence", 5000).map(readText),
  }));
}

/** What of the drawings is not drawn as it is written: kinds of style, and compound graphics by number. */
export function omittedOf(dataset: Dataset): { readonly stylesOmitted: OmittedStyle[]; readonly compoundsOmitted: number } {
  const annotations = itemsOf(dataset, "GraphicAnnotationSequence", 2000);
  const objects = annotations.flatMap((item) => [
    ...itemsOf(item, "GraphicObjectSequence", 5000),
    ...itemsOf(item, "TextObjectSequence", 5000),
  ]);
  return {
    stylesOmitted: [...new Set(objects.flatMap(omittedStyles))].toSorted(),
    compoundsOmitted: annotations.reduce((count, item) => count + readCompounds(item).omitted, 0),
  };
}

function readGraphic(item: Dataset): Graphic | undefined {
  const type = textOf(item, "GraphicType", 16);
  if (!graphicTypes.includes(type)) return undefined;
  return {
    type: type as Graphic["type"],
    units: unitsOf(item, "GraphicAnnotationUnits"),
    points: tuples(numbersOf(item, "GraphicData", 20_000), 2),
    filled: textOf(item, "GraphicFilled", 4) === "Y",
    ...lineOf(item),
    ...fillOf(item),
  };
}

function readText(item: Dataset): TextObject {
  const topLeft = pairOf(item, "BoundingBoxTopLeftHandCorner");
  const bottomRight = pairOf(item, "BoundingBoxBottomRightHandCorner");
  const point = pairOf(item, "AnchorPoint");
  return {
    text: textOf(item, "UnformattedTextValue", 1024),
    ...textStyleOf(item),
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

function unitsOf(item: Dataset, keyword: Keyword): Graphic["units"] {
  const units = textOf(item, keyword, 16);
  return units === "DISPLAY" || units === "MATRIX" ? units : "PIXEL";
}
