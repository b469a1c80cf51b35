import type { Dataset } from "../../dicom/index.ts";
import { itemsOf, numberOf, numbersOf, textOf } from "../attributes.ts";
import { referencesOf, type SeriesReference } from "../reference.ts";
import type { Structure, StructureSetDocument } from "./content.ts";
import { measureContours } from "./contours.ts";

const mostStructures = 2000;
const mostContours = 20_000;

/** A structure set (PS3.3 A.19): which structures there are, how large and where; the contours themselves stay in the file. */
export function parseStructureSet(dataset: Dataset): StructureSetDocument {
  const contours = new Map(
    itemsOf(dataset, "ROIContourSequence", mostStructures).map((item) => [numberOf(item, "ReferencedROINumber"), item]),
  );
  const observations = new Map(
    itemsOf(dataset, "RTROIObservationsSequence", mostStructures).map((item) => [numberOf(item, "ReferencedROINumber"), item]),
  );
  return {
    kind: "structure-set",
    label: textOf(dataset, "StructureSetLabel", 64),
    name: textOf(dataset, "StructureSetName", 128),
    description: textOf(dataset, "StructureSetDescription", 1024),
    date: textOf(dataset, "StructureSetDate", 16),
    time: textOf(dataset, "StructureSetTime", 16),
    approvalStatus: textOf(dataset, "ApprovalStatus", 16),
    series: referencedSeries(dataset),
    structures: itemsOf(dataset, "StructureSetROISequence", mostStructures).map((item) => {
      const number = numberOf(item, "ROINumber");
      return readStructure(item, contours.get(number), observations.get(number));
    }),
  };
}

function readStructure(item: Dataset, contour: Dataset | undefined, observation: Dataset | undefined): Structure {
  const [red, green, blue] = numbersOf(contour, "ROIDisplayColor", 3);
  const drawn = itemsOf(contour, "ContourSequence", mostContours).map((each) => ({
    type: textOf(each, "ContourGeometricType", 32),
    data: numbersOf(each, "ContourData"),
  }));
  return {
    number: numberOf(item, "ROINumber") ?? 0,
    name: textOf(item, "ROIName", 128),
    description: textOf(item, "ROIDescription", 1024),
    type: textOf(observation, "RTROIInterpretedType", 32),
    color: red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue],
    generationAlgorithm: textOf(item, "ROIGenerationAlgorithm", 64),
    contourCount: drawn.length,
    geometricTypes: [...new Set(drawn.map(({ type }) => type))].slice(0, 10),
    ...measureContours(drawn),
    frameOfReferenceUid: textOf(item, "ReferencedFrameOfReferenceUID", 64),
  };
}

function referencedSeries(dataset: Dataset): SeriesReference[] {
  return itemsOf(dataset, "ReferencedFrameOfReferenceSequence", 100).flatMap((frame) =>
    itemsOf(frame, "RTReferencedStudySequence", 100).flatMap((study) =>
      itemsOf(study, "RTReferencedSeriesSequence", 1000).map((series) => ({
        seriesInstanceUid: textOf(series, "SeriesInstanceUID", 64),
        instances: referencesOf(series, "ContourImageSequence"),
      })),
    ),
  );
}
