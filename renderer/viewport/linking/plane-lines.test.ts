import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cross,
  distanceToPlaneMm,
  dot,
  type ImagePlane,
  normalize,
  patientMmToPixel,
  pixelToPatientMm,
  planeNormal,
  subtract,
  type Vec3,
} from "../../../src/geometry/index.ts";
import { lineOfPlane, type PlaneLine } from "./plane-lines.ts";

const axial: ImagePlane = {
  imagePositionPatient: [-100, -100, 30],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [0.5, 1],
  rows: 401,
  columns: 201,
};
const sagittal: ImagePlane = {
  imagePositionPatient: [25, -80, 120],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  pixelSpacing: [1, 1],
  rows: 200,
  columns: 120,
};
const coronal: ImagePlane = {
  ...sagittal,
  imagePositionPatient: [-60, 10, 120],
  rowDirection: [1, 0, 0],
};

const along = fc.double({ min: -1, max: 1, noNaN: true });
const unit = fc
  .tuple(along, along, along)
  .filter((part) => Math.hypot(...part) > 0.1)
  .map((part) => normalize(part as unknown as Vec3));
/** An image anywhere near the origin, in any direction. */
const anyPlane = fc
  .record({
    rowDirection: unit,
    aside: unit,
    centre: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -60, max: 60, noNaN: true }))),
    betweenRows: fc.double({ min: 0.1, max: 6, noNaN: true }),
    betweenColumns: fc.double({ min: 0.1, max: 6, noNaN: true }),
    rows: fc.integer({ min: 2, max: 600 }),
    columns: fc.integer({ min: 2, max: 600 }),
  })
  .filter(({ rowDirection, aside }) => Math.hypot(...cross(rowDirection, aside)) > 0.1)
  .map(({ rowDirection, aside, centre, betweenRows, betweenColumns, rows, columns }): ImagePlane => {
    const columnDirection = normalize(cross(cross(rowDirection, aside), rowDirection));
    const plane = { rowDirection, columnDirection, pixelSpacing: [betweenRows, betweenColumns] as const, rows, columns };
    const corner = pixelToPatientMm({ ...plane, imagePositionPatient: [0, 0, 0] }, (columns - 1) / 2, (rows - 1) / 2);
    return { ...plane, imagePositionPatient: subtract(centre as unknown as Vec3, corner) };
  });

const isOn = ({ rows, columns }: ImagePlane, [column, row]: readonly [number, number], slack: number) =>
  column >= -0.5 - slack && column <= columns - 0.5 + slack && row >= -0.5 - slack && row <= rows - 0.5 + slack;

const lengthMm = (plane: ImagePlane, line: PlaneLine | undefined) =>
  line === undefined
    ? 0
    : Math.hypot((line[1][0] - line[0][0]) * plane.pixelSpacing[1], (line[1][1] - line[0][1]) * plane.pixelSpacing[0]);

describe("where a plane is seen on an image", () => {
  it("is the column, or the row, that lies in it", () => {
    const line = lineOfPlane(axial, sagittal);
    const [from, to] = [...(line ?? [])].sort((a, b) => a[1] - b[1]);
    // x = 25 is column 125; the sagittal image reaches from y = -80.5 to y = 39.5, rows of half a millimetre from y = -100 on.
    expect(from?.[0]).toBeCloseTo(125, 9);
    expect(to?.[0]).toBeCloseTo(125, 9);
    expect(from?.[1]).toBeCloseTo(39, 9);
    expect(to?.[1]).toBeCloseTo(279, 9);
    const across = lineOfPlane(axial, coronal) ?? [];
    for (const [, row] of across) expect(row).toBeCloseTo(220, 9);
  });

  it("is clipped to the image it is drawn on", () => {
    const line = lineOfPlane(sagittal, axial);
    expect(line?.map(([column]) => column).sort((a, b) => a - b)).toEqual([-0.5, 119.5]);
    for (const [, row] of line ?? []) expect(row).toBeCloseTo(90, 9);
  });

  it("is nowhere for parallel planes, and for those that do not reach each other", () => {
    expect(lineOfPlane(axial, { ...axial, imagePositionPatient: [0, 0, 0] })).toBeUndefined();
    expect(lineOfPlane(axial, { ...sagittal, imagePositionPatient: [101, -80, 120] })).toBeUndefined();
    expect(lineOfPlane(axial, { ...sagittal, imagePositionPatient: [25, -80, 700] })).toBeUndefined();
  });

  it("lies in both planes, over the pixels of both, in every direction", () => {
    fc.assert(
      fc.property(anyPlane, anyPlane, (image, other) => {
        const line = lineOfPlane(image, other);
        if (line === undefined) return;
        for (const end of line) {
          const point = pixelToPatientMm(image, end[0], end[1]);
          expect(Math.abs(distanceToPlaneMm(other, point))).toBeLessThan(1e-6);
          expect(isOn(image, end, 1e-6)).toBe(true);
          expect(isOn(other, patientMmToPixel(other, point), 1e-6)).toBe(true);
        }
      }),
    );
  });

  it("misses nothing: the same ends are found from the other side", () => {
    fc.assert(
      fc.property(anyPlane, anyPlane, (image, other) => {
        const [line, back] = [lineOfPlane(image, other), lineOfPlane(other, image)];
        if (line === undefined || back === undefined) {
          // Where they meet in a corner, rounding decides.
          expect(Math.max(lengthMm(image, line), lengthMm(other, back))).toBeLessThan(1e-4);
          return;
        }
        const [a, b] = line.map(([column, row]) => pixelToPatientMm(image, column, row)) as [Vec3, Vec3];
        const [c, d] = back.map(([column, row]) => pixelToPatientMm(other, column, row)) as [Vec3, Vec3];
        const isNear = (p: Vec3, q: Vec3) => Math.hypot(...subtract(p, q)) < 1e-5;
        expect((isNear(a, c) && isNear(b, d)) || (isNear(a, d) && isNear(b, c))).toBe(true);
      }),
    );
  });

  it("is found wherever a point lies in both images", () => {
    fc.assert(
      fc.property(
        anyPlane,
        unit,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (image, tilt, u, v) => {
          // Before it is made a unit: so close to parallel, what is left of it is rounding.
          const across = cross(planeNormal(image), tilt);
          fc.pre(Math.hypot(...across) > 1e-6);
          const normal = normalize(across);
          // Another image whose middle is a pixel of the first.
          const middle = pixelToPatientMm(image, u * (image.columns - 1), v * (image.rows - 1));
          const rowDirection = planeNormal(image);
          const columnDirection = cross(normal, rowDirection);
          const other: ImagePlane = {
            rowDirection,
            columnDirection,
            pixelSpacing: [1, 1],
            rows: 3,
            columns: 3,
            imagePositionPatient: [0, 0, 0],
          };
          const placed = { ...other, imagePositionPatient: subtract(middle, pixelToPatientMm(other, 1, 1)) };
          expect(Math.abs(dot(planeNormal(placed), planeNormal(image)))).toBeLessThan(1e-6);
          expect(lineOfPlane(image, placed)).toBeDefined();
        },
      ),
    );
  });
});
