import { describe, expect, it } from "vitest";
import { findingCreateSchema, type SeriesDetail } from "../../../src/contract/index.ts";
import { type Code, canonicalGeometry, dcm, type Finding, sct } from "../../../src/findings/index.ts";
import { distance, type ImagePlane, type Vec3 } from "../../../src/geometry/index.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import { Drawing } from "./drawing.ts";
import { labelLines } from "./label.ts";
import { buildMeasured as buildDrawn, type Measured } from "./measured.ts";
import { onSlice } from "./seen.ts";
import { isMeant, outline as outlineOf } from "./shapes.ts";
import type { MeasuringTool } from "./tools.ts";

const plane: ImagePlane = {
  imagePositionPatient: [-100, -50, 30],
  rowDirection: [0.8, 0.6, 0],
  columnDirection: [-0.6, 0.8, 0],
  pixelSpacing: [0.5, 0.25],
  rows: 40,
  columns: 80,
};

const frame = {
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: "1.2.3.4",
  frameNumber: 1,
  pixelSpacingSource: "patient",
  unit: "[hnsf'U]",
} as Slice["frame"];

/** Value: ten times the row, plus the column. */
const values = Int16Array.from({ length: 3200 }, (_, at) => 10 * Math.floor(at / 80) + (at % 80));
const slice: Slice = {
  columns: 80,
  rows: 40,
  samplesPerPixel: 1,
  values,
  spacing: [0.5, 0.25],
  isCalibrated: true,
  plane,
  frame,
  isAcquired: true,
};
const detail = {
  studyInstanceUid: "1.2",
  seriesInstanceUid: "1.3",
  frameOfReferenceUid: "1.4",
  frames: [{ ...frame, plane }],
  geometry: { kind: "volume", issues: [] },
} as unknown as SeriesDetail;

const plumb = { spacing: slice.spacing, right: [1, 0] } as const;
const square = { spacing: [1, 1], right: [1, 0] } as const;
const buildMeasured = (tool: MeasuringTool, points: readonly Point2[], on: Slice, of: SeriesDetail) =>
  buildDrawn({ tool, points, plumb: { ...plumb, spacing: on.spacing } }, on, of);
const outline = (tool: MeasuringTool, points: readonly Point2[]) => outlineOf(tool, points, square);
const numberOf = (measured: Measured, concept: Code) =>
  measured.measurements.find((measurement) => measurement.concept.value === concept.value)?.value;
const asFinding = (measured: Measured) =>
  ({ ...measured, provenance: { by: "person", name: "x" }, status: "accepted" }) as unknown as Finding;

