import { describe, expect, it } from "vitest";
import { edgeLetters, type ImagePlane } from "../../../src/geometry/index.ts";
import { invert, transform } from "./affine.ts";
import { centredOn, fitScale, panned, restingCamera, type Turn, viewDirections, viewFromPixel, zoomed } from "./camera.ts";

const shape = { columns: 100, rows: 50, spacing: [2, 1] as const };
const size = { width: 400, height: 300 };
const upright: Turn = { rotationDegrees: 0, flippedHorizontally: false, flippedVertically: false };
const axial: ImagePlane = {
  imagePositionPatient: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [2, 1],
  rows: 50,
  columns: 100,
};

const lettersOf = (turn: Turn) => {
  const { right, down } = viewDirections(axial, viewFromPixel(shape, size, restingCamera, turn));
  return edgeLetters(right, down);
};

describe("the view of a slice", () => {
  it("fits it with its true proportions, centred", () => {
    expect(fitScale(shape, size, upright)).toBe(3);
    const affine = viewFromPixel(shape, size, restingCamera, upright);
    expect(transform(affine, [49.5, 24.5])).toEqual([200, 150]);
    expect(transform(affine, [-0.5, -0.5])).toEqual([50, 0]);
    expect(transform(affine, [99.5, 49.5])).toEqual([350, 300]);
  });

  it("fits the turned slice", () => {
    expect(fitScale(shape, size, { ...upright, rotationDegrees: 90 })).toBe(3);
    expect(fitScale({ ...shape, columns: 200 }, size, { ...upright, rotationDegrees: 90 })).toBe(1.5);
  });

  it("turns clockwise: what was on top is on the right", () => {
    const affine = viewFromPixel(shape, size, restingCamera, { ...upright, rotationDegrees: 90 });
    const [x, y] = transform(affine, [49.5, -0.5]);
    expect([x, y]).toEqual([350, 150]);
  });

  it("names its edges anew when it is turned and mirrored", () => {
    expect(lettersOf(upright)).toEqual({ left: "R", right: "L", top: "A", bottom: "P" });
    expect(lettersOf({ ...upright, rotationDegrees: 90 })).toEqual({ left: "P", right: "A", top: "R", bottom: "L" });
    expect(lettersOf({ ...upright, flippedHorizontally: true })).toEqual({ left: "L", right: "R", top: "A", bottom: "P" });
    expect(lettersOf({ rotationDegrees: 180, flippedHorizontally: true, flippedVertically: true })).toEqual(lettersOf(upright));
  });

  it("keeps the point under the pointer where it is while zooming, also turned and mirrored", () => {
    const turn: Turn = { rotationDegrees: 270, flippedHorizontally: true, flippedVertically: false };
    const about = [123, 77] as const;
    const pixel = transform(invert(viewFromPixel(shape, size, restingCamera, turn)), about);
    const camera = zoomed(shape, size, restingCamera, turn, 2.5, about);
    const [x, y] = transform(viewFromPixel(shape, size, camera, turn), pixel);
    expect(x).toBeCloseTo(123, 9);
    expect(y).toBeCloseTo(77, 9);
    expect(camera.zoom).toBe(2.5);
  });

  it("follows a drag pixel by pixel", () => {
    const turn: Turn = { rotationDegrees: 90, flippedHorizontally: false, flippedVertically: true };
    const camera = panned(shape, size, { zoom: 2, pan: [3, 4] }, turn, [10, -7]);
    const before = transform(viewFromPixel(shape, size, { zoom: 2, pan: [3, 4] }, turn), [20, 20]);
    const after = transform(viewFromPixel(shape, size, camera, turn), [20, 20]);
    expect(after[0] - before[0]).toBeCloseTo(10, 9);
    expect(after[1] - before[1]).toBeCloseTo(-7, 9);
  });

  it("puts a pixel in the middle", () => {
    const camera = centredOn(shape, { zoom: 3, pan: [0, 0] }, [10, 40]);
    expect(transform(viewFromPixel(shape, size, camera, upright), [10, 40])).toEqual([200, 150]);
  });
});

describe("a picture that lies against a side of the view", () => {
  const shape = { columns: 100, rows: 200, spacing: [0.5, 0.5] as const };
  const turn = { rotationDegrees: 0 as const, flippedHorizontally: false, flippedVertically: false };
  const edges = (align: "left" | "right", zoom: number, flippedHorizontally = false) => {
    const affine = viewFromPixel(
      shape,
      { width: 900, height: 400 },
      { zoom, pan: [0, 0] },
      { ...turn, flippedHorizontally, align },
    );
    const ends = [transform(affine, [-0.5, 0])[0], transform(affine, [99.5, 0])[0]].sort((a, b) => a - b);
    return align === "left" ? ends[0] : ends[1];
  };

  it("touches it at every zoom, flipped or not", () => {
    for (const zoom of [0.5, 1, 8]) {
      for (const isFlipped of [false, true]) {
        expect(edges("left", zoom, isFlipped)).toBeCloseTo(0, 6);
        expect(edges("right", zoom, isFlipped)).toBeCloseTo(900, 6);
      }
    }
  });

  it("stays under the hand that zooms it", () => {
    const view = { width: 900, height: 400 };
    const aligned = { ...turn, align: "right" } as const;
    const camera = zoomed(shape, view, restingCamera, aligned, 3, [700, 100]);
    const before = transform(invert(viewFromPixel(shape, view, restingCamera, aligned)), [700, 100]);
    const after = transform(invert(viewFromPixel(shape, view, camera, aligned)), [700, 100]);
    expect(after[0]).toBeCloseTo(before[0], 6);
    expect(after[1]).toBeCloseTo(before[1], 6);
  });
});
