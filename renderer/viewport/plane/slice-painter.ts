import type { OverlayPlane } from "../../../src/contract/index.ts";
import type { Interpolation } from "../../stores/viewport/display.ts";
import { type Affine, compose } from "./affine.ts";
import { type Colourer, CpuColourer, type PlaneBackend } from "./colourer.ts";
import type { PlaneBackends } from "./plane-backends.ts";
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
 * Draws slices on a 2D canvas: values through the window into a bitmap of the slice's own size, then placed by the browser (on the GPU
 * where there is one). Moving and zooming only place it again. What colours the bitmap is chosen by the slice's size, and is the CPU
 * wherever the graphics card cannot: the canvas itself has no context to lose.
 */
export class SlicePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #overlayBitmaps = new WeakMap<Uint8Array, { readonly word: number; readonly bitmap: HTMLCanvasElement }>();
  readonly #cpu = new CpuColourer();
  readonly #backends: PlaneBackends | undefined;
  #gpu: Colourer | undefined;
  #backend: PlaneBackend | undefined;

  /** @param backends absent: the CPU alone */
  constructor(canvas: HTMLCanvasElement, backends?: PlaneBackends) {
    this.#canvas = canvas;
    this.#backends = backends;
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
    const bitmap = this.#colour(slice, greys);
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

  dispose(): void {
    this.#canvas.width = this.#canvas.height = 0;
    this.#cpu.dispose();
    this.#gpu?.dispose();
    this.#gpu = undefined;
  }

  #colour(slice: Slice, greys: Greys): CanvasImageSource | undefined {
    if (this.#backends?.choose(slice.columns * slice.rows) === "gpu") {
      this.#gpu ??= this.#backends.createGpuColourer();
      const picture = this.#gpu?.colour(slice, greys);
      if (picture !== undefined) return this.#by("gpu", picture);
    }
    return this.#by("cpu", this.#cpu.colour(slice, greys));
  }

  /** Said on the canvas, for tests. */
  #by(backend: PlaneBackend, picture: CanvasImageSource | undefined): CanvasImageSource | undefined {
    if (this.#backend !== backend) {
      this.#backend = backend;
      this.#canvas.dataset.backend = backend;
    }
    return picture;
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
function isMinified([a, b, c, d]: Affine, pixelRatio: number): boolean {
  return Math.abs(a * d - b * c) * pixelRatio * pixelRatio < 1;
}
