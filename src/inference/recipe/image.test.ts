import { describe, expect, it } from "vitest";
import type { Channel, ImageRecipe } from "../contract/recipe.ts";
import { wholeField } from "./field.ts";
import { type ImageSubject, prepareImage } from "./image.ts";
import { fitImage, toImage, toTensor } from "./image-fit.ts";

const value: Channel = { of: "value", map: { kind: "none" } };
const recipe = (change: Partial<ImageRecipe> = {}): ImageRecipe => ({
  ...{ kind: "image", name: "images", layout: "NCHW", size: [64, 96], fit: "letterbox", pad: -5, colour: "grey" },
  ...{ intensity: "display", channels: [value] },
  ...change,
});

function subject(columns: number, rows: number, of: (x: number, y: number) => number): ImageSubject {
  const values = Float32Array.from({ length: rows * columns }, (_, p) => of((p % columns) + 0.5, Math.floor(p / columns) + 0.5));
  return { rows, columns, samplesPerPixel: 1, values, display: () => values };
}

function tensorOf(image: ImageSubject, of: ImageRecipe): Float32Array {
  const prepared = prepareImage(image, of);
  const out = new Float32Array(prepared.length);
  prepared.fill(out);
  return out;
}

/** Centre of what is over `least`, weighted, from edge to edge. */
function centroid(values: Float32Array, columns: number, least: number): readonly [number, number] {
  let [sum, x, y] = [0, 0, 0];
  for (let p = 0; p < values.length; p++) {
    const over = Math.max(0, (values[p] as number) - least);
    sum += over;
    x += over * ((p % columns) + 0.5);
    y += over * (Math.floor(p / columns) + 0.5);
  }
  return [x / sum, y / sum];
}

const SHAPES = [
  [300, 200],
  [200, 300],
  [1731, 2022],
  [2500, 487],
  [96, 64],
  [41, 33],
  [2, 3],
] as const;

describe("the place of an image in a tensor", () => {
  it.each(["letterbox", "stretch", "crop"] as const)("leads back to the pixel it came from (%s)", (fit) => {
    for (const [columns, rows] of SHAPES) {
      const placed = fitImage({ size: [64, 96], fit }, wholeField({ columns, rows }));
      for (const point of [
        [0, 0],
        [columns, rows],
        [columns / 3, rows * 0.81],
        [0.5, rows - 0.5],
      ] as const) {
        const back = toImage(placed, toTensor(placed, point));
        expect(Math.hypot(back[0] - point[0], back[1] - point[1])).toBeLessThan(1e-9);
      }
    }
  });

  it("fills evenly, or cuts evenly, and scales both axes alike to a pixel", () => {
    for (const [columns, rows] of SHAPES) {
      const boxed = fitImage({ size: [64, 96], fit: "letterbox" }, wholeField({ columns, rows }));
      expect(boxed.extent[0] === 96 || boxed.extent[1] === 64).toBe(true);
      const cut = fitImage({ size: [64, 96], fit: "crop" }, wholeField({ columns, rows }));
      expect(cut.extent[0] >= 96 && cut.extent[1] >= 64).toBe(true);
      for (const { start, extent, tensor } of [boxed, cut]) {
        for (const axis of [0, 1] as const) {
          const after = tensor[axis] - start[axis] - extent[axis];
          expect(after - start[axis] === 0 || after - start[axis] === 1).toBe(true);
        }
        expect(Math.abs(extent[0] / columns - extent[1] / rows) * Math.min(columns, rows)).toBeLessThanOrEqual(0.5 + 1e-9);
      }
    }
  });

  it("makes oblong pixels square, but for a stretched image, and finds them again", () => {
    const field = wholeField({ columns: 100, rows: 40 });
    const oblong = (fit: "letterbox" | "stretch" | "crop") => fitImage({ size: [64, 96], fit }, field, [0.3, 0.6]);
    // As 100 x 80 square ones.
    expect(oblong("letterbox")).toMatchObject({ extent: [80, 64], start: [8, 0] });
    expect(oblong("crop")).toMatchObject({ extent: [96, 77], start: [0, -7] });
    expect(oblong("stretch")).toMatchObject({ extent: [96, 64], start: [0, 0] });
    for (const fit of ["letterbox", "crop", "stretch"] as const) {
      expect(toTensor(oblong(fit), [50, 20])).toEqual([48, fit === "crop" ? 31.5 : 32]);
      expect(toImage(oblong(fit), toTensor(oblong(fit), [25, 30]))).toEqual([expect.closeTo(25, 9), expect.closeTo(30, 9)]);
    }
  });

  it.each(["letterbox", "stretch", "crop"] as const)("is where the pixels really are, to 0.01 of an image pixel (%s)", (fit) => {
    for (const [columns, rows] of SHAPES.slice(0, 5)) {
      const placed = fitImage({ size: [64, 96], fit }, wholeField({ columns, rows }));
      // Several pixels of the coarser of both grids in reach, and an end.
      const reach = [0, 1].map((axis) => 5 * Math.max(1, (placed.field.size[axis] as number) / (placed.extent[axis] as number)));
      const at = [columns * 0.47, rows * 0.55] as const;
      const blob = subject(columns, rows, (x, y) => {
        const away = ((x - at[0]) / (reach[0] as number)) ** 2 + ((y - at[1]) / (reach[1] as number)) ** 2;
        return Math.max(0, 1 - away) ** 3;
      });
      const found = toImage(placed, centroid(tensorOf(blob, recipe({ fit, pad: 0 })), 96, 0));
      expect(Math.abs(found[0] - at[0])).toBeLessThan(0.01);
      expect(Math.abs(found[1] - at[1])).toBeLessThan(0.01);
    }
  });
});

