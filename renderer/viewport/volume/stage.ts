import type { Vec3 } from "../../../src/geometry/index.ts";
import { type Rendering, wholeBox } from "../../stores/viewport/rendering.ts";
import type { Stage } from "./ray-caster.ts";

const grounds: Readonly<Record<Rendering["background"], Vec3>> = {
  black: [0, 0, 0],
  grey: [0.2, 0.22, 0.25],
  white: [0.93, 0.94, 0.95],
};

/** The clip box, as far as it is on, and the ground that the volume stands before. */
export function stageOf({ clip, background }: Pick<Rendering, "clip" | "background">): Stage {
  const { low, high } = clip.isOn ? clip : wholeBox;
  return { low, high, background: grounds[background] };
}

/** A square picture as a data address. */
export function pictureAddress(pixels: Uint8ClampedArray<ArrayBuffer>, px: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = px;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, px, px), 0, 0);
  return canvas.toDataURL();
}
