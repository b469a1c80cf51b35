import { describe, expect, it } from "vitest";
import { type Camera, restingCamera, type Turn } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import { fittedTogether, restingFor } from "./fit-together.ts";
import { Hub } from "./hub.ts";

const turn: Turn = { rotationDegrees: 0, flippedHorizontally: false, flippedVertically: false, align: "left" };
const breast = (columns: number, rows: number, isCalibrated = true) =>
  ({ columns, rows, spacing: [0.1, 0.1], isCalibrated, samplesPerPixel: 1, values: new Int16Array(0) }) as unknown as Slice;
const size = { width: 400, height: 600 };
const held = restingFor(restingCamera, turn);

describe("mammograms that are held together", () => {
  const place = (hub: Hub, name: string, slice: Slice, camera: Camera = held, view = size) =>
    fittedTogether(hub, name, camera, slice, view, turn).zoom;

  it("have one millimetre scale, at which the largest fits, whatever order they come in", () => {
    const hub = new Hub();
    expect(place(hub, "small", breast(1800, 2400))).toBe(1);
    // 240 mm in 600 px against 180 mm in 400: 20/9 px a mm; the large one has 400 / 240.
    expect(place(hub, "large", breast(2400, 3000))).toBe(1);
    expect(place(hub, "small", breast(1800, 2400))).toBeCloseTo(400 / 240 / (400 / 180), 12);
    hub.tell({ kind: "gone", from: "large" });
    expect(place(hub, "small", breast(1800, 2400))).toBe(1);
  });

  it("are as large as the breast allows, not the detector, and have it in the middle of the height", () => {
    const values = new Int16Array(1000 * 1200);
    for (let row = 200; row < 700; row++) values.fill(1000, 1000 * row, 1000 * row + 400);
    const slice = { ...breast(1000, 1200), values };
    const hub = new Hub();
    const camera = fittedTogether(hub, "a", held, slice, size, turn);
    // 40 mm across in 400 pixels, with some room about it.
    expect(hub.fit()).toBeGreaterThan(9);
    expect(hub.fit()).toBeLessThanOrEqual(10);
    expect(camera.pan[0]).toBe(0);
    expect(camera.pan[1]).toBeCloseTo((450 - 599.5) * 0.1, 0);
    // What a reader dragged stays where it is.
    expect(fittedTogether(hub, "a", { ...camera, pan: [3, 4] }, slice, size, turn).pan).toEqual([3, 4]);
  });

  it("fit anew when a viewport becomes another size, and let go of one that is zoomed freely", () => {
    const hub = new Hub();
    place(hub, "a", breast(2000, 2000));
    expect(place(hub, "b", breast(2000, 2000), held, { width: 200, height: 600 })).toBe(1);
    expect(place(hub, "a", breast(2000, 2000))).toBeCloseTo(0.5, 12);
    expect(place(hub, "b", breast(2000, 2000), { ...restingCamera, zoom: 3 }, { width: 200, height: 600 })).toBe(3);
    expect(place(hub, "a", breast(2000, 2000))).toBe(1);
  });

  it("leave out what has no size in millimetres, and pictures that lie in the middle", () => {
    const hub = new Hub();
    place(hub, "a", breast(4000, 4000, false));
    expect(place(hub, "b", breast(1000, 1000))).toBe(1);
    expect(restingFor(restingCamera, { ...turn, align: undefined })).toBe(restingCamera);
  });
});