describe("a measurement", () => {
  it("of a length is in patient millimetres, whatever the pixels' proportions", () => {
    const measured = buildMeasured(
      "length",
      [
        [10, 10],
        [22, 18],
      ],
      slice,
      detail,
    );
    expect(numberOf(measured, sct.length)).toBeCloseTo(Math.hypot(12 * 0.25, 8 * 0.5), 4);
    const { pointsPatient } = measured.geometry as { pointsPatient: [Vec3, Vec3] };
    expect(distance(...pointsPatient)).toBeCloseTo(5, 4);
    expect(findingCreateSchema.safeParse({ ...measured, by: "reader" }).success).toBe(true);
  });

  it("of an angle is at its second point", () => {
    const measured = buildMeasured(
      "angle",
      [
        [20, 10],
        [10, 10],
        [10, 30],
      ],
      slice,
      detail,
    );
    expect(numberOf(measured, sct.angle)).toBeCloseTo(90, 3);
  });

  it("of a rectangle counts the pixels whose centres lie in it", () => {
    const measured = buildMeasured(
      "rectangle",
      [
        [9.5, 4.5],
        [19.5, 9.5],
      ],
      slice,
      detail,
    );
    expect(numberOf(measured, sct.area)).toBeCloseTo(10 * 0.25 * 5 * 0.5, 3);
    expect(numberOf(measured, dcm.meanAttenuation)).toBeCloseTo(10 * 7 + 14.5, 9);
    expect(numberOf(measured, dcm.minimumAttenuation)).toBe(60);
    expect(numberOf(measured, dcm.maximumAttenuation)).toBe(109);
  });

  it("of an ellipse has its axes and the area of the ellipse itself", () => {
    const measured = buildMeasured(
      "ellipse",
      [
        [9.5, 9.5],
        [30.5, 18.5],
      ],
      slice,
      detail,
    );
    expect(numberOf(measured, sct.longAxis)).toBeCloseTo(21 * 0.25, 4);
    expect(numberOf(measured, sct.shortAxis)).toBeCloseTo(9 * 0.5, 4);
    expect(numberOf(measured, sct.area)).toBeCloseTo(Math.PI * 2.625 * 2.25, 3);
    expect(numberOf(measured, dcm.meanAttenuation)).toBeCloseTo(10 * 14 + 20, 9);
  });

  it("of a point is the value of the pixel under it, at the pixel's centre", () => {
    const measured = buildMeasured("probe", [[11.4, 6.6]], slice, detail);
    expect(numberOf(measured, dcm.attenuation)).toBe(81);
    expect(onSlice(asFinding(measured), slice, 1)).toMatchObject({
      shape: "point",
      points: [[expect.closeTo(11, 3), expect.closeTo(7, 3)]],
    });
  });

  it("of a heart says widths in millimetres, so that it is marked where those are of the detector", () => {
    const borders: readonly Point2[] = [
      [40, 0],
      [40, 30],
      [30, 20],
      [55, 22],
      [10, 25],
      [70, 25],
    ];
    const at = (pixelSpacingSource: "detector" | "calibrated" | "reader") =>
      buildMeasured("cardiothoracic", borders, { ...slice, plane: undefined, frame: { ...frame, pixelSpacingSource } }, detail);
    expect(at("detector").caveats).toEqual(["uncalibrated"]);
    expect(at("calibrated").caveats).toEqual([]);
    expect(at("reader").caveats).toEqual(["calibrated-by-reader"]);
  });

  it("without spacing is in pixels, marked as uncalibrated, and stays with its frame", () => {
    const bare: Slice = {
      ...slice,
      plane: undefined,
      spacing: [1, 1],
      isCalibrated: false,
      frame: { ...frame, pixelSpacingSource: "none" },
    };
    const measured = buildMeasured(
      "length",
      [
        [0, 0],
        [3, 4],
      ],
      bare,
      detail,
    );
    expect(measured.measurements[0]).toMatchObject({ value: 5, unit: "{pixels}" });
    expect(measured.caveats).toEqual(["uncalibrated"]);
    expect(onSlice(asFinding(measured), bare, 1)).toMatchObject({
      shape: "length",
      points: [
        [0, 0],
        [3, 4],
      ],
    });
    expect(onSlice(asFinding(measured), { ...bare, frame: { ...frame, sopInstanceUid: "9" } }, 1)).toBeUndefined();
  });

  it("marks values that were taken while a part of the pixels was missing, and no lengths", () => {
    const half: Slice = { ...slice, isIncomplete: true };
    const corners = [
      [9.5, 4.5],
      [19.5, 9.5],
    ] as const;
    expect(buildMeasured("rectangle", corners, half, detail).caveats).toEqual(["incomplete"]);
    expect(buildMeasured("length", corners, half, detail).caveats).toEqual([]);
    expect(buildMeasured("probe", [[3, 3]], half, detail).caveats).toEqual(["incomplete"]);
  });

  it("says what must not be trusted: lossy, spacing at the detector, an irregular or tilted volume across its slices", () => {
    const lossy: Slice = { ...slice, plane: undefined, frame: { ...frame, lossyRatio: 12, pixelSpacingSource: "detector" } };
    expect(
      buildMeasured(
        "length",
        [
          [0, 0],
          [3, 4],
        ],
        lossy,
        detail,
      ).caveats,
    ).toEqual(["lossy", "uncalibrated"]);
    const issues = [
      { code: "tilt", details: {} },
      { code: "uneven-spacing", details: {} },
    ];
    const marked = { ...detail, geometry: { kind: "marked", issues } } as unknown as SeriesDetail;
    expect(
      buildMeasured(
        "length",
        [
          [0, 0],
          [3, 4],
        ],
        { ...slice, isAcquired: false },
        marked,
      ).caveats,
    ).toEqual(["interpolated", "irregular-spacing"]);
    expect(
      buildMeasured(
        "length",
        [
          [0, 0],
          [3, 4],
        ],
        slice,
        marked,
      ).caveats,
    ).toEqual([]);
  });

  it("reads the same from what is kept as when it was drawn", () => {
    const measured = buildMeasured(
      "ellipse",
      [
        [10, 10],
        [30, 18],
      ],
      slice,
      detail,
    );
    const again = JSON.parse(JSON.stringify(measured)) as Measured;
    expect(labelLines(again)).toEqual(labelLines(measured));
    expect(labelLines(measured)[0]).toBe("5.0 × 4.0 mm");
  });
});

describe("marks", () => {
  const sphere = (diameterMm: number, height: number) =>
    ({ geometry: { kind: "sphere", centerPatient: [-100, -50, 30 + height], diameterMm }, reference: {} }) as unknown as Finding;

  it("cut a sphere where the slice cuts it", () => {
    const radiusMm = (height: number) => {
      const [centre, rim] = onSlice(sphere(10, height), slice, 0.5)?.points ?? [];
      return centre === undefined || rim === undefined ? undefined : (rim[0] - centre[0]) * 0.25;
    };
    expect(radiusMm(0)).toBeCloseTo(5, 9);
    expect(radiusMm(3)).toBeCloseTo(4, 9);
    expect(onSlice(sphere(10, 5.2), slice, 0.5)).toBeUndefined();
  });

  it("leave flat shapes of other slices out", () => {
    const measured = asFinding(
      buildMeasured(
        "length",
        [
          [1, 1],
          [5, 5],
        ],
        slice,
        detail,
      ),
    );
    const above: Slice = { ...slice, plane: { ...plane, imagePositionPatient: [-100, -50, 32] } };
    expect(onSlice(measured, slice, 1)).toBeDefined();
    expect(onSlice(measured, above, 1)).toBeUndefined();
  });
});