describe("the tensor of an image", () => {
  it("fills a letterbox with what the recipe says, before clip and map", () => {
    const channel: Channel = { of: "value", clip: [-1, 1], map: { kind: "unit" } };
    const tensor = tensorOf(
      subject(64, 64, () => 0),
      recipe({ channels: [channel] }),
    );
    expect([...tensor.subarray(0, 96)]).toEqual([...new Array(16).fill(0), ...new Array(64).fill(0.5), ...new Array(16).fill(0)]);
  });

  it("is the image itself where it fits", () => {
    const tensor = tensorOf(
      subject(96, 64, (x, y) => 1000 * y + x),
      recipe(),
    );
    expect(tensor[5 * 96 + 7]).toBe(5507.5);
    expect(tensor[63 * 96 + 95]).toBeCloseTo(63_595.5, 2);
  });

  it("shrinks without aliasing: a fine chessboard becomes grey", () => {
    const tensor = tensorOf(
      subject(960, 640, (x, y) => (Math.floor(x) + Math.floor(y)) % 2),
      recipe(),
    );
    for (const grey of tensor) expect(Math.abs(grey - 0.5)).toBeLessThan(1e-3);
  });

  it("normalises over the image as it was, not over what was filled", () => {
    const channel: Channel = { of: "value", map: { kind: "zscore", over: "volume" } };
    const board = subject(64, 64, (x) => (x < 32 ? 10 : 30));
    const tensor = tensorOf(board, recipe({ channels: [channel], pad: 20 }));
    expect([tensor[0], tensor[20], tensor[75]]).toEqual([0, -1, 1]);
  });

  it("makes grey of colour and colour of grey", () => {
    const rgb = { ...{ rows: 1, columns: 2, samplesPerPixel: 3 as const }, values: Uint8Array.of(255, 0, 0, 0, 0, 255) };
    const coloured: ImageSubject = { ...rgb, display: () => Float32Array.from(rgb.values, (sample) => sample / 255) };
    const small = { size: [1, 2] as [number, number] };
    const three = { ...small, colour: "rgb" as const, channels: [value, value, value] };
    expect([...tensorOf(coloured, recipe(three))]).toEqual([1, 0, 0, 0, 0, 1]);
    const grey = [...tensorOf(coloured, recipe(small))].map((shade) => Number(shade.toFixed(3)));
    expect(grey).toEqual([0.299, 0.114]);
    const plain = subject(2, 1, (x) => x);
    expect([...tensorOf(plain, recipe(three))]).toEqual([0.5, 1.5, 0.5, 1.5, 0.5, 1.5]);
  });

  it("takes the modality's values where the recipe asks for them", () => {
    const image = { ...subject(2, 1, (x) => 100 * x), display: () => Float32Array.of(0, 1) };
    expect([...tensorOf(image, recipe({ size: [1, 2], intensity: "modality" }))]).toEqual([50, 150]);
    expect([...tensorOf(image, recipe({ size: [1, 2] }))]).toEqual([0, 1]);
  });

  it("covers a part before it is mapped", () => {
    const channel: Channel = { of: "value", clip: [0, 4], map: { kind: "unit" } };
    const prepared = prepareImage(
      subject(4, 4, () => 4),
      recipe({ size: [4, 4], channels: [channel] }),
    );
    const out = new Float32Array(16);
    prepared.fill(out, { min: [2, -1], size: [3, 3], fill: 1 });
    expect([...out]).toEqual([1, 1, 0.25, 0.25, 1, 1, 0.25, 0.25, ...new Array(8).fill(1)]);
    prepared.fill(out);
    expect(out.every((shade) => shade === 1)).toBe(true);
  });
});

