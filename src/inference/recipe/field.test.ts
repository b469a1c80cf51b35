import { describe, expect, it } from "vitest";
import { drawLimb, type LimbRecipe } from "../../testing/limb-radiograph.ts";
import { fieldOf } from "./field.ts";
import { fieldFromPixels, type PixelRect } from "./field-borders.ts";

const SIZE = { columns: 480, rows: 640 } as const;
/** Pixels of one pixel of the small picture that is looked at. */
const SMALL = 640 / 128;

const upright = [
  [70, 50],
  [410, 50],
  [410, 570],
  [70, 570],
] as const;
/** A rectangle turned by 15 degrees. */
const turned = [
  [166, 62],
  [426, 132],
  [316, 542],
  [56, 472],
] as const;

const planeOf = (shown: Float32Array, { columns, rows }: { columns: number; rows: number }) => ({
  ...{ values: shown, columns, rows, from: 0, step: 1 },
});
const fieldOfLimb = (recipe: Partial<LimbRecipe>) => {
  const limb = drawLimb({ ...SIZE, ...recipe });
  return fieldFromPixels(planeOf(limb.shown, limb));
};

/** Largest distance of an edge from the rectangle around some corners, pixels. */
function off({ min, size }: PixelRect, corners: readonly (readonly [number, number])[]): number {
  const edges = [0, 1].flatMap((axis) => {
    const along = corners.map((corner) => corner[axis as 0]);
    const low = min[axis as 0];
    return [low - Math.min(...along), low + size[axis as 0] - Math.max(...along)];
  });
  return Math.max(...edges.map(Math.abs));
}

const whole: PixelRect = { min: [0, 0], size: [480, 640] };

describe("the collimated field in the pixels", () => {
  const cases: readonly (readonly [string, Partial<LimbRecipe>])[] = [
    ["a black shutter", { surrounding: "shutter" }],
    ["what was not exposed", { surrounding: "unexposed" }],
    ["the white margin of a film", { surrounding: { tone: 1 } }],
    ["the black margin of a film", { surrounding: { tone: 0 } }],
    [
      "a shutter with a marker",
      {
        surrounding: "shutter",
        markers: [
          [28, 120],
          [452, 560],
        ],
      },
    ],
    ["a white margin with a marker", { surrounding: { tone: 1 }, markers: [[28, 120]] }],
    ["markers in the field", { surrounding: "unexposed", markers: [[120, 110]], metal: true }],
  ];
  it.each(cases)("is told from %s, upright and turned", (_, recipe) => {
    expect(off(fieldOfLimb({ ...recipe, field: upright }), upright)).toBeLessThanOrEqual(2 * SMALL);
    expect(off(fieldOfLimb({ ...recipe, field: turned, turnedBy: 15 }), turned)).toBeLessThanOrEqual(3 * SMALL);
  });

  it("is one with eight sides, as an octagonal diaphragm leaves it", () => {
    const octagon = [
      [130, 40],
      [350, 40],
      [420, 170],
      [420, 470],
      [350, 600],
      [130, 600],
      [60, 470],
      [60, 170],
    ] as const;
    expect(off(fieldOfLimb({ field: octagon }), octagon)).toBeLessThanOrEqual(3 * SMALL);
  });

  it.each([
    ["a limb from edge to edge", {}],
    ["one that lies obliquely", { turnedBy: 35 }],
    ["metal and markers", { metal: true, markers: [[60, 80]] as const }],
    ["a fracture", { fractureAt: 0.4 }],
  ])("is all of the image with %s", (_, recipe) => expect(fieldOfLimb(recipe)).toEqual(whole));

  it("is all of an image that has nothing in it, or next to nothing", () => {
    for (const [columns, rows] of [
      [1, 1],
      [3, 500],
      [300, 200],
    ] as const) {
      const flat = planeOf(new Float32Array(columns * rows).fill(0.4), { columns, rows });
      expect(fieldFromPixels(flat)).toEqual({ min: [0, 0], size: [columns, rows] });
    }
    const field = upright.map(([x, y]) => [200 + x / 10, 200 + y / 10] as const);
    expect(fieldOfLimb({ field })).toEqual(whole);
  });
});

describe("the field that a header says", () => {
  const limb = drawLimb({ ...SIZE, field: upright, surrounding: "unexposed" });
  const grey = planeOf(limb.shown, limb);
  const rectangle = { left: 101, right: 400, upper: 61, lower: 500 };

  it("goes before what the pixels show, in columns and rows from 1", () => {
    expect(fieldOf({ ...SIZE, collimation: [{ rectangle }] }, grey)).toEqual({ min: [100, 60], size: [300, 440] });
    const circle = { row: 320.5, column: 240.5, radius: 200 };
    expect(fieldOf({ ...SIZE, collimation: [{ circle }] }, grey)).toEqual({ min: [40, 120], size: [400, 400] });
    const polygon = upright.map(([x, y]) => [y + 1, x + 1] as const);
    expect(fieldOf({ ...SIZE, collimation: [{ polygon }] }, grey)).toEqual({ min: [70, 50], size: [341, 521] });
  });

  it("is what shutter and collimator leave together, within the image", () => {
    const wide = { left: -20, right: 300, upper: 1, lower: 9000 };
    expect(fieldOf({ ...SIZE, collimation: [{ rectangle }, { rectangle: wide }] }, grey)).toEqual({
      min: [100, 60],
      size: [200, 440],
    });
  });

  it.each([
    ["cuts nothing off", { left: 1, right: 480, upper: 1, lower: 640 }],
    ["leaves next to nothing", { left: 100, right: 110, upper: 100, lower: 110 }],
    ["lies outside", { left: 1000, right: 2000, upper: 1, lower: 640 }],
    ["is turned over", { left: 400, right: 100, upper: 1, lower: 640 }],
  ])("is not believed where it %s", (_, stated) => {
    const field = fieldOf({ ...SIZE, collimation: [{ rectangle: stated }] }, grey);
    expect(off(field, upright)).toBeLessThanOrEqual(2 * SMALL);
  });
});