describe("drawing", () => {
  it("takes a drag as two points", () => {
    const drawing = new Drawing();
    expect(drawing.press("length", [1, 1])).toBeUndefined();
    drawing.move([4, 4]);
    expect(drawing.draft()?.floating).toEqual([4, 4]);
    expect(drawing.release([5, 5], true)).toEqual([
      [1, 1],
      [5, 5],
    ]);
    expect(drawing.draft()).toBeUndefined();
  });

  it("takes clicks one by one, and a third point for an angle", () => {
    const drawing = new Drawing();
    drawing.press("angle", [0, 0]);
    expect(drawing.release([0, 0], false)).toBeUndefined();
    drawing.press("angle", [5, 0]);
    drawing.release([5, 0], false);
    expect(drawing.press("angle", [5, 9])).toEqual([
      [0, 0],
      [5, 0],
      [5, 9],
    ]);
  });

  it("drops what has no size, and what was cancelled", () => {
    expect(
      isMeant(
        "ellipse",
        [
          [1, 1],
          [1.2, 9],
        ],
        square,
      ),
    ).toBe(false);
    expect(
      isMeant("length", [
        [1, 1],
        [1, 1],
      ]),
    ).toBe(false);
    const drawing = new Drawing();
    drawing.press("length", [1, 1]);
    drawing.cancel();
    expect(drawing.draft()).toBeUndefined();
  });

  it("calls the longer of two axes in millimetres the long one, where pixels are not square", () => {
    const calibrated = { ...frame, pixelSpacingSource: "calibrated", pixelSpacingMm: [2, 1] } as Slice["frame"];
    const flat: Slice = { ...slice, plane: undefined, spacing: [2, 1], frame: calibrated };
    // 10 rows down are 20 mm, 15 columns across 15 mm.
    const down = [
      [20, 10],
      [20, 20],
    ] as const;
    const across = [
      [12, 15],
      [27, 15],
    ] as const;
    for (const points of [
      [...down, ...across],
      [...across, ...down],
    ]) {
      const measured = buildMeasured("bidirectional", points, flat, detail);
      expect([numberOf(measured, sct.longAxis), numberOf(measured, sct.shortAxis)]).toEqual([20, 15]);
      // What is filed is made canonical once more, and must name the same lines.
      expect(canonicalGeometry(measured.geometry)).toEqual(measured.geometry);
      expect((measured.geometry as { pointsPixel: unknown[] }).pointsPixel.slice(0, 2)).toEqual(down);
    }
  });

  it("says when work was given up with the slice that it was begun on", () => {
    const drawing = new Drawing();
    expect(drawing.leave()).toBe(false);
    for (const [at, isMissed] of [false, false, true].entries()) {
      for (let point = 0; point <= at; point++) drawing.press("polygon", [10 * point, point]);
      expect(drawing.leave()).toBe(isMissed);
      expect(drawing.draft()).toBeUndefined();
    }
  });

  it("takes a box for one by its sides on the screen, however the picture is turned", () => {
    // Seen at 45 degrees, a diagonal along the rows has two sides of the same length, and one at 45 degrees has only one.
    const turned = { spacing: [1, 1], right: [Math.SQRT1_2, Math.SQRT1_2] } as const;
    for (const tool of ["rectangle", "ellipse"] as const) {
      expect(
        isMeant(
          tool,
          [
            [10, 10],
            [30, 10],
          ],
          turned,
        ),
      ).toBe(true);
      expect(
        isMeant(
          tool,
          [
            [10, 10],
            [30, 10],
          ],
          square,
        ),
      ).toBe(false);
      expect(
        isMeant(
          tool,
          [
            [10, 10],
            [30, 30],
          ],
          turned,
        ),
      ).toBe(false);
      expect(
        isMeant(
          tool,
          [
            [10, 10],
            [30, 30],
          ],
          square,
        ),
      ).toBe(true);
      const drawing = new Drawing();
      drawing.press(tool, [10, 10]);
      expect(drawing.press(tool, [30, 10])).toHaveLength(2);
    }
  });

  it("outlines a region from corner to corner", () => {
    expect(
      outline("rectangle", [
        [0, 0],
        [4, 2],
      ]),
    ).toEqual([
      [0, 0],
      [4, 0],
      [4, 2],
      [0, 2],
    ]);
    expect(
      outline("ellipse", [
        [0, 0],
        [4, 2],
      ]),
    ).toEqual([
      [0, 1],
      [4, 1],
      [2, 0],
      [2, 2],
    ]);
  });
});
