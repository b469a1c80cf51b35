import type { OverlayPlane } from "../../../src/contract/index.ts";
import type { Interpolation } from "../../stores/viewport/display.ts";
import { type Affine, compose } from "./affine.ts";
import type { Slice } from "./slice.ts";
import type { Voi } from "./voi.ts";
import { colourSlice, type Greys } from "./window.ts";

/** Opaque RGBA words of graphics and of regions, told from tissue in both light and dark. */
const GRAPHICS = 0xff4fd2ff;
const REGION = 0xffe8b84a;

/** An overlay plane with its bits. */
export interface DrawnOverlay {
  readonly plane: OverlayPlane;
  readonly bits: Uint8Array;
}

/**
 * Draws slices on a 2D canvas: values through the window into a bitmap of the slice's own size, then placed by the browser (on the GPU
 * where there is one). Moving and zooming only place it again. Works without WebGL and has no context to lose.
 */
export class SlicePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #overlayBitmaps = new WeakMap<Uint8Array, HTMLCanvasElement>();
  #bitmap: HTMLCanvasElement | undefined;
  #image: ImageData | undefined;
  #drawn: { readonly slice: Slice; readonly greys: Greys } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
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
    if (this.#drawn?.slice !== slice || !isSameGreys(this.#drawn.greys, greys)) this.#colour(slice, greys);
    this.clear();
    if (this.#bitmap === undefined) return;
    const context = this.#context;
    context.setTransform(...compose([pixelRatio, 0, 0, pixelRatio, 0, 0], viewFromPixel));
    context.imageSmoothingEnabled = interpolation === "smooth" || isMinified(viewFromPixel, pixelRatio);
    context.imageSmoothingQuality = "medium";
    context.drawImage(this.#bitmap, -0.5, -0.5);
    // Magnified, an overlay keeps the edges of its pixels; made smaller, its thin lines must not drop out.
    context.imageSmoothingEnabled = isMinified(viewFromPixel, 1);
    for (const { plane, bits } of overlays) {
      context.globalAlpha = plane.overlayType === "ROI" ? 0.45 : 1;
      context.drawImage(this.#overlayBitmap(plane, bits), plane.origin[1] - 1.5, plane.origin[0] - 1.5);
    }
    context.globalAlpha = 1;
  }

  clear(): void {
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  dispose(): void {
    for (const canvas of [this.#bitmap, this.#canvas]) {
      if (canvas !== undefined) canvas.width = canvas.height = 0;
    }
    this.#bitmap = this.#image = this.#drawn = undefined;
  }

  #overlayBitmap(plane: OverlayPlane, bits: Uint8Array): HTMLCanvasElement {
    const known = this.#overlayBitmaps.get(bits);
    if (known !== undefined) return known;
    const bitmap = document.createElement("canvas");
    bitmap.width = plane.columns;
    bitmap.height = plane.rows;
    const image = new ImageData(plane.columns, plane.rows);
    const words = new Uint32Array(image.data.buffer);
    const word = plane.overlayType === "ROI" ? REGION : GRAPHICS;
    for (let at = 0; at < words.length; at++) if ((((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1) words[at] = word;
    bitmap.getContext("2d")?.putImageData(image, 0, 0);
    this.#overlayBitmaps.set(bits, bitmap);
    return bitmap;
  }

  #colour(slice: Slice, greys: Greys): void {
    const { columns, rows } = slice;
    if (this.#bitmap === undefined || this.#bitmap.width !== columns || this.#bitmap.height !== rows) {
      this.#bitmap = document.createElement("canvas");
      this.#bitmap.width = columns;
      this.#bitmap.height = rows;
      this.#image = new ImageData(columns, rows);
    }
    if (this.#image === undefined) return;
    colourSlice(slice.values, slice.samplesPerPixel, greys, new Uint32Array(this.#image.data.buffer));
    this.#bitmap.getContext("2d", { alpha: false })?.putImageData(this.#image, 0, 0);
    this.#drawn = { slice, greys };
  }
}

/** Whether a pixel of the slice takes less than a device pixel's area. */
function isMinified([a, b, c, d]: Affine, pixelRatio: number): boolean {
  return Math.abs(a * d - b * c) * pixelRatio * pixelRatio < 1;
}

function isSameGreys(a: Greys, b: Greys): boolean {
  return (
    a.inverted === b.inverted &&
    isSameVoi(a.voi, b.voi) &&
    a.palette === b.palette &&
    a.colours === b.colours &&
    a.shutter?.hidden === b.shutter?.hidden &&
    a.stages === b.stages &&
    a.padding?.[0] === b.padding?.[0] &&
    a.padding?.[1] === b.padding?.[1]
  );
}

function isSameVoi(a: Voi, b: Voi): boolean {
  if (a.kind === "table" || b.kind === "table") return a.kind === "table" && b.kind === "table" && a.table === b.table;
  return a.window.center === b.window.center && a.window.width === b.window.width && a.window.function === b.window.function;
}
