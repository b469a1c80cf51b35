import type { Channel, ImageRecipe } from "../contract/recipe.ts";
import { createChannelMap } from "./channels.ts";
import { type CollimatorShapes, fieldOf, wholeField } from "./field.ts";
import type { PixelRect } from "./field-borders.ts";
import { fitImage, type ImageFit, type PixelShape } from "./image-fit.ts";
import { type Plane, resampleInto } from "./resample-image.ts";

/** Pixels of one two-dimensional image, rows x columns x samplesPerPixel, interleaved. */
export interface ImageSubject {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  /** After the modality transformation; colour 0 to 255. */
  readonly values: Float32Array | Int16Array | Uint16Array | Uint8Array;
  /** As it is shown at first: 0 to 1, VOI applied, 1 bright. Made when first asked for. */
  readonly display: () => Float32Array;
  /** What its header says of where it was collimated or is shuttered. */
  readonly collimation?: readonly CollimatorShapes[];
  /** Where its pixels are not square. */
  readonly pixelShape?: PixelShape | undefined;
}

/** Part of a tensor's plane that is covered, in its pixels from edge to edge: whole pixels, [x, y]. */
export interface Cover {
  readonly min: readonly [number, number];
  readonly size: readonly [number, number];
  /** In the unit of the recipe's intensity, before clip and map. */
  readonly fill: number;
}

/** An image as one input of a network. */
export interface PreparedImage {
  readonly name: string;
  /** 1 x channels x rows x columns. */
  readonly shape: readonly number[];
  readonly length: number;
  readonly fit: ImageFit;
  /** Writes the tensor, or what becomes of it where a part is covered. */
  readonly fill: (out: Float32Array, cover?: Cover) => void;
}

/** Luma of red, green and blue (ITU-R BT.601), as most programs make grey of colour. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Makes the tensor of an image by its recipe. Grey of colour is its luma; colour of grey is the same grey three times. */
export function prepareImage(subject: ImageSubject, recipe: ImageRecipe): PreparedImage {
  const { name, size, pad, colour, channels } = recipe;
  const [rows, columns] = size;
  const area = rows * columns;
  const field = recipe.field === "collimated" ? fieldOf(subject, greyPlane(subject, "display")) : wholeField(subject);
  const fit = fitImage(recipe, field, subject.pixelShape);
  const whole = colour === "rgb" ? colourPlanes(subject) : [greyPlane(subject, recipe.intensity)];
  const planes = whole.map((plane) => cutPlane(plane, field));
  const raw = planes.map((plane) => {
    const values = new Float32Array(area).fill(pad);
    resampleInto(values, fit.tensor, plane, fit.start, fit.extent);
    return values;
  });
  const parts = channels.map((channel, n) => {
    const source = Math.min(n, planes.length - 1);
    return {
      values: raw[source] as Float32Array,
      map: createChannelMap(channel, wholeOf(planes[source] as Plane, channel)),
    };
  });
  return {
    ...{ name, fit, shape: [1, channels.length, rows, columns], length: channels.length * area },
    fill: (out, cover) => {
      for (const [n, { values, map }] of parts.entries()) {
        const channel = out.subarray(n * area, (n + 1) * area);
        channel.set(values);
        if (cover) paint(channel, columns, cover);
        map(channel);
      }
    },
  };
}

/** One channel of grey: of an image, display values or those of the modality. */
export function greyPlane(subject: ImageSubject, intensity: ImageRecipe["intensity"]): Plane {
  const { rows, columns, samplesPerPixel } = subject;
  const values = intensity === "display" ? subject.display() : subject.values;
  const plane = { rows, columns, from: 0, step: 1 };
  if (samplesPerPixel === 1) return { ...plane, values };
  const grey = new Float32Array(rows * columns);
  for (let p = 0; p < grey.length; p++) {
    for (const [c, share] of LUMA.entries()) grey[p] = (grey[p] as number) + share * (values[3 * p + c] as number);
  }
  return { ...plane, values: grey };
}

function colourPlanes(subject: ImageSubject): readonly Plane[] {
  const { rows, columns, samplesPerPixel } = subject;
  const values = subject.display();
  if (samplesPerPixel === 1) return [{ rows, columns, values, from: 0, step: 1 }];
  return [0, 1, 2].map((from) => ({ rows, columns, values, from, step: 3 }));
}

/** The part of a plane within a rectangle. */
function cutPlane(plane: Plane, { min, size }: PixelRect): Plane {
  const { values, columns, rows, from, step } = plane;
  if (size[0] === columns && size[1] === rows) return plane;
  const part = new Float32Array(size[0] * size[1]);
  for (let y = 0; y < size[1]; y++) {
    const start = from + ((min[1] + y) * columns + min[0]) * step;
    for (let x = 0; x < size[0]; x++) part[y * size[0] + x] = values[start + x * step] as number;
  }
  return { values: part, columns: size[0], rows: size[1], from: 0, step: 1 };
}

/** All values of a plane, for a map that is taken from the whole image. */
function wholeOf({ values, rows, columns, from, step }: Plane, { map }: Channel): ArrayLike<number> {
  if (map.kind !== "zscore" || map.over !== "volume" || step === 1) return values;
  return Float32Array.from({ length: rows * columns }, (_, p) => values[from + p * step] as number);
}

function paint(channel: Float32Array, columns: number, { min, size, fill }: Cover): void {
  const rows = channel.length / columns;
  const [left, right] = [Math.max(0, min[0]), Math.min(columns, min[0] + size[0])];
  if (right <= left) return;
  for (let y = Math.max(0, min[1]); y < Math.min(rows, min[1] + size[1]); y++) {
    channel.fill(fill, y * columns + left, y * columns + right);
  }
}
