import type { Dataset } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf, pairOf, textOf, textsOf } from "../attributes.ts";
import { codedOf } from "../code.ts";
import type { SlideDocument } from "./content.ts";

/** A whole slide image in words (PS3.3 C.8.12.4, C.8.12.5). */
export function parseSlide(dataset: Dataset): SlideDocument {
  const imageType = textsOf(dataset, "ImageType", 8);
  const measures = itemOf(itemOf(dataset, "SharedFunctionalGroupsSequence"), "PixelMeasuresSequence");
  const tileRows = numberOf(dataset, "Rows") ?? 0;
  const tileColumns = numberOf(dataset, "Columns") ?? 0;
  const frameCount = numberOf(dataset, "NumberOfFrames") ?? 1;
  return {
    kind: "slide",
    flavour: imageType[2] ?? "",
    imageType,
    totalColumns: numberOf(dataset, "TotalPixelMatrixColumns") ?? tileColumns,
    totalRows: numberOf(dataset, "TotalPixelMatrixRows") ?? tileRows,
    tileColumns,
    tileRows,
    frameCount,
    spacingMm: pairOf(measures, "PixelSpacing"),
    objectivePower: numberOf(itemOf(dataset, "OpticalPathSequence"), "ObjectiveLensPower"),
    container: textOf(dataset, "ContainerIdentifier", 64),
    specimens: itemsOf(dataset, "SpecimenDescriptionSequence", 50).map(
      (item) => textOf(item, "SpecimenShortDescription", 64) || textOf(item, "SpecimenIdentifier", 64),
    ),
    opticalPaths: itemsOf(dataset, "OpticalPathSequence", 50).map(
      (item) =>
        textOf(item, "OpticalPathDescription", 64) ||
        codedOf(item, "IlluminationTypeCodeSequence")?.meaning ||
        textOf(item, "OpticalPathIdentifier", 16),
    ),
    focalPlanes: numberOf(dataset, "TotalPixelMatrixFocalPlanes") ?? 1,
    isSingleFrame: frameCount === 1,
  };
}
