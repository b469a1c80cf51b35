import { buildPart10, Dataset, sopClasses, uidFromText } from "../../src/dicom/index.ts";
import { indexToPatientMm } from "../../src/geometry/index.ts";
import { buildTestImage, words } from "../../src/testing/dicom-image.ts";
import { buildTestPresentation, buildTestStructureSet, circlePatient } from "../../src/testing/drawn-objects.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { codeOf, contentItem, startTestObject } from "../../src/testing/objects.ts";

export const ball = buildBallSeries({ name: "Presented", seriesNumber: 1, slices: 9 });
export const image = (k: number) => uidFromText(`Presented instance ${k}`);
const space = uidFromText("Presented frame of reference");
const object = (number: number) => ({
  studyInstanceUid: ball.studyInstanceUid,
  seriesInstanceUid: `2.25.75${number}`,
  sopInstanceUid: `2.25.85${number}`,
  patientId: "BALL-1",
});
export const [state, structures, report] = [object(1), object(2), object(3)];
const [columns, rows] = ball.grid.dimensions;
/** Pixels from 1. */
export const area = { left: 21, top: 11, right: 100, bottom: 70 };
export const shutter = { left: 31, right: 90, upper: 16, lower: 65 };

function stateFile(): Uint8Array {
  const words = new Dataset()
    .set("AnchorPointAnnotationUnits", "PIXEL")
    .set("AnchorPoint", [60, 40])
    .set("AnchorPointVisibility", "N")
    .set("UnformattedTextValue", "Seen so");
  const line = new Dataset()
    .set("GraphicAnnotationUnits", "DISPLAY")
    .set("GraphicDimensions", 2)
    .set("NumberOfGraphicPoints", 2)
    .set("GraphicData", [0.25, 0.5, 0.75, 0.5])
    .set("GraphicType", "POLYLINE")
    .set("LineStyleSequence", [
      new Dataset()
        .set("LineThickness", 2)
        .set("LineDashingStyle", "DASHED")
        .set("LinePattern", 0xf0f0)
        .set("PatternOnColorCIELabValue", [65_535, 32_896, 32_896])
        .set("ShadowStyle", "NORMAL"),
    ]);
  return buildTestPresentation(state, { seriesInstanceUid: ball.seriesInstanceUid, sopInstanceUid: image(4) }, (dataset) =>
    dataset
      .set("RescaleSlope", 1)
      .set("RescaleIntercept", 0)
      .set("RescaleType", "HU")
      .set("SoftcopyVOILUTSequence", [new Dataset().set("WindowCenter", [-100]).set("WindowWidth", [1000])])
      .set("PresentationLUTShape", "INVERSE")
      .set("ImageRotation", 90)
      .set("ImageHorizontalFlip", "Y")
      .set("DisplayedAreaSelectionSequence", [
        new Dataset()
          .set("DisplayedAreaTopLeftHandCorner", [area.left, area.top])
          .set("DisplayedAreaBottomRightHandCorner", [area.right, area.bottom])
          .set("PresentationSizeMode", "SCALE TO FIT")
          .set("PresentationPixelAspectRatio", [1, 1]),
      ])
      .set("ShutterShape", "RECTANGULAR")
      .set("ShutterLeftVerticalEdge", shutter.left)
      .set("ShutterRightVerticalEdge", shutter.right)
      .set("ShutterUpperHorizontalEdge", shutter.upper)
      .set("ShutterLowerHorizontalEdge", shutter.lower)
      .set("ShutterPresentationValue", 0x8000)
      .set("GraphicLayerSequence", [
        new Dataset().set("GraphicLayer", "WORDS").set("GraphicLayerOrder", 1),
        new Dataset().set("GraphicLayer", "LINES").set("GraphicLayerOrder", 2),
      ])
      .set("GraphicAnnotationSequence", [
        new Dataset().set("GraphicLayer", "WORDS").set("TextObjectSequence", [words]),
        new Dataset().set("GraphicLayer", "LINES").set("GraphicObjectSequence", [line]),
      ]),
  );
}

function structureFile(): Uint8Array {
  const contours = [2, 3, 4, 5].map((k) => ({
    type: "CLOSED_PLANAR",
    points: circlePatient(indexToPatientMm(ball.grid, [columns / 2, rows / 2, k]), 15),
    image: image(k),
  }));
  return buildTestStructureSet(structures, space, ball.seriesInstanceUid, [
    { number: 1, name: "Target", color: [0, 255, 0], contours },
  ]);
}

/** Two images of a stack, the second with another rescale. */
export const mixed = { studyInstanceUid: "2.25.7591", seriesInstanceUid: "2.25.7592" };
const mixedFile = (number: number) =>
  buildTestImage({
    ...{ rows: 64, columns: 64, bitsStored: 12, pixels: words(Array.from({ length: 4096 }, (_, at) => at)) },
    more: (dataset) =>
      dataset
        .set("SOPClassUID", sopClasses.ComputedRadiographyImageStorage)
        .set("SOPInstanceUID", `2.25.7593${number}`)
        .set("StudyInstanceUID", mixed.studyInstanceUid)
        .set("SeriesInstanceUID", mixed.seriesInstanceUid)
        .set("Modality", "CR")
        .set("PatientID", "MIXED-1")
        .set("InstanceNumber", number)
        .set("RescaleSlope", number)
        .set("RescaleIntercept", 0)
        .set("RescaleType", "US"),
  });

/** A report whose number was measured along a line of an image. */
function reportFile(): Uint8Array {
  const source = contentItem("CONTAINS", "IMAGE", codeOf("121324", "DCM", "Source Image"))
    .set("RelationshipType", "SELECTED FROM")
    .set("ReferencedSOPSequence", [
      new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", image(6)),
    ]);
  const shape = contentItem("CONTAINS", "SCOORD", codeOf("121055", "DCM", "Path"), [source])
    .set("RelationshipType", "INFERRED FROM")
    .set("GraphicType", "POLYLINE")
    .set("GraphicData", [40.5, 50.5, 100.5, 50.5]);
  const length = contentItem("CONTAINS", "NUM", codeOf("103339001", "SCT", "Long Axis"), [shape]).set("MeasuredValueSequence", [
    new Dataset().set("NumericValue", 60).set("MeasurementUnitsCodeSequence", [codeOf("mm", "UCUM", "millimeter")]),
  ]);
  return buildPart10(
    startTestObject(report, sopClasses.ComprehensiveSRStorage, "SR")
      .set("ValueType", "CONTAINER")
      .set("ConceptNameCodeSequence", [codeOf("126000", "DCM", "Imaging Measurement Report")])
      .set("ContinuityOfContent", "SEPARATE")
      .set("CompletionFlag", "COMPLETE")
      .set("VerificationFlag", "UNVERIFIED")
      .set("ContentSequence", [length]),
  );
}

/** A ball, a state of one of its images, a structure, a report about a line; and a study of two images with unlike rescales. */
export function presentedFiles(): readonly Uint8Array[] {
  return [...ball.files, stateFile(), structureFile(), reportFile(), mixedFile(1), mixedFile(2)];
}
