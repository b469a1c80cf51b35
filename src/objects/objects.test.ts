import { describe, expect, it } from "vitest";
import { buildPart10, Dataset, parsePart10, sopClasses } from "../dicom/index.ts";
import {
  buildTestEcg,
  buildTestEncapsulated,
  buildTestReport,
  codeOf,
  contentItem,
  startTestObject,
} from "../testing/objects.ts";
import { buildTestPdf } from "../testing/pdf.ts";
import {
  documentText,
  type ObjectContent,
  objectDocumentSchema,
  parseObject,
  readEncapsulated,
  referencedInstances,
} from "./index.ts";

const identity = { studyInstanceUid: "1.2.3", seriesInstanceUid: "1.2.3.4", sopInstanceUid: "1.2.3.4.5" };

/** Reads an object as the host does, through the form that crosses the wire. */
function documentOf(bytes: Uint8Array) {
  return objectDocumentSchema.parse(JSON.parse(JSON.stringify(parseObject(parsePart10(bytes), bytes.length))));
}
function contentOf<K extends ObjectContent["kind"]>(dataset: Dataset, kind: K): Extract<ObjectContent, { kind: K }> {
  const { content } = documentOf(buildPart10(dataset));
  expect(content.kind).toBe(kind);
  return content as Extract<ObjectContent, { kind: K }>;
}

describe("a structured report", () => {
  const bytes = buildTestReport(identity, { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: "1.9" });

  it("is read item by item in the order of reading", () => {
    const { content } = documentOf(bytes);
    if (content.kind !== "report") throw new Error(content.kind);
    expect(content.items.map(({ position, level, valueType }) => `${position} ${level} ${valueType}`)).toEqual([
      "1 0 CONTAINER",
      "1.1 1 PNAME",
      "1.2 1 TEXT",
      "1.3 1 CONTAINER",
      "1.3.1 2 CODE",
      "1.3.2 2 NUM",
      "1.3.2.1 3 CODE",
      "1.3.3 2 IMAGE",
    ]);
    expect(content.items[5]?.value).toMatchObject({ kind: "number", value: 42.5, unit: { value: "mm" } });
    expect(content.verifiedBy).toEqual([{ name: "Chief^Ben", organization: "Test hospital", dateTime: "20260102120000" }]);
    expect(referencedInstances(content)).toEqual(["1.9"]);
  });

  it("is printed with all that it says", () => {
    const text = documentText(documentOf(bytes));
    for (const said of ["Impression: A block of known size", "Long Axis: 42.5 mm", "Finding: Mass", "CT Image 1.9", "VERIFIED"]) {
      expect(text).toContain(said);
    }
  });

  it("is cut off where it nests or repeats without end, and says how much", () => {
    let deep = contentItem("CONTAINS", "CONTAINER", codeOf("1", "99T", "leaf"));
    for (let level = 0; level < 55; level++) deep = contentItem("CONTAINS", "CONTAINER", codeOf("1", "99T", "level"), [deep]);
    const root = (children: readonly Dataset[]) =>
      startTestObject(identity, sopClasses.EnhancedSRStorage, "SR")
        .set("ValueType", "CONTAINER")
        .set("ContentSequence", children);
    expect(contentOf(root([deep]), "report").items).toHaveLength(57);
    const many = Array.from({ length: 20_000 }, () =>
      contentItem("CONTAINS", "TEXT", codeOf("1", "99T", "t")).set("TextValue", "x"),
    );
    const wide = parseObject({ ...parsePart10(bytes), dataset: root(many) }, 0).content;
    expect(wide.kind === "report" && [wide.items.length, wide.omitted]).toEqual([20_000, 1]);
  });

  it("stays readable without codes, values and relationships", () => {
    const bare = startTestObject(identity, sopClasses.BasicTextSRStorage, "SR").set("ContentSequence", [
      new Dataset().set("ValueType", "NUM"),
      new Dataset().set("ValueType", "IMAGE"),
      new Dataset().set("ValueType", "SCOORD").set("GraphicData", [1, 2, 3]),
      new Dataset(),
    ]);
    const { items } = contentOf(bare, "report");
    expect(items.slice(1).map(({ value }) => value.kind)).toEqual(["number", "instance", "scoord", "none"]);
  });
});

describe("key objects", () => {
  it("name their images, purpose and who marked them", () => {
    const image = (sopInstanceUid: string) =>
      contentItem("CONTAINS", "IMAGE", codeOf("", "", "")).set("ReferencedSOPSequence", [
        new Dataset()
          .set("ReferencedSOPClassUID", sopClasses.CTImageStorage)
          .set("ReferencedSOPInstanceUID", sopInstanceUid)
          .set("ReferencedFrameNumber", [2, 3]),
      ]);
    const selection = startTestObject(identity, sopClasses.KeyObjectSelectionDocumentStorage, "KO")
      .set("ValueType", "CONTAINER")
      .set("ConceptNameCodeSequence", [codeOf("113002", "DCM", "For Referring Provider")])
      .set("ContentSequence", [
        contentItem("HAS OBS CONTEXT", "PNAME", codeOf("121008", "DCM", "Person Observer Name")).set("PersonName", "Reader^A"),
        contentItem("CONTAINS", "TEXT", codeOf("113012", "DCM", "Key Object Description")).set("TextValue", "See the rib."),
        image("1.5"),
        image("1.6"),
      ]);
    expect(contentOf(selection, "key-objects")).toMatchObject({
      purpose: { meaning: "For Referring Provider" },
      observers: ["Reader^A"],
      description: ["See the rib."],
      references: [{ sopInstanceUid: "1.5", frameNumbers: [2, 3] }, { sopInstanceUid: "1.6" }],
    });
  });
});

