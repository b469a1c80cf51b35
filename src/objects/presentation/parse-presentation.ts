import type { Dataset, Keyword } from "../../dicom/index.ts";
import { itemsOf, numberOf, numbersOf, pairOf, textOf, textsOf, tuples } from "../attributes.ts";
import { codedOf } from "../code.ts";
import { referencesOf, seriesReferencesOf } from "../reference.ts";
import { labToRgb } from "../segmentation/cielab.ts";
import { readAnnotations } from "./annotations.ts";
import type { PresentationDocument } from "./content.ts";

/** A softcopy presentation state (PS3.3 A.33.1 to A.33.4): what it says about display, drawing and text over images. */
export function parsePresentation(dataset: Dataset): PresentationDocument {
  return {
    kind: "presentation",
    label: textOf(dataset, "ContentLabel", 64),
    description: textOf(dataset, "ContentDescription", 256),
    creator: textOf(dataset, "ContentCreatorName", 300),
    createdDate: textOf(dataset, "PresentationCreationDate", 16),
    createdTime: textOf(dataset, "PresentationCreationTime", 16),
    series: seriesReferencesOf(dataset),
    displayedAreas: displayedAreas(dataset),
    voi: softcopyVoi(dataset),
    presentationLut: presentationLut(dataset),
    hasModalityLut: dataset.has("ModalityLUTSequence") || dataset.has("RescaleSlope"),
    shutters: readShutters(dataset),
    layers: itemsOf(dataset, "GraphicLayerSequence", 200).map((item) => ({
      name: textOf(item, "GraphicLayer", 64),
      order: numberOf(item, "GraphicLayerOrder") ?? 0,
      description: textOf(item, "GraphicLayerDescription", 256),
      color: layerColor(item),
    })),
    annotations: readAnnotations(dataset),
    rotationDegrees: numberOf(dataset, "ImageRotation") ?? 0,
    flippedHorizontally: textOf(dataset, "ImageHorizontalFlip", 4) === "Y",
    overlays: overlays(dataset),
    purpose: codedOf(dataset, "ConceptNameCodeSequence"),
  };
}

/** Recommended colour of a graphic layer (PS3.3 C.10.7), else its grey (P-values of 16 bits). */
function layerColor(item: Dataset): [number, number, number] | undefined {
  const [l, a, b] = numbersOf(item, "GraphicLayerRecommendedDisplayCIELabValue", 3);
  if (l !== undefined && a !== undefined && b !== undefined) return labToRgb([l, a, b]);
  const grey = numberOf(item, "GraphicLayerRecommendedDisplayGrayscaleValue");
  if (grey === undefined) return undefined;
  const level = Math.round((Math.min(65_535, Math.max(0, grey)) / 65_535) * 255);
  return [level, level, level];
}

function displayedAreas(dataset: Dataset): PresentationDocument["displayedAreas"] {
  return itemsOf(dataset, "DisplayedAreaSelectionSequence", 1000).flatMap((item) => {
    const topLeft = pairOf(item, "DisplayedAreaTopLeftHandCorner");
    const bottomRight = pairOf(item, "DisplayedAreaBottomRightHandCorner");
    if (topLeft === undefined || bottomRight === undefined) return [];
    return [
      {
        images: referencesOf(item, "ReferencedImageSequence"),
        topLeft,
        bottomRight,
        sizeMode: textOf(item, "PresentationSizeMode", 32),
        spacingMm: pairOf(item, "PresentationPixelSpacing"),
        aspectRatio: pairOf(item, "PresentationPixelAspectRatio"),
        magnification: numberOf(item, "PresentationPixelMagnificationRatio"),
      },
    ];
  });
}

function softcopyVoi(dataset: Dataset): PresentationDocument["voi"] {
  return itemsOf(dataset, "SoftcopyVOILUTSequence", 1000).map((item) => {
    const centers = numbersOf(item, "WindowCenter", 50);
    const widths = numbersOf(item, "WindowWidth", 50);
    const explanations = textsOf(item, "WindowCenterWidthExplanation", 50);
    return {
      images: referencesOf(item, "ReferencedImageSequence"),
      windows: centers.slice(0, widths.length).map((center, at) => ({
        center,
        width: widths[at] ?? 1,
        explanation: explanations[at] ?? "",
        voiFunction: textOf(item, "VOILUTFunction", 16) || "LINEAR",
      })),
      tables: itemsOf(item, "VOILUTSequence", 50).map((table) => {
        const [entries = 0, firstValue = 0, bits = 0] = numbersOf(table, "LUTDescriptor", 3);
        return { entries: entries === 0 ? 65_536 : entries, firstValue, bits, explanation: textOf(table, "LUTExplanation", 64) };
      }),
    };
  });
}

function presentationLut(dataset: Dataset): string {
  if (dataset.has("PresentationLUTSequence")) return "TABLE";
  return textOf(dataset, "PresentationLUTShape", 16);
}

/** Display shutters (PS3.3 C.7.6.11); vertices stand as row, column in the file and as column, row here. */
function readShutters(dataset: Dataset): PresentationDocument["shutters"] {
  const number = (keyword: Keyword) => numberOf(dataset, keyword) ?? 0;
  return textsOf(dataset, "ShutterShape", 4).flatMap((shape): PresentationDocument["shutters"] => {
    switch (shape) {
      case "RECTANGULAR":
        return [
          {
            kind: "rectangular",
            left: number("ShutterLeftVerticalEdge"),
            right: number("ShutterRightVerticalEdge"),
            upper: number("ShutterUpperHorizontalEdge"),
            lower: number("ShutterLowerHorizontalEdge"),
          },
        ];
      case "CIRCULAR": {
        const [row, column] = pairOf(dataset, "CenterOfCircularShutter") ?? [0, 0];
        return [{ kind: "circular", centre: [column, row], radius: number("RadiusOfCircularShutter") }];
      }
      case "POLYGONAL": {
        const vertices = tuples(numbersOf(dataset, "VerticesOfThePolygonalShutter", 20_000), 2);
        return [{ kind: "polygonal", vertices: vertices.map(([row, column]) => [column, row]) }];
      }
      case "BITMAP":
        return [{ kind: "bitmap", overlayGroup: number("ShutterOverlayGroup") }];
      default:
        return [];
    }
  });
}

/** Overlay planes of the state itself (groups 6000 to 601E, PS3.3 C.9.2). */
function overlays(dataset: Dataset): PresentationDocument["overlays"] {
  return Array.from({ length: 16 }, (_, n) => 0x6000 + 2 * n).flatMap((group) => {
    const numberAt = (element: number) => {
      const value = dataset.elementAt(group * 0x10000 + element)?.value;
      return Array.isArray(value) && typeof value[0] === "number" ? value[0] : 0;
    };
    const descriptionAt = dataset.elementAt(group * 0x10000 + 0x22)?.value;
    const description = Array.isArray(descriptionAt) ? String(descriptionAt[0] ?? "").slice(0, 64) : "";
    const rows = numberAt(0x10);
    return rows > 0 ? [{ group, rows, columns: numberAt(0x11), description }] : [];
  });
}
