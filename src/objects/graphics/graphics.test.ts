import { describe, expect, it } from "vitest";
import { Dataset, parsePart10 } from "../../dicom/index.ts";
import { type ImagePlane, pixelToPatientMm, type Vec3 } from "../../geometry/index.ts";
import {
  buildTestPresentation,
  buildTestSegmentation,
  buildTestStructureSet,
  circlePatient,
  type TestSegmentation,
} from "../../testing/drawn-objects.ts";
import {
  graphicsOnImage,
  type ImagePlace,
  objectGraphicsSchema,
  parseObject,
  readGraphicsSource,
  type SegmentMask,
} from "../index.ts";

const identity = { studyInstanceUid: "1.2", seriesInstanceUid: "1.2.9", sopInstanceUid: "1.2.9.1" };
const space = "1.2.3";
/** An oblique plane of unequal spacing: nothing falls together by chance. */
const tilt = Math.PI / 9;
const plane: ImagePlane = {
  imagePositionPatient: [-40, 13, 77],
  rowDirection: [0, 1, 0],
  columnDirection: [Math.sin(tilt), 0, -Math.cos(tilt)],
  pixelSpacing: [0.7, 0.9],
  rows: 120,
  columns: 100,
};
const image: ImagePlace = {
  sopInstanceUid: "1.5.1",
  frameNumber: 1,
  rows: 120,
  columns: 100,
  plane,
  frameOfReferenceUid: space,
  halfSpacingMm: 1,
  pixelAspect: 0.7 / 0.9,
};
/** Along the normal of the plane. */
const away = (point: Vec3, mm: number): Vec3 => [point[0] - Math.cos(tilt) * mm, point[1], point[2] - Math.sin(tilt) * mm];

async function drawnOn(place: ImagePlace, bytes: Uint8Array, stored: (frame: number) => number[] = () => []) {
  const source = readGraphicsSource(parsePart10(bytes));
  const graphics = await graphicsOnImage(source, place, async (frame) => stored(frame));
  return objectGraphicsSchema.parse(JSON.parse(JSON.stringify(graphics)));
}

describe("contours of a structure set", () => {
  const at = (column: number, row: number) => pixelToPatientMm(plane, column, row);
  const set = (contours: readonly { type: string; points: readonly Vec3[]; image?: string }[]) =>
    buildTestStructureSet(identity, space, "1.5", [{ number: 4, name: "A", contours }]);
  const square = [at(10, 20), at(30, 20), at(30, 50), at(10, 50)];

  it("lie where the plane of the image puts them", async () => {
    const { contours } = await drawnOn(image, set([{ type: "CLOSED_PLANAR", points: square }]));
    expect(contours).toEqual([{ structure: 4, kind: "closed", points: [10, 20, 30, 20, 30, 50, 10, 50] }]);
  });

  it("are of an image that they name, or in whose plane they lie within half the spacing", async () => {
    const moved = (mm: number, name?: string) => ({
      type: "OPEN_PLANAR",
      points: square.map((point) => away(point, mm)),
      ...(name === undefined ? {} : { image: name }),
    });
    const count = async (contour: ReturnType<typeof moved>, place = image) =>
      (await drawnOn(place, set([contour]))).contours.length;
    expect(await count(moved(0.9))).toBe(1);
    expect(await count(moved(1.1))).toBe(0);
    expect(await count(moved(1.1, "1.5.1"))).toBe(1);
    expect(await count(moved(0, "1.5.2"))).toBe(1);
    expect(await count(moved(0), { ...image, frameOfReferenceUid: "9" })).toBe(0);
    expect(await count(moved(0, "1.5.1"), { ...image, frameOfReferenceUid: "9" })).toBe(1);
    expect(await count(moved(0), { ...image, frameOfReferenceUid: undefined })).toBe(0);
  });

  it("of another phase at the same place are left to its images", async () => {
    const contours = ["1.5.1", "1.5.2"].map((name) => ({ type: "CLOSED_PLANAR", points: square, image: name }));
    expect((await drawnOn(image, set(contours))).contours).toHaveLength(1);
  });

  it("that name an image far from them, or one without a place, are counted and not drawn", async () => {
    const far = set([{ type: "CLOSED_PLANAR", points: square.map((point) => away(point, 8)), image: "1.5.1" }]);
    expect(await drawnOn(image, far)).toMatchObject({ contours: [], unplaced: 1 });
    const near = set([{ type: "CLOSED_PLANAR", points: square, image: "1.5.1" }]);
    expect(await drawnOn({ ...image, plane: undefined }, near)).toMatchObject({ contours: [], unplaced: 1 });
  });

  it("keep a circle a circle: each corner within a hundredth of a pixel of its radius", async () => {
    const axial: ImagePlane = { ...plane, rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] };
    const centre: Vec3 = [-12.4, 40.2, 77];
    const bytes = set([{ type: "CLOSED_PLANAR", points: circlePatient(centre, 18) }]);
    const { contours } = await drawnOn({ ...image, plane: axial }, bytes);
    const points = contours[0]?.points ?? [];
    expect(points).toHaveLength(240);
    for (let n = 0; n < points.length; n += 2) {
      const x = ((points[n] ?? 0) - (centre[0] + 40) / 0.9) * 0.9;
      const y = ((points[n + 1] ?? 0) - (centre[1] - 13) / 0.7) * 0.7;
      expect(Math.abs(Math.hypot(x, y) - 18)).toBeLessThan(0.01);
    }
  });
});

