import { SlicePainter } from "../plane/slice-painter.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { drawMarks, type MarkWish } from "./marks.ts";

/** Draws viewports as they are seen onto a canvas of their own, in device pixels. Even sides: films need them. */
export class ViewCanvas {
  readonly canvas = document.createElement("canvas");
  readonly #painter: SlicePainter;
  readonly #ratio: number;

  constructor(size: { readonly width: number; readonly height: number }, pixelRatio: number) {
    this.#ratio = pixelRatio;
    this.canvas.width = even(size.width * pixelRatio);
    this.canvas.height = even(size.height * pixelRatio);
    this.#painter = new SlicePainter(this.canvas);
  }

  /** False where there is no picture. */
  async draw(scene: PlaneScene, element: HTMLElement, wish: MarkWish): Promise<boolean> {
    const picture = scene.picture();
    if (picture === undefined) return false;
    const { slice, greys, viewFromPixel, overlays, interpolation } = picture;
    this.#painter.draw(slice, greys, viewFromPixel, this.#ratio, overlays, interpolation);
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    if (wish.withMarks || wish.withIdentity) await drawMarks(context, element, wish);
    return true;
  }

  dispose(): void {
    this.#painter.dispose();
  }
}

function even(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}
