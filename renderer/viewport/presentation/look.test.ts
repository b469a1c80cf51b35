import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { type PresentationState, turnOf } from "../../stores/index.ts";
import { transform } from "../plane/affine.ts";
import { restingCamera, viewFromPixel } from "../plane/camera.ts";
import { areaCamera } from "./area-camera.ts";
import { LookReader } from "./look.ts";

const frame = { sopInstanceUid: "1.2.3", frameNumber: 1, rows: 40, columns: 60, samplesPerPixel: 1 } as Frame;
const reference = (sopInstanceUid: string, frameNumbers: number[] = []) => ({
  sopClassUid: "",
  sopInstanceUid,
  frameNumbers,
  segmentNumbers: [],
});
const window = (center: number, width: number) => ({ center, width, explanation: "", voiFunction: "LINEAR" });

const state: PresentationState = {
  kind: "presentation",
  stateClass: "grayscale",
  label: "",
  description: "",
  creator: "",
  createdDate: "",
  createdTime: "",
  series: [{ seriesInstanceUid: "1.2", instances: [reference("1.2.3"), reference("1.2.4", [2])] }],
  displayedAreas: [],
  voi: [],
  presentationLut: "IDENTITY",
  modality: { kind: "none" },
  shutters: [],
  shutterRgb: [1, 2, 3],
  layers: [],
  annotations: [],
  rotationDegrees: 0,
  flippedHorizontally: false,
  overlays: [],
  activations: [],
  compoundsOmitted: 0,
  stylesOmitted: [],
};
const look = (more: Partial<PresentationState>, on: Frame = frame) => new LookReader().read({ ...state, ...more }, on);

describe("what a state says of a frame", () => {
  it("is nothing for images and frames that it does not name", () => {
    expect(look({})).toBeDefined();
    expect(look({}, { ...frame, sopInstanceUid: "1.2.4" })).toBeUndefined();
    expect(look({}, { ...frame, sopInstanceUid: "1.2.4", frameNumber: 2 })).toBeDefined();
  });

  it("is the window that names it before none, one for all images else", () => {
    const voi = [
      { images: [reference("1.2.9")], windows: [window(1, 2)], tables: [] },
      { images: [reference("1.2.3")], windows: [window(40, 400), window(3, 4)], tables: [] },
    ];
    expect(look({ voi })?.voi).toMatchObject({ window: { center: 40, width: 400 } });
    expect(look({ voi: [{ images: [], windows: [window(7, 8)], tables: [] }] })?.voi).toMatchObject({ window: { center: 7 } });
  });

  it("restates a window over the image's own values, and says where a table leaves no way back", () => {
    const voi = [{ images: [], windows: [window(1064, 400)], tables: [] }];
    const rescaled: Frame = { ...frame, modalityTransform: { kind: "linear", slope: 1, intercept: -1024 } };
    expect(look({ voi }, rescaled)?.voi).toMatchObject({ window: { center: 40, width: 400 } });
    expect(look({ voi }, { ...frame, modalityTransform: { kind: "table" } })?.lacksModality).toBe(true);
    const own = { kind: "linear", slope: 1, intercept: -1024, unit: "HU" } as const;
    expect(look({ voi, modality: own }, rescaled)?.voi).toMatchObject({ window: { center: 1064 } });
  });

  it("puts shutters together, and stays the same object for the same frame", () => {
    const shutters: PresentationState["shutters"] = [
      { kind: "rectangular", left: 1, right: 9, upper: 2, lower: 8 },
      { kind: "bitmap", overlayGroup: 0x6002 },
    ];
    expect(look({ shutters })?.shutter).toEqual({
      rectangle: { left: 1, right: 9, upper: 2, lower: 8 },
      overlayGroup: 0x6002,
      fillRgb: [1, 2, 3],
    });
    const reader = new LookReader();
    expect(reader.read(state, frame)).toBe(reader.read(state, frame));
  });
});

describe("a displayed area", () => {
  const shape = { columns: 60, rows: 40, spacing: [2, 1] as const };
  const size = { width: 300, height: 200 };
  const screen = { pixelRatio: 2, devicePixelsPerMm: 8 };
  const turn = { rotationDegrees: 0, flippedHorizontally: false, flippedVertically: false };
  const area = { images: [], topLeft: [-9, 11] as [number, number], bottomRight: [20, 20] as [number, number] };
  const placed = (more: object, turned = turn) => {
    const camera = areaCamera(shape, size, turned, { ...area, sizeMode: "SCALE TO FIT", ...more }, screen);
    return viewFromPixel(shape, size, camera, turned);
  };

  it("fits with its middle in the middle, corners outside of the image included", () => {
    const view = placed({});
    // 30 columns of 1 mm and 10 rows of 2 mm: the width bounds it.
    expect(transform(view, [-10.5, 14.5])[0]).toBeCloseTo(0, 9);
    expect(transform(view, [19.5, 14.5])).toEqual([expect.closeTo(300, 9), expect.closeTo(100, 9)]);
  });

  it("is magnified in device pixels, and shown in true size in millimetres of the screen", () => {
    const across = (view: ReturnType<typeof placed>) => transform(view, [1, 0])[0] - transform(view, [0, 0])[0];
    expect(across(placed({ sizeMode: "MAGNIFY", magnification: 3 }))).toBeCloseTo(1.5, 9);
    expect(across(placed({ sizeMode: "TRUE SIZE", spacingMm: [2, 0.5] }))).toBeCloseTo((0.5 * 8) / 2, 9);
  });

  it("of the whole image is the camera at rest, however it is turned", () => {
    for (const rotationDegrees of [0, 90, 180, 270]) {
      const turned = { ...turn, rotationDegrees, flippedHorizontally: true };
      const whole = {
        ...area,
        topLeft: [60, 1] as [number, number],
        bottomRight: [1, 40] as [number, number],
        sizeMode: "SCALE TO FIT",
      };
      const camera = areaCamera(shape, size, turned, whole, screen);
      expect([camera.zoom, ...camera.pan]).toEqual([restingCamera.zoom, 0, 0].map((value) => expect.closeTo(value, 9)));
    }
  });

  it("turns as the state does: clockwise, and then flipped", () => {
    const order = (rotationDegrees: number, flippedHorizontally: boolean) => {
      const { rotationDegrees: degrees, ...rest } = turnOf({ rotationDegrees, flippedHorizontally });
      const view = viewFromPixel({ columns: 2, rows: 2, spacing: [1, 1] }, { width: 2, height: 2 }, restingCamera, {
        ...rest,
        rotationDegrees: degrees,
      });
      // Which pixel of the image is the upper left one on the screen, the upper right one after it.
      const pixels = [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const;
      const at = (x: number, y: number) =>
        pixels.findIndex((pixel) => Math.hypot(transform(view, pixel)[0] - x, transform(view, pixel)[1] - y) < 0.01);
      return [at(0.5, 0.5), at(1.5, 0.5)];
    };
    // 0 1 / 2 3 turned clockwise by a quarter: 2 0 / 3 1; flipped after that: 0 2 / 1 3.
    expect(order(90, false)).toEqual([2, 0]);
    expect(order(90, true)).toEqual([0, 2]);
    expect(order(270, true)).toEqual([3, 1]);
    expect(order(180, true)).toEqual([2, 3]);
  });
});
