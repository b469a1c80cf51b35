import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type Finding, type Measurement, own, sct } from "../../../src/findings/index.ts";
import {
  add,
  angleDegrees,
  cross,
  distance,
  dot,
  type ImagePlane,
  normalize,
  pixelToPatientMm,
  scale,
  subtract,
  uprightGrid,
  type Vec3,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import { type Point2, transform } from "../plane/affine.ts";
import { planeAxes } from "../plane/axes.ts";
import { type Camera, type Turn, type ViewSize, viewFromPixel } from "../plane/camera.ts";
import { planeOf } from "../plane/reformat.ts";
import type { Slice } from "../plane/slice.ts";
import { type PlaneFacts, pixelAt } from "../scene/plane-facts.ts";
import { buildMeasured, type Measured } from "./measured.ts";
import { onSlice } from "./seen.ts";
import { plumbOf } from "./shapes.ts";
import type { MeasuringTool } from "./tools.ts";

const frame = {
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: "1.2.3.4",
  frameNumber: 1,
  pixelSpacingSource: "patient",
  unit: "[hnsf'U]",
} as Slice["frame"];
const detail = {
  studyInstanceUid: "1.2",
  seriesInstanceUid: "1.3",
  frameOfReferenceUid: "1.4",
  frames: [frame],
  geometry: { kind: "volume", issues: [] },
} as unknown as SeriesDetail;

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const direction = fc
  .tuple(number(-1, 1), number(-1, 1), number(-1, 1))
  .filter((part) => Math.hypot(...part) > 0.2)
  .map((part) => normalize(part as Vec3));
/** Two directions at right angles, anywhere in space. */
const directions = fc
  .tuple(direction, direction)
  .filter(([a, b]) => Math.hypot(...cross(a, b)) > 0.1)
  .map(([a, b]) => [a, normalize(cross(cross(a, b), a))] as const);
const acquired: fc.Arbitrary<ImagePlane> = fc
  .tuple(directions, fc.tuple(number(-500, 500), number(-500, 500), number(-1500, 1500)), number(0.05, 5), number(0.05, 5))
  .map(([[rowDirection, columnDirection], at, betweenRows, betweenColumns]) => ({
    imagePositionPatient: at as Vec3,
    rowDirection,
    columnDirection,
    pixelSpacing: [betweenRows, betweenColumns] as const,
    rows: 60,
    columns: 90,
  }));
/** A plane through the volume of a tilted gantry, put upright. */
const reformatted: fc.Arbitrary<ImagePlane> = fc
  .tuple(
    directions,
    number(0.3, 2),
    number(0.3, 2),
    number(0.5, 6),
    // Below a sine of 1e-4 a grid counts as upright (`isSheared`) and its planes are as little off the right angle.
    fc.oneof(fc.constant(0), number(0.001, 0.5), number(-0.5, -0.001)),
    fc.constantFrom("AXIAL", "SAGITTAL", "CORONAL"),
  )
  .map(([[i, j], si, sj, sk, lean, name]) => {
    const k = normalize(add(cross(i, j), scale(j, lean)));
    const grid = {
      dimensions: [40, 50, 30],
      spacingMm: [si, sj, sk],
      originPatient: [-80, 40, 700],
      directions: [i, j, k],
    } as unknown as VolumeGrid;
    const upright = uprightGrid(grid);
    return planeOf(upright, planeAxes(upright, name as "AXIAL"), 7);
  });
const turn: fc.Arbitrary<Turn> = fc.record({
  rotationDegrees: fc.oneof(fc.constantFrom(0, 90, 180, 270), fc.integer({ min: 0, max: 359 })),
  flippedHorizontally: fc.boolean(),
  flippedVertically: fc.boolean(),
}) as fc.Arbitrary<Turn>;
const camera: fc.Arbitrary<Camera> = fc.record({ zoom: number(0.2, 30), pan: fc.tuple(number(-40, 40), number(-40, 40)) });
const size: fc.Arbitrary<ViewSize> = fc.record({
  width: fc.integer({ min: 120, max: 2500 }),
  height: fc.integer({ min: 120, max: 1400 }),
});
const pixels = (count: number) =>
  fc.array(fc.tuple(number(2, 85), number(2, 55)), { minLength: count, maxLength: count }) as fc.Arbitrary<Point2[]>;

const scene = fc.record({ plane: fc.oneof(acquired, reformatted), turn, camera, size });

interface Scene {
  readonly plane: ImagePlane;
  readonly turn: Turn;
  readonly camera: Camera;
  readonly size: ViewSize;
}

/** What a hand measures that presses on the screen where these pixels are. */
function measuredByHand(
  { plane, turn: turned, camera: seen, size: view }: Scene,
  tool: MeasuringTool,
  points: readonly Point2[],
) {
  const { rows, columns, pixelSpacing: spacing } = plane;
  const slice = {
    columns,
    rows,
    samplesPerPixel: 1,
    values: new Int16Array(rows * columns),
    spacing,
    isCalibrated: true,
  } as const;
  const whole: Slice = { ...slice, plane, frame, isAcquired: true };
  const affine = viewFromPixel(whole, view, seen, turned);
  const facts = { slice: whole, viewFromPixel: affine } as PlaneFacts;
  const set = points.map((point) => pixelAt(facts, transform(affine, point)));
  return { measured: buildMeasured({ tool, points: set, plumb: plumbOf(spacing, affine) }, whole, detail), slice: whole, affine };
}

const numberIn = ({ measurements }: Measured, concept: Measurement["concept"]) =>
  measurements.find((one) => one.concept.value === concept.value)?.value ?? Number.NaN;

/** A tenth of the smaller side of a pixel. */
const tenth = ({ pixelSpacing }: ImagePlane) => Math.min(...pixelSpacing) / 10;

describe("what the hand measures, in every orientation, zoom, flip, turn and spacing", () => {
  it("a length is that of the patient, to a tenth of a pixel", () => {
    fc.assert(
      fc.property(scene, pixels(2), (where, [a, b]) => {
        fc.pre(a !== undefined && b !== undefined);
        const truth = distance(pixelToPatientMm(where.plane, ...a), pixelToPatientMm(where.plane, ...b));
        const { measured } = measuredByHand(where, "length", [a, b]);
        expect(Math.abs(numberIn(measured, sct.length) - truth)).toBeLessThan(tenth(where.plane));
      }),
    );
  });

  it("an angle and a Cobb angle are those between directions in the patient", () => {
    fc.assert(
      fc.property(scene, pixels(4), (where, points) => {
        const [a, b, c, d] = points.map((point) => pixelToPatientMm(where.plane, ...point)) as [Vec3, Vec3, Vec3, Vec3];
        fc.pre([distance(a, b), distance(b, c), distance(c, d)].every((mm) => mm > 5));
        const angle = numberIn(measuredByHand(where, "angle", points.slice(0, 3)).measured, sct.angle);
        expect(Math.abs(angle - angleDegrees(subtract(a, b), subtract(c, b)))).toBeLessThan(0.1);
        // How far each line is tilted against the straight way across the spine, up to a right angle to either side.
        const way = subtract(add(c, d), add(a, b));
        const across = cross(cross(where.plane.rowDirection, where.plane.columnDirection), way);
        const tilt = (line: Vec3) => (Math.atan(dot(line, way) / dot(line, across)) * 180) / Math.PI;
        const sideOf = (line: Vec3) => Math.abs(dot(line, across)) / (Math.hypot(...line) * Math.hypot(...across));
        fc.pre(Math.hypot(...way) > 5 && sideOf(subtract(b, a)) > 0.02 && sideOf(subtract(d, c)) > 0.02);
        const cobb = numberIn(measuredByHand(where, "cobb", points).measured, sct.cobbAngle);
        expect(Math.abs(cobb - Math.abs(tilt(subtract(b, a)) - tilt(subtract(d, c))))).toBeLessThan(0.1);
      }),
    );
  });

  it("the short axis is perpendicular to the long one in the patient, whatever the pixels' proportions", () => {
    fc.assert(
      fc.property(scene, pixels(4), (where, points) => {
        const [a, b] = points.slice(0, 2).map((point) => pixelToPatientMm(where.plane, ...point)) as [Vec3, Vec3];
        fc.pre(distance(a, b) > 5);
        const { geometry } = measuredByHand(where, "bidirectional", points).measured;
        if (geometry.kind !== "bidirectional") throw new Error("no axes");
        const [p, q, r, s] = geometry.pointsPatient;
        fc.pre(distance(r, s) > 2);
        expect(Math.abs(angleDegrees(subtract(q, p), subtract(s, r)) - 90)).toBeLessThan(0.05);
      }),
    );
  });

  it("a circle is round in the patient, and a rectangle has right angles and stands upright on the screen", () => {
    fc.assert(
      fc.property(scene, pixels(2), (where, [a, b]) => {
        fc.pre(a !== undefined && b !== undefined && Math.hypot(a[0] - b[0], a[1] - b[1]) > 3);
        const radius = distance(pixelToPatientMm(where.plane, ...a), pixelToPatientMm(where.plane, ...b));
        const circle = measuredByHand(where, "circle", [a, b]).measured;
        expect(Math.abs(numberIn(circle, sct.diameter) - 2 * radius)).toBeLessThan(tenth(where.plane));
        expect(numberIn(circle, sct.area) / (Math.PI * radius * radius)).toBeCloseTo(1, 3);
        const { measured, slice, affine } = measuredByHand(where, "rectangle", [a, b]);
        const corners =
          onSlice(measured as unknown as Finding, slice, 0.5)?.points.map((point) => transform(affine, point)) ?? [];
        // A corner on a side of the screen's upright box leaves nothing of it.
        fc.pre(corners.length === 4);
        const [p, q, r, s] = corners as [Point2, Point2, Point2, Point2];
        const scaleOnScreen = Math.hypot(affine[0], affine[1]) / where.plane.pixelSpacing[1];
        for (const off of [p[1] - q[1], q[0] - r[0], r[1] - s[1], s[0] - p[0]]) {
          expect(Math.abs(off)).toBeLessThan(0.01 + 0.001 * scaleOnScreen);
        }
      }),
    );
  });

  it("a cardiothoracic ratio does not depend on how the picture lies, only on the patient", () => {
    fc.assert(
      fc.property(scene, turn, pixels(6), (where, otherTurn, points) => {
        fc.pre(Math.hypot((points[0]?.[0] ?? 0) - (points[1]?.[0] ?? 0), (points[0]?.[1] ?? 0) - (points[1]?.[1] ?? 0)) > 10);
        const one = measuredByHand(where, "cardiothoracic", points).measured;
        fc.pre(numberIn(one, own.thoraxWidth) > 5);
        const other = measuredByHand({ ...where, turn: otherTurn }, "cardiothoracic", points).measured;
        expect(numberIn(other, own.cardiothoracicRatio)).toBeCloseTo(numberIn(one, own.cardiothoracicRatio), 3);
      }),
    );
  });

  it("is seen again where it was drawn, to a tenth of a pixel", () => {
    fc.assert(
      fc.property(scene, pixels(5), (where, points) => {
        const { measured, slice } = measuredByHand(where, "polyline", points);
        const seen = onSlice(measured as unknown as Finding, slice, 0.5)?.points ?? [];
        seen.forEach((point, index) => {
          const [x, y] = points[index] as Point2;
          expect(Math.hypot(point[0] - x, point[1] - y)).toBeLessThan(0.1);
        });
        expect(seen).toHaveLength(5);
      }),
    );
  });
});