describe("frames of a segmentation", () => {
  const values = (column: number, row: number) => Number(column >= 3 && column < 9 && row >= 5 && row < 12);
  const flat = Array.from({ length: 20 * 30 }, (_, n) => values(n % 20, Math.floor(n / 20)));
  const seg = (more: Partial<TestSegmentation> = {}): TestSegmentation => ({
    type: "BINARY",
    frameOfReferenceUid: space,
    seriesInstanceUid: "1.5",
    columns: 20,
    rows: 30,
    spacingMm: [1.4, 1.8],
    thicknessMm: 2,
    orientation: [...plane.rowDirection, ...plane.columnDirection],
    segments: [{ number: 1, label: "One" }],
    // Half the resolution: the first pixel covers two by two of the image, from pixel 10, 20 on.
    frames: [{ segment: 1, position: pixelToPatientMm(plane, 10.5, 20.5), values }],
    ...more,
  });
  const framed = (frames: TestSegmentation["frames"]) => buildTestSegmentation(identity, seg({ frames }));

  it("are placed by their own plane: corners of the box lie at the corners of the image's pixels", async () => {
    const { masks } = await drawnOn(image, buildTestSegmentation(identity, seg()), () => flat);
    const [mask] = masks;
    expect(mask).toMatchObject({ segment: 1, columns: 6, rows: 7, bits: 1 });
    expect(corner(mask, 0, 0)).toEqual([9.5 + 6, 19.5 + 10]);
    expect(corner(mask, 6, 7)).toEqual([9.5 + 18, 19.5 + 24]);
    const bits = Buffer.from(mask?.data ?? "", "base64");
    expect(bits.length).toBe(6);
    expect([...bits].map((byte) => byte.toString(2).replaceAll("0", "").length).reduce((a, b) => a + b)).toBe(42);
  });

  it("may run the other way: the affine turns with them", async () => {
    const turned = seg({
      orientation: [...plane.rowDirection.map((part) => -part), ...plane.columnDirection],
      frames: [{ segment: 1, position: pixelToPatientMm(plane, 48.5, 20.5), values }],
    });
    const { masks } = await drawnOn(image, buildTestSegmentation(identity, turned), () => flat);
    expect(corner(masks[0], 0, 0)).toEqual([49.5 - 6, 29.5]);
    expect(corner(masks[0], 6, 0)).toEqual([49.5 - 18, 29.5]);
  });

  it("are on the image when within half their thickness, the nearest alone, and not when aslant", async () => {
    const at = (mm: number, images?: string[]) => ({
      segment: 1,
      position: away(pixelToPatientMm(plane, 10.5, 20.5), mm),
      values,
      ...(images === undefined ? {} : { images }),
    });
    const count = async (...frames: ReturnType<typeof at>[]) => (await drawnOn(image, framed(frames), () => flat)).masks.length;
    expect(await count(at(0.99))).toBe(1);
    expect(await count(at(1.1))).toBe(0);
    expect(await count(at(0.6), at(-0.3))).toBe(1);
    // One that names the image wins over one that lies nearer; one of another image of its series is not taken.
    expect(await count(at(0.6, ["1.5.1"]), at(0, ["1.5.2"]))).toBe(1);
    expect(await count(at(0, ["1.5.2"]), at(30, ["1.5.1"]))).toBe(0);
    const aslant = seg({ orientation: [0, 1, 0, 0, 0, -1] });
    expect((await drawnOn(image, buildTestSegmentation(identity, aslant), () => flat)).masks).toEqual([]);
  });

  it("without a common space are not drawn unless they name the image", async () => {
    const elsewhere = { ...image, frameOfReferenceUid: "7" };
    expect((await drawnOn(elsewhere, buildTestSegmentation(identity, seg()), () => flat)).masks).toEqual([]);
    const named = framed([{ segment: 1, position: pixelToPatientMm(plane, 10.5, 20.5), images: ["1.5.1"], values }]);
    expect((await drawnOn(elsewhere, named, () => flat)).masks).toHaveLength(1);
    const unplaced = await drawnOn({ ...image, plane: undefined }, named, () => flat);
    expect(unplaced).toMatchObject({ masks: [], unplaced: 1 });
  });

  it("of a label map are told apart, of shares keep them", async () => {
    const labels = flat.map((value, n) => (value === 0 ? 0 : n % 20 < 5 ? 2 : 7));
    const map = buildTestSegmentation(
      identity,
      seg({ type: "LABELMAP", frames: [{ position: seg().frames[0]?.position ?? [0, 0, 0], values }] }),
    );
    const { masks } = await drawnOn(image, map, () => labels);
    expect(masks.map(({ segment, columns, rows }) => [segment, columns, rows])).toEqual([
      [2, 2, 7],
      [7, 4, 7],
    ]);
    const shares = await drawnOn(image, buildTestSegmentation(identity, seg({ type: "FRACTIONAL" })), () =>
      flat.map((value) => value * 51),
    );
    expect(shares.masks[0]?.bits).toBe(8);
    expect(new Set(Buffer.from(shares.masks[0]?.data ?? "", "base64"))).toEqual(new Set([51]));
  });
});

