import type { OverlayPlane } from "../../../src/contract/index.ts";
import type { Interpolation } from "../../stores/viewport/display.ts";
import { type Affine, compose } from "./affine.ts";
import { Colouring } from "./colouring.ts";
import type { Slice } from "./slice.ts";
import type { Greys } from "./window.ts";

/** Opaque RGBA words of graphics and of regions, told from tissue in both light and dark. */
const GRAPHICS = 0xff4fd2ff;
const REGION = 0xffe8b84a;

/** An overlay plane with its bits. */
export interface DrawnOverlay {
  readonly plane: OverlayPlane;
  readonly bits: Uint8Array;
  /** Opaque RGBA word it is drawn with; undefined: told by its type. */
  readonly word?: number | undefined;
}

/**
 * Draws slices on a 2D canvas of any size: values through the window into a bitmap of the slice's own size, which the canvas then draws
 * where it lies, with the overlay planes over it. Moving and zooming only place it again.
 */
export class SlicePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #overlayBitmaps = new WeakMap<Uint8Array, { readonly word: number; readonly bitmap: HTMLCanvasElement }>();
  readonly #colouring: Colouring;

  /** @param colouring absent: by the CPU alone */
  constructor(canvas: HTMLCanvasElement, colouring = new Colouring(canvas)) {
    this.#canvas = canvas;
    this.#colouring = colouring;
    this.#context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  }

  /**
   * @param viewFromPixel to CSS pixels
   * @param pixelRatio device pixels of a CSS pixel
   * @param overlays drawn over the image, pixel on pixel
   * @param interpolation how pixels are drawn larger than they are; smaller, they are always blended
   */
  draw(
    slice: Slice,
    greys: Greys,
    viewFromPixel: Affine,
    pixelRatio: number,
    overlays: readonly DrawnOverlay[] = [],
    interpolation: Interpolation = "smooth",
  ): void {
    const bitmap = this.#colouring.colour(slice, greys);
    this.clear();
    if (bitmap === undefined) return;
    const context = this.#context;
    context.setTransform(...compose([pixelRatio, 0, 0, pixelRatio, 0, 0], viewFromPixel));
    context.imageSmoothingEnabled = interpolation === "smooth" || isMinified(viewFromPixel, pixelRatio);
    context.imageSmoothingQuality = "medium";
    context.drawImage(bitmap, -0.5, -0.5);
    // Magnified, an overlay keeps the edges of its pixels; made smaller, its thin lines must not drop out.
    context.imageSmoothingEnabled = isMinified(viewFromPixel, 1);
    for (const { plane, bits, word } of overlays) {
      context.globalAlpha = plane.overlayType === "ROI" ? 0.45 : 1;
      context.drawImage(this.#overlayBitmap(plane, bits, word ?? wordOf(plane)), plane.origin[1] - 1.5, plane.origin[0] - 1.5);
    }
    context.globalAlpha = 1;
  }

  clear(): void {
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** What was drawn for the slice and its overlay planes went with the graphics process. */
  forget(): void {
    this.#colouring.forget();
    this.#overlayBitmaps = new WeakMap();
  }

  dispose(): void {
    this.#canvas.width = this.#canvas.height = 0;
    this.#colouring.dispose();
  }

  #overlayBitmap(plane: OverlayPlane, bits: Uint8Array, word: number): HTMLCanvasElement {
    const known = this.#overlayBitmaps.get(bits);
    if (known?.word === word) return known.bitmap;
    const bitmap = document.createElement("canvas");
    bitmap.width = plane.columns;
    bitmap.height = plane.rows;
    const image = new ImageData(plane.columns, plane.rows);
    const words = new Uint32Array(image.data.buffer);
    for (let at = 0; at < words.length; at++) if ((((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1) words[at] = word;
    bitmap.getContext("2d")?.putImageData(image, 0, 0);
    this.#overlayBitmaps.set(bits, { word, bitmap });
    return bitmap;
  }
}

function wordOf({ overlayType }: OverlayPlane): number {
  return overlayType === "ROI" ? REGION : GRAPHICS;
}

/** Whether a pixel of the slice takes less than a device pixel's area. */
export function isMinified([a, b, c, d]: Affine, pixelRatio: number): boolean {
  return Math.abs(a * d - b * c) * pixelRatio * pixelRatio < 1;
}
