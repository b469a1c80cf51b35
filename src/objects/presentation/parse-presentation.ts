import { type Dataset, sopClassesNames } from "../../dicom/index.ts";
import { itemsOf, numberOf, numbersOf, pairOf, textOf } from "../attributes.ts";
import { codedOf } from "../code.ts";
import { referencesOf, seriesReferencesOf } from "../reference.ts";
import { labToRgb } from "../segmentation/cielab.ts";
import { omittedOf, readAnnotations } from "./annotations.ts";
import type { PresentationDocument } from "./content.ts";
import { readPresentationLut, readStateModality, readStateVoi } from "./greys.ts";
import { readActivations, readShutterRgb, readShutters, readStateOverlays } from "./masks.ts";

/** A softcopy presentation state (PS3.3 A.33.1 to A.33.4): what it says about display, drawing and text over images. */
export function parsePresentation(dataset: Dataset): PresentationDocument {
  return {
    kind: "presentation",
    stateClass: stateClassOf(textOf(dataset, "SOPClassUID", 64)),
    label: textOf(dataset, "ContentLabel", 64),
    description: textOf(dataset, "ContentDescription", 256),
    creator: textOf(dataset, "ContentCreatorName", 300),
    createdDate: textOf(dataset, "PresentationCreationDate", 16),
    createdTime: textOf(dataset, "PresentationCreationTime", 16),
    series: seriesReferencesOf(dataset),
    displayedAreas: displayedAreas(dataset),
    voi: readStateVoi(dataset),
    ...readPresentationLut(dataset),
    modality: readStateModality(dataset),
    shutters: readShutters(dataset),
    shutterRgb: readShutterRgb(dataset),
    layers: itemsOf(dataset, "GraphicLayerSequence", 200).map((item) => ({
      name: textOf(item, "GraphicLayer", 64),
      order: numberOf(item, "GraphicLayerOrder") ?? 0,
      description: textOf(item, "GraphicLayerDescription", 256),
      color: layerColor(item),
    })),
    annotations: readAnnotations(dataset),
    rotationDegrees: numberOf(dataset, "ImageRotation") ?? 0,
    flippedHorizontally: textOf(dataset, "ImageHorizontalFlip", 4) === "Y",
    overlays: readStateOverlays(dataset),
    activations: readActivations(dataset),
    ...omittedOf(dataset),
    purpose: codedOf(dataset, "ConceptNameCodeSequence"),
  };
}

function stateClassOf(sopClassUid: string): PresentationDocument["stateClass"] {
  const name = sopClassesNames[sopClassUid] ?? "";
  if (name.startsWith("Grayscale Softcopy")) return "grayscale";
  if (name.startsWith("Pseudo-Color Softcopy")) return "pseudo-color";
  if (name.startsWith("Color Softcopy")) return "color";
  if (/Blending/.test(name)) return "blending";
  return /XA\/XRF/.test(name) ? "angiographic" : "other";
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