describe("the collimated field of an image", () => {
  const SIZE = [300, 200] as const;
  /** Bright and empty but for a field from 60, 40 to 240, 180 that holds a blob at 170, 75. */
  const collimated = subject(...SIZE, (x, y) => {
    if (x < 60 || x > 240 || y < 40 || y > 180) return 0.98;
    return 0.1 + 0.6 * Math.max(0, 1 - ((x - 170) / 15) ** 2 - ((y - 75) / 15) ** 2) ** 2;
  });

  it.each(["letterbox", "stretch", "crop"] as const)("fills the tensor, and places lead back to the whole image (%s)", (fit) => {
    const of = recipe({ fit, pad: 0.1, field: "collimated" });
    const { fit: placed } = prepareImage(collimated, of);
    for (const axis of [0, 1] as const) {
      expect(Math.abs(placed.field.min[axis] - ([60, 40][axis] as number))).toBeLessThanOrEqual(5);
      expect(Math.abs(placed.field.size[axis] - ([180, 140][axis] as number))).toBeLessThanOrEqual(8);
    }
    const tensor = tensorOf(collimated, of);
    expect(Math.max(...tensor)).toBeLessThan(0.75);
    const found = toImage(placed, centroid(tensor, 96, 0.101));
    expect(Math.hypot(found[0] - 170, found[1] - 75)).toBeLessThan(0.1);
    const back = toTensor(placed, toImage(placed, [17, 23]));
    expect(Math.hypot(back[0] - 17, back[1] - 23)).toBeLessThan(1e-9);
  });

  it("is what the header says before it is looked for, and what a map is taken from", () => {
    const stated = { ...collimated, collimation: [{ rectangle: { left: 101, right: 200, upper: 51, lower: 150 } }] };
    expect(prepareImage(stated, recipe({ field: "collimated" })).fit.field).toEqual({ min: [100, 50], size: [100, 100] });
    const zscore: Channel = { of: "value", map: { kind: "zscore", over: "volume" } };
    const tensor = tensorOf(stated, recipe({ field: "collimated", fit: "stretch", channels: [zscore] }));
    expect(Math.abs(tensor.reduce((sum, value) => sum + value, 0) / tensor.length)).toBeLessThan(0.05);
    expect(prepareImage(stated, recipe()).fit.field).toEqual({ min: [0, 0], size: [300, 200] });
  });
});