function corner(mask: SegmentMask | undefined, u: number, v: number): number[] {
  const [a, b, c, d, e, f] = mask?.imageFromBox ?? [0, 0, 0, 0, 0, 0];
  return [a * u + c * v + e, b * u + d * v + f].map((part) => Math.round(part * 100) / 100);
}

describe("drawings of a presentation state", () => {
  const graphic = (type: string, data: number[], units = "PIXEL") =>
    new Dataset()
      .set("GraphicAnnotationUnits", units)
      .set("GraphicDimensions", 2)
      .set("NumberOfGraphicPoints", data.length / 2)
      .set("GraphicData", data)
      .set("GraphicType", type)
      .set("GraphicFilled", "N");
  const state = (graphics: Dataset[], more: (dataset: Dataset) => void = () => undefined) =>
    buildTestPresentation(identity, { seriesInstanceUid: "1.5", sopInstanceUid: "1.5.1" }, (dataset) => {
      dataset
        .set("GraphicLayerSequence", [new Dataset().set("GraphicLayer", "L").set("GraphicLayerOrder", 1)])
        .set("GraphicAnnotationSequence", [new Dataset().set("GraphicLayer", "L").set("GraphicObjectSequence", graphics)]);
      more(dataset);
    });

  it("are as thick and as broken as the state says, within bounds", async () => {
    const style = (thickness: number, dashing: string) =>
      new Dataset()
        .set("LineThickness", thickness)
        .set("LineDashingStyle", dashing)
        .set("PatternOnColorCIELabValue", [65535, 0, 0]);
    const { drawings } = await drawnOn(
      image,
      state([
        graphic("POLYLINE", [0, 0, 9, 9]).set("LineStyleSequence", [style(3, "DASHED")]),
        graphic("POLYLINE", [0, 0, 9, 9]).set("LineStyleSequence", [style(5000, "SOLID")]),
        graphic("POLYLINE", [0, 0, 9, 9]).set("LineStyleSequence", [style(-1, "")]),
      ]),
    );
    const said = drawings.map(({ thickness, dashes, color }) => [thickness, dashes, color]);
    expect(said).toEqual([
      [3, [4, 3], expect.any(Array)],
      [12, undefined, expect.any(Array)],
      [undefined, undefined, expect.any(Array)],
    ]);
  });

  it("are broken by the pattern of the state, and filled and lettered as it says", async () => {
    const styled = graphic("ELLIPSE", [20, 40, 60, 40, 40, 30, 40, 50])
      .set("GraphicFilled", "Y")
      .set("LineStyleSequence", [new Dataset().set("LineDashingStyle", "DASHED").set("LinePattern", 0xf0f0)])
      .set("FillStyleSequence", [
        new Dataset().set("PatternOnColorCIELabValue", [65_535, 32_896, 32_896]).set("PatternOnOpacity", 0.5),
      ]);
    const words = new Dataset()
      .set("UnformattedTextValue", "Below")
      .set("BoundingBoxAnnotationUnits", "PIXEL")
      .set("BoundingBoxTopLeftHandCorner", [10, 10])
      .set("BoundingBoxBottomRightHandCorner", [90, 60])
      .set("TextStyleSequence", [
        new Dataset()
          .set("Italic", "Y")
          .set("Underlined", "Y")
          .set("HorizontalAlignment", "CENTER")
          .set("VerticalAlignment", "BOTTOM"),
      ]);
    const bytes = state([styled], (dataset) => dataset.get("GraphicAnnotationSequence")?.[0]?.set("TextObjectSequence", [words]));
    const { drawings, texts } = await drawnOn(image, bytes);
    expect(drawings).toMatchObject([{ dashes: [4, 4, 4, 4], filled: true, fillOpacity: 0.5, fillColor: [255, 255, 255] }]);
    expect(texts).toMatchObject([{ italic: true, underlined: true, justification: "CENTER", vertical: "BOTTOM" }]);
  });

  it("draw compound graphics that nothing stands for where their points tell the shape, and count the others", async () => {
    const compound = (id: number, type: string, points: number[]) =>
      new Dataset()
        .set("CompoundGraphicInstanceID", id)
        .set("CompoundGraphicUnits", "PIXEL")
        .set("GraphicDimensions", 2)
        .set("NumberOfGraphicPoints", points.length / 2)
        .set("GraphicData", points)
        .set("CompoundGraphicType", type);
    const bytes = state([graphic("POLYLINE", [0, 0, 9, 9]).set("CompoundGraphicInstanceID", 9)], (dataset) =>
      dataset
        .get("GraphicAnnotationSequence")?.[0]
        ?.set("CompoundGraphicSequence", [
          compound(9, "RULER", [0, 0, 9, 9]),
          compound(1, "MULTILINE", [0, 0, 5, 5, 7, 7, 9, 7]),
          compound(2, "RECTANGLE", [10, 20, 30, 40]).set("RotationAngle", 90).set("RotationPoint", [20, 30]),
          compound(3, "AXIS", [0, 0, 9, 9]),
        ]),
    );
    const { drawings } = await drawnOn(image, bytes);
    expect(drawings.map(({ points }) => points.map((value) => Math.round((value + 0.5) * 1000) / 1000))).toEqual([
      [0, 0, 9, 9],
      [0, 0, 5, 5],
      [7, 7, 9, 7],
      [10, 40, 10, 20, 30, 20, 30, 40, 10, 40],
    ]);
    const { content } = parseObject(parsePart10(bytes), bytes.length);
    expect(content).toMatchObject({ compoundsOmitted: 1, stylesOmitted: [] });
  });

  it("count pixels from the corner of the first, and keep off images that are not named", async () => {
    const bytes = state([graphic("POLYLINE", [0, 0, 100, 120])]);
    const { drawings } = await drawnOn(image, bytes);
    expect(drawings).toEqual([{ layer: 0, kind: "line", closed: false, filled: false, points: [-0.5, -0.5, 99.5, 119.5] }]);
    expect((await drawnOn({ ...image, sopInstanceUid: "1.5.2" }, bytes)).drawings).toEqual([]);
  });

  it("draw circles and ellipses where their points say", async () => {
    const { drawings } = await drawnOn(
      { ...image, pixelAspect: 1 },
      state([graphic("CIRCLE", [50.5, 60.5, 70.5, 60.5]), graphic("ELLIPSE", [20.5, 40.5, 60.5, 40.5, 40.5, 30.5, 40.5, 50.5])]),
    );
    for (const [[cx, cy, rx, ry], at] of [
      [[50, 60, 20, 20], 0],
      [[40, 40, 20, 10], 1],
    ] as const) {
      const points = drawings[at]?.points ?? [];
      expect(points).toHaveLength(360);
      for (let n = 0; n < points.length; n += 2) {
        expect(Math.abs(Math.hypot(((points[n] ?? 0) - cx) / rx, ((points[n + 1] ?? 0) - cy) / ry) - 1)).toBeLessThan(1e-3);
      }
    }
  });

  it("in shares of the displayed area turn back with it", async () => {
    const area = (dataset: Dataset) =>
      dataset.set("DisplayedAreaSelectionSequence", [
        new Dataset().set("DisplayedAreaTopLeftHandCorner", [11, 21]).set("DisplayedAreaBottomRightHandCorner", [50, 100]),
      ]);
    const shown = async (more: (dataset: Dataset) => void) =>
      (
        await drawnOn(
          image,
          state([graphic("POINT", [0.25, 0], "DISPLAY")], (dataset) => more(area(dataset))),
        )
      ).drawings[0]?.points;
    expect(await shown(() => undefined)).toEqual([9.5 + 10, 19.5]);
    // Turned clockwise by a right angle the left edge of the image, from its foot, is the upper edge of the display.
    expect(await shown((dataset) => dataset.set("ImageRotation", 90).set("ImageHorizontalFlip", "N"))).toEqual([9.5, 19.5 + 60]);
    expect(await shown((dataset) => dataset.set("ImageRotation", 0).set("ImageHorizontalFlip", "Y"))).toEqual([9.5 + 30, 19.5]);
  });

  it("place texts by box and anchor, and count what has no place", async () => {
    const words = new Dataset()
      .set("BoundingBoxAnnotationUnits", "PIXEL")
      .set("BoundingBoxTopLeftHandCorner", [10, 10])
      .set("BoundingBoxBottomRightHandCorner", [60, 20])
      .set("BoundingBoxTextHorizontalJustification", "LEFT")
      .set("AnchorPointAnnotationUnits", "PIXEL")
      .set("AnchorPoint", [5, 30])
      .set("AnchorPointVisibility", "Y")
      .set("UnformattedTextValue", "Nodule");
    const bytes = state([graphic("POINT", [3, 3], "MATRIX")], (dataset) => {
      const [item] = dataset.get("GraphicAnnotationSequence") as Dataset[];
      item?.set("TextObjectSequence", [words]);
    });
    const { texts, unplaced } = await drawnOn(image, bytes);
    expect(unplaced).toBe(1);
    expect(texts).toEqual([
      { layer: 0, text: "Nodule", box: [9.5, 9.5, 59.5, 19.5], justification: "LEFT", anchor: [4.5, 29.5], anchorVisible: true },
    ]);
  });
});