describe("a presentation state", () => {
  it("says what is drawn, shuttered, windowed and turned", () => {
    const images = [new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", "1.5")];
    const graphic = (type: string, data: readonly number[]) =>
      new Dataset()
        .set("GraphicAnnotationUnits", "PIXEL")
        .set("GraphicDimensions", 2)
        .set("NumberOfGraphicPoints", data.length / 2)
        .set("GraphicData", data)
        .set("GraphicType", type)
        .set("GraphicFilled", "N");
    const state = startTestObject(identity, sopClasses.GrayscaleSoftcopyPresentationStateStorage, "PR")
      .set("ContentLabel", "ARROWS")
      .set("ReferencedSeriesSequence", [new Dataset().set("SeriesInstanceUID", "1.4").set("ReferencedImageSequence", images)])
      .set("DisplayedAreaSelectionSequence", [
        new Dataset()
          .set("DisplayedAreaTopLeftHandCorner", [1, 1])
          .set("DisplayedAreaBottomRightHandCorner", [512, 256])
          .set("PresentationSizeMode", "SCALE TO FIT"),
      ])
      .set("SoftcopyVOILUTSequence", [new Dataset().set("WindowCenter", [40]).set("WindowWidth", [400])])
      .set("PresentationLUTShape", "INVERSE")
      .set("ShutterShape", ["RECTANGULAR", "CIRCULAR", "POLYGONAL"])
      .set("ShutterLeftVerticalEdge", 10)
      .set("ShutterRightVerticalEdge", 500)
      .set("ShutterUpperHorizontalEdge", 20)
      .set("ShutterLowerHorizontalEdge", 240)
      .set("CenterOfCircularShutter", [128, 256])
      .set("RadiusOfCircularShutter", 100)
      .set("VerticesOfThePolygonalShutter", [1, 2, 3, 4, 5, 6])
      .set("GraphicLayerSequence", [new Dataset().set("GraphicLayer", "L1").set("GraphicLayerOrder", 1)])
      .set("GraphicAnnotationSequence", [
        new Dataset()
          .set("ReferencedImageSequence", images)
          .set("GraphicLayer", "L1")
          .set("GraphicObjectSequence", [
            graphic("POLYLINE", [1, 1, 10, 10, 20, 5]),
            graphic("CIRCLE", [5, 5, 8, 5]),
            graphic("SPIRAL", [1, 1]),
          ])
          .set("TextObjectSequence", [
            new Dataset()
              .set("UnformattedTextValue", "here")
              .set("AnchorPointAnnotationUnits", "PIXEL")
              .set("AnchorPoint", [10, 10])
              .set("AnchorPointVisibility", "Y"),
          ]),
      ])
      .set("ImageRotation", 90)
      .set("ImageHorizontalFlip", "Y");
    const content = contentOf(state, "presentation");
    expect(content).toMatchObject({
      label: "ARROWS",
      presentationLut: "INVERSE",
      rotationDegrees: 90,
      flippedHorizontally: true,
      displayedAreas: [{ topLeft: [1, 1], bottomRight: [512, 256] }],
      voi: [{ windows: [{ center: 40, width: 400, voiFunction: "LINEAR" }] }],
    });
    expect(content.shutters).toEqual([
      { kind: "rectangular", left: 10, right: 500, upper: 20, lower: 240 },
      { kind: "circular", centre: [256, 128], radius: 100 },
      {
        kind: "polygonal",
        vertices: [
          [2, 1],
          [4, 3],
          [6, 5],
        ],
      },
    ]);
    expect(content.annotations[0]?.graphics.map(({ type, points }) => `${type} ${points.length}`)).toEqual([
      "POLYLINE 3",
      "CIRCLE 2",
    ]);
    expect(content.annotations[0]?.texts[0]).toMatchObject({ text: "here", anchor: { point: [10, 10], visible: true } });
    expect(referencedInstances(content)).toEqual(["1.5"]);
  });
});

describe("an encapsulated document", () => {
  it("gives the file inside without its padding, and knows a PDF by its bytes", () => {
    const pdf = buildTestPdf();
    const odd = pdf.length % 2 === 0 ? new Uint8Array([...pdf, 0x0a]) : pdf;
    const bytes = buildTestEncapsulated(identity, odd, "Letter");
    expect(documentOf(bytes).content).toMatchObject({
      kind: "encapsulated",
      title: "Letter",
      isPdf: true,
      byteLength: odd.length,
    });
    expect(readEncapsulated(parsePart10(bytes).dataset).bytes).toEqual(odd);
  });

  it("does not call a page of HTML a PDF, whatever its type says", () => {
    const bytes = buildTestEncapsulated(identity, new TextEncoder().encode("<html><script>1</script></html>"), "x");
    expect(documentOf(bytes).content).toMatchObject({ isPdf: false, mimeType: "application/pdf" });
  });

  it("is refused where it is empty", () => {
    const bytes = buildTestEncapsulated(identity, new Uint8Array(0), "x");
    expect(() => readEncapsulated(parsePart10(bytes).dataset)).toThrow(expect.objectContaining({ code: "not-encapsulated" }));
  });
});

describe("a segmentation", () => {
  it("lists its segments, their colour and how many frames show each", () => {
    const frame = (number: number) =>
      new Dataset().set("SegmentIdentificationSequence", [new Dataset().set("ReferencedSegmentNumber", number)]);
    const segmentation = startTestObject(identity, sopClasses.SegmentationStorage, "SEG")
      .set("SegmentationType", "BINARY")
      .set("Rows", 8)
      .set("Columns", 8)
      .set("NumberOfFrames", 3)
      .set("SegmentSequence", [
        new Dataset()
          .set("SegmentNumber", 1)
          .set("SegmentLabel", "Liver")
          .set("SegmentAlgorithmType", "MANUAL")
          .set("SegmentedPropertyTypeCodeSequence", [codeOf("10200004", "SCT", "Liver")])
          // CIELab of pure white: L 100, a 0, b 0.
          .set("RecommendedDisplayCIELabValue", [65_535, 32_896, 32_896]),
        new Dataset().set("SegmentNumber", 2).set("SegmentLabel", "Lesion"),
      ])
      .set("PerFrameFunctionalGroupsSequence", [frame(1), frame(1), frame(2)]);
    const { segments } = contentOf(segmentation, "segmentation");
    expect(segments.map(({ label, frameCount }) => `${label} ${frameCount}`)).toEqual(["Liver 2", "Lesion 1"]);
    expect(segments[0]?.color).toEqual([255, 255, 255]);
    expect(segments[1]?.color).toBeUndefined();
  });
});

describe("a structure set", () => {
  it("measures a box drawn on three planes", () => {
    const square = (z: number) =>
      new Dataset()
        .set("ContourGeometricType", "CLOSED_PLANAR")
        .set("NumberOfContourPoints", 4)
        .set("ContourData", [0, 0, z, 20, 0, z, 20, 10, z, 0, 10, z]);
    const set = startTestObject(identity, sopClasses.RTStructureSetStorage, "RTSTRUCT")
      .set("StructureSetLabel", "SET")
      .set("StructureSetROISequence", [
        new Dataset().set("ROINumber", 3).set("ROIName", "Box").set("ReferencedFrameOfReferenceUID", "1.7"),
      ])
      .set("ROIContourSequence", [
        new Dataset()
          .set("ReferencedROINumber", 3)
          .set("ROIDisplayColor", [255, 0, 10])
          .set("ContourSequence", [square(0), square(5), square(10)]),
      ])
      .set("RTROIObservationsSequence", [new Dataset().set("ReferencedROINumber", 3).set("RTROIInterpretedType", "PTV")]);
    const [structure] = contentOf(set, "structure-set").structures;
    expect(structure).toMatchObject({
      name: "Box",
      type: "PTV",
      color: [255, 0, 10],
      contourCount: 3,
      pointCount: 12,
      bounds: { lower: [0, 0, 0], upper: [20, 10, 10] },
      centrePatient: [10, 5, 5],
      estimatedVolumeMl: 3,
    });
  });
});

describe("objects that are not shown", () => {
  it.each([
    [sopClasses.RawDataStorage, "not-drawn"],
    [sopClasses.TractographyResultsStorage, "not-drawn"],
    [sopClasses.GeneralAudioWaveformStorage, "audio"],
    ["1.2.840.10008.5.1.4.1.1.999", "unknown"],
    ["1.2.826.0.1.3680043.9999", "private"],
  ])("are named: %s %s", (sopClassUid, reason) => {
    expect(contentOf(startTestObject(identity, sopClassUid, "OT"), "other").reason).toBe(reason);
  });
});

describe("values of the wrong kind", () => {
  it("never break a document", () => {
    const wrong = (kind: string) =>
      startTestObject(identity, kind, "OT")
        .set("ContentSequence", new Uint8Array(4) as never)
        .set("InstanceNumber", ["x"] as never);
    for (const sopClassUid of Object.values(sopClasses)) {
      if (!/^1\.2\.840\.10008\.5\.1\.4\.1\.1\./.test(sopClassUid)) continue;
      const dataset = wrong(sopClassUid);
      expect(() => documentText(objectDocumentSchema.parse(parseObject({ ...parsed, dataset }, 0)))).not.toThrow();
    }
  });
  const parsed = parsePart10(buildTestEcg(identity));
});
