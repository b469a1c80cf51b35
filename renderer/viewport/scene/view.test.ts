import { describe, expect, it } from "vitest";
import { type Camera, restingCamera, type Turn } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { Presented } from "../presentation/presented.ts";
import { Hub } from "./hub.ts";
import type { Linking } from "./linking.ts";
import { View } from "./view.ts";

const turn: Turn = { rotationDegrees: 0, flippedHorizontally: false, flippedVertically: false, align: "left" };

/** A mammogram of 100 x 120 mm, bright against its left side between two rows. */
function breastBetween(top: number, bottom: number): Slice {
  const values = new Int16Array(1000 * 1200);
  for (let row = top; row < bottom; row++) values.fill(1000, 1000 * row, 1000 * row + 400);
  const shape = { columns: 1000, rows: 1200, spacing: [0.1, 0.1], isCalibrated: true, samplesPerPixel: 1 };
  return { ...shape, values } as unknown as Slice;
}

/** Where the middle of the view lies below that of the picture, millimetres, after each of some pictures in views of a size. */
function middles(...pictures: readonly (readonly [Slice, { readonly width: number; readonly height: number }])[]): number[] {
  const hub = new Hub();
  const view = new View(undefined, turn);
  const presented = { placed: (camera: unknown) => camera } as unknown as Presented;
  const links = { name: "a", scaled: (camera: unknown) => camera } as unknown as Linking;
  return pictures.map(([slice, size]) => {
    view.resize(size, 1);
    view.place(slice, turn, { presented, links, hub });
    return view.camera.pan[1];
  });
}

describe("a mammogram that nobody has moved", () => {
  const [high, low] = [breastBetween(0, 500), breastBetween(700, 1200)];
  const narrow = { width: 400, height: 1100 };
  const wide = { width: 1600, height: 500 };

  it("has the breast in the middle of each view that it comes into, and each image its own", () => {
    for (const steps of [
      [
        [high, narrow],
        [high, wide],
      ],
      [
        [high, wide],
        [low, wide],
      ],
      [
        [low, wide],
        [high, narrow],
        [low, wide],
      ],
    ] as const) {
      const last = steps.at(-1) as (typeof steps)[number];
      expect(middles(...steps).at(-1)).toBeCloseTo(middles(last)[0] as number, 9);
    }
    expect(middles([high, wide])[0]).not.toBeCloseTo(middles([high, narrow])[0] as number, 1);
  });

  it("stays where it is when another picture's scale is taken over", () => {
    const view = new View(undefined, turn);
    const hub = new Hub();
    const presented = { placed: (camera: unknown) => camera } as unknown as Presented;
    const scaledBy = (factor: number) =>
      ({
        name: "a",
        scaled: (camera: Camera) => (factor === 1 ? camera : { ...camera, zoom: factor, sizing: undefined }),
      }) as unknown as Linking;
    view.resize(wide, 1);
    view.place(high, turn, { presented, links: scaledBy(1), hub });
    const down = view.camera.pan[1];
    for (let draw = 0; draw < 3; draw++) view.place(high, turn, { presented, links: scaledBy(3), hub });
    expect(view.camera.pan[1]).toBe(down);
    expect(view.own).toBe(view.camera);
  });

  it("is left at rest", () => {
    const view = new View(undefined, turn);
    const presented = { placed: (camera: unknown) => camera } as unknown as Presented;
    view.resize(wide, 1);
    view.place(high, turn, {
      presented,
      links: { name: "a", scaled: (camera: unknown) => camera } as unknown as Linking,
      hub: new Hub(),
    });
    expect(view.camera.pan).not.toEqual([0, 0]);
    expect(view.own.pan).toBe(restingCamera.pan);
  });
});
