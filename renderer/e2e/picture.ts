import { decode } from "fast-png";
import type { Locator } from "playwright-core";

/** A screenshot of an element as grey levels: what is really on the screen, whatever the program believes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0 to 255 at a pixel of the screenshot. */
  at(x: number, y: number): number;
}

/** A screenshot in colour. */
export interface ColourPicture extends Picture {
  rgbAt(x: number, y: number): readonly [number, number, number];
}

export async function pictureOf(element: Locator): Promise<ColourPicture> {
  const { width, height, data, channels } = decode(await element.screenshot());
  const rgbAt = (x: number, y: number): readonly [number, number, number] => {
    const from = (Math.round(y) * width + Math.round(x)) * channels;
    return [data[from] as number, data[from + 1] as number, data[from + 2] as number];
  };
  return {
    width,
    height,
    rgbAt,
    at: (x, y) => {
      const [red, green, blue] = rgbAt(x, y);
      return Math.round((red + green + blue) / 3);
    },
  };
}

/** Middle of the picture's row y: the positions (to half a pixel) where it crosses half of the brightest level, first and last. */
export function edgesAlongRow(picture: Picture, y: number): readonly [number, number] {
  const bright = (x: number) => picture.at(x, y) > 128;
  let first = 0;
  while (first < picture.width && !bright(first)) first++;
  let last = picture.width - 1;
  while (last > first && !bright(last)) last--;
  return [first, last + 1];
}

/** Share of pixels brighter than a level: tells a picture from a black or blank one. */
export function shareAbove(picture: Picture, level: number): number {
  let count = 0;
  for (let y = 0; y < picture.height; y += 2) for (let x = 0; x < picture.width; x += 2) if (picture.at(x, y) > level) count++;
  return count / (Math.ceil(picture.height / 2) * Math.ceil(picture.width / 2));
}
