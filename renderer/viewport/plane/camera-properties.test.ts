import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invert, type Point2, transform } from "./affine.ts";
import { alignedToDevice, type Camera, fitScale, panned, sized, type Turn, turned, viewFromPixel, zoomed } from "./camera.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const shapes = fc.record({
  columns: fc.integer({ min: 1, max: 5000 }),
  rows: fc.integer({ min: 1, max: 5000 }),
  spacing: fc.tuple(between(0.05, 10), between(0.05, 10)),
});
const sizes = fc.record({ width: fc.integer({ min: 20, max: 4000 }), height: fc.integer({ min: 20, max: 4000 }) });
const turns: fc.Arbitrary<Turn> = fc.record({
  rotationDegrees: fc.oneof(between(0, 359.999), fc.constantFrom(0, 90, 180, 270)),
  flippedHorizontally: fc.boolean(),
  flippedVertically: fc.boolean(),
});
const cameras: fc.Arbitrary<Camera> = fc.record({
  zoom: between(0.1, 40),
  pan: fc.tuple(between(-500, 500), between(-500, 500)) as fc.Arbitrary<Point2>,
});
const ratios = fc.constantFrom(1, 1.25, 1.5, 2, 3);
const away = ([a, b]: Point2, [c, d]: Point2) => Math.hypot(a - c, b - d);

describe("any view of a slice", () => {
  it("finds the pixel again that it put on the screen", () => {
    const pixels = fc.tuple(between(-0.5, 5000), between(-0.5, 5000));
    fc.assert(
      fc.property(shapes, sizes, cameras, turns, pixels, ratios, (shape, size, camera, turn, pixel, ratio) => {
        const affine = alignedToDevice(viewFromPixel(shape, size, camera, turn), ratio);
        // What a double holds: pixels across the view, however small they are on it.
        const magnification = fitScale(shape, size, turn) * camera.zoom * Math.min(...shape.spacing);
        const extent = 1 + Math.hypot(...pixel) + (size.width + size.height) / magnification;
        expect(away(transform(invert(affine), transform(affine, pixel)), pixel) / extent).toBeLessThan(1e-9);
      }),
    );
  });

  it("keeps lengths: a millimetre is as long on the screen in every direction", () => {
    fc.assert(
      fc.property(shapes, sizes, cameras, turns, between(0, 6.28), (shape, size, camera, turn, angle) => {
        const affine = viewFromPixel(shape, size, camera, turn);
        const at = (mm: number): Point2 => [(Math.cos(angle) * mm) / shape.spacing[1], (Math.sin(angle) * mm) / shape.spacing[0]];
        const perMm = away(transform(affine, at(10)), transform(affine, [0, 0])) / 10;
        expect(perMm / (fitScale(shape, size, turn) * camera.zoom)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("holds the whole slice, and no smaller, when it fits", () => {
    fc.assert(
      fc.property(shapes, sizes, turns, (shape, size, turn) => {
        const affine = viewFromPixel(shape, size, { zoom: 1, pan: [0, 0] }, turn);
        const corners = [-0.5, shape.columns - 0.5].flatMap((x) =>
          [-0.5, shape.rows - 0.5].map((y) => transform(affine, [x, y])),
        );
        const extent = (axis: 0 | 1) =>
          Math.max(...corners.map((point) => point[axis])) - Math.min(...corners.map((p) => p[axis]));
        const shares = [extent(0) / size.width, extent(1) / size.height];
        expect(Math.max(...shares)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("moves by what it is dragged, and zooms about the pointer", () => {
    const views = fc.tuple(between(-2000, 2000), between(-2000, 2000));
    fc.assert(
      fc.property(shapes, sizes, cameras, turns, views, between(0.2, 5), (shape, size, camera, turn, view, factor) => {
        const before = viewFromPixel(shape, size, camera, turn);
        const moved = viewFromPixel(shape, size, panned(shape, size, camera, turn, view), turn);
        const start = transform(before, [3, 4]);
        const precise = 1e-6 * (1 + Math.hypot(...start) + Math.hypot(...view));
        expect(away(transform(moved, [3, 4]), [start[0] + view[0], start[1] + view[1]])).toBeLessThan(precise);
        const pixel = transform(invert(before), view);
        const closer = viewFromPixel(shape, size, zoomed(shape, size, camera, turn, factor, view), turn);
        expect(away(transform(closer, pixel), view)).toBeLessThan(1e-6 * (1 + Math.hypot(...transform(closer, [0, 0]))));
      }),
    );
  });

  it("neither grows nor shrinks while it is turned by the hand", () => {
    fc.assert(
      fc.property(shapes, sizes, cameras, turns, between(0.5, 89.5), (shape, size, camera, before, degrees) => {
        const after = { ...before, rotationDegrees: degrees };
        const next = turned(shape, size, camera, before, after);
        const scales = [fitScale(shape, size, before) * camera.zoom, fitScale(shape, size, after) * next.zoom] as const;
        expect(scales[0] / scales[1]).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("a size that is held", () => {
  const size = { width: 801, height: 603 };
  const upright: Turn = { rotationDegrees: 0, flippedHorizontally: false, flippedVertically: false };

  it("one for one puts the edges of pixels on those of the screen, turned by quarters and mirrored too", () => {
    const quarters = fc.record({
      rotationDegrees: fc.constantFrom(0, 90, 180, 270),
      flippedHorizontally: fc.boolean(),
      flippedVertically: fc.boolean(),
    });
    const spacing = between(0.05, 10);
    const pan = fc.tuple(between(-50, 50), between(-50, 50));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        spacing,
        quarters,
        ratios,
        pan,
        (...given) => {
          const [columns, rows, mm, turn, ratio, by] = given;
          const shape = { columns, rows, spacing: [mm, mm] as const };
          const camera = sized(shape, size, { zoom: 1, pan: by, sizing: { kind: "magnification", times: 1 } }, turn, ratio);
          const affine = alignedToDevice(viewFromPixel(shape, size, camera, turn), ratio);
          const [first, next] = [transform(affine, [-0.5, -0.5]), transform(affine, [0.5, -0.5])];
          expect(away(first, next) * ratio).toBeCloseTo(1, 6);
          for (const part of first) expect(part * ratio - Math.round(part * ratio)).toBeCloseTo(0, 6);
        },
      ),
    );
  });

  it("true to size is so many device pixels a millimetre, in any viewport", () => {
    const shape = { columns: 500, rows: 400, spacing: [0.3, 0.15] as const };
    for (const width of [300, 800, 1200]) {
      const camera = sized(
        shape,
        { width, height: 500 },
        { zoom: 3, pan: [0, 0], sizing: { kind: "true-size", devicePixelsPerMm: 4 } },
        upright,
        2,
      );
      const affine = viewFromPixel(shape, { width, height: 500 }, camera, upright);
      expect(away(transform(affine, [0, 0]), transform(affine, [100, 0])) * 2).toBeCloseTo(15 * 4, 9);
      expect(away(transform(affine, [0, 0]), transform(affine, [0, 100])) * 2).toBeCloseTo(30 * 4, 9);
    }
  });

  it("to the width fills it, and ends with a free zoom", () => {
    const shape = { columns: 100, rows: 400, spacing: [1, 1] as const };
    const camera = sized(shape, size, { zoom: 1, pan: [0, 0], sizing: { kind: "fit-width" } }, upright, 1);
    expect(viewFromPixel(shape, size, camera, upright)[0] * 100).toBeCloseTo(801, 9);
    expect(zoomed(shape, size, camera, upright, 2, [0, 0]).sizing).toBeUndefined();
  });
});
