import type { Interpolation } from "../../stores/viewport/display.ts";
import { type Affine, compose } from "./affine.ts";
import type { ViewSize } from "./camera.ts";
import { isSameGreys } from "./colourer.ts";
import { Colouring } from "./colouring.ts";
import type { PlaneBackends } from "./plane-backends.ts";
import type { Slice } from "./slice.ts";
import { type DrawnOverlay, isMinified, SlicePainter } from "./slice-painter.ts";
import type { Greys } from "./window.ts";

/** What is on the canvas: the slice itself, of its own size, or the whole view with the slice drawn in it. */
type Held = { readonly kind: "slice"; readonly slice: Slice; readonly greys: Greys } | { readonly kind: "view" };

/** Pixels along a side that every graphics card takes as a picture that is placed. */
const LARGEST_SIDE = 4096;
/**
 * Made smaller than this, pixels would be left out; down to here each has its part in what lies between four of them. The canvas's own
 * smoothing averages pixels from 0.71 on, to half the resolution.
 */
const LEAST_SCALE = 0.5;

/**
 * Draws what a viewport shows on its canvas. Where it can, the canvas holds the slice alone, pixel for pixel, and the browser places it when
 * it puts the screen together: the picture is not drawn a second time, into a canvas of the view's size, and moving or zooming it draws
 * nothing at all. Where that would not look the same (much smaller, turned by an odd angle, overlay planes on it) it is drawn into the view.
 */
export class ScreenPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #colouring: Colouring;
  readonly #backends: PlaneBackends;
  readonly #inView: SlicePainter;
  readonly #stop: () => void;
  #size: ViewSize = { width: 1, height: 1 };
  #pixelRatio = 1;
  #held: Held | undefined;
  #style = "";

  /** @param onStale the canvas lost what was drawn on it */
  constructor(canvas: HTMLCanvasElement, backends: PlaneBackends, onStale: () => void) {
    this.#canvas = canvas;
    this.#backends = backends;
    this.#colouring = new Colouring(canvas, backends);
    this.#inView = new SlicePainter(canvas, this.#colouring);
    this.#context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
    // Another backend, or its context came back.
    const stop = this.#backends.subscribe(() => {
      this.#held = undefined;
    });
    // Where the browser's graphics process has died it empties the canvas, and gives it back a while later.
    const forget = () => {
      this.#held = undefined;
      this.#inView.forget();
      onStale();
    };
    canvas.addEventListener("contextlost", forget);
    canvas.addEventListener("contextrestored", forget);
    this.#stop = () => {
      stop();
      canvas.removeEventListener("contextlost", forget);
      canvas.removeEventListener("contextrestored", forget);
    };
  }

  /** @param size of the view, CSS pixels @param pixelRatio device pixels of a CSS pixel */
  resize(size: ViewSize, pixelRatio: number): void {
    this.#size = size;
    this.#pixelRatio = pixelRatio;
  }

  /**
   * @param viewFromPixel to CSS pixels
   * @param overlays drawn over the image, pixel on pixel
   * @param interpolation how pixels are drawn larger than they are; smaller, they are always blended
   */
  draw(slice: Slice, greys: Greys, viewFromPixel: Affine, overlays: readonly DrawnOverlay[], interpolation: Interpolation): void {
    if (overlays.length > 0 || !canBePlaced(slice, viewFromPixel, this.#pixelRatio)) {
      this.#holdView();
      this.#inView.draw(slice, greys, viewFromPixel, this.#pixelRatio, overlays, interpolation);
      return;
    }
    // The centre of the first pixel is 0, 0; its corner is the canvas's.
    const place = compose(viewFromPixel, [1, 0, 0, 1, -0.5, -0.5]);
    const isSharp = interpolation === "nearest" && !isMinified(viewFromPixel, this.#pixelRatio);
    const { columns, rows } = slice;
    this.#put(slice, greys);
    const sharp = isSharp ? ";image-rendering:pixelated" : "";
    this.#lay(`width:${columns}px;height:${rows}px;transform-origin:0 0;transform:matrix(${place})${sharp}`);
  }

  clear(): void {
    this.#holdView();
    this.#inView.clear();
  }

  dispose(): void {
    this.#stop();
    this.#held = undefined;
    this.#inView.dispose();
  }

  #put(slice: Slice, greys: Greys): void {
    const held = this.#held;
    if (held?.kind === "slice" && held.slice === slice && isSameGreys(held.greys, greys)) return;
    this.#sizeCanvas(slice.columns, slice.rows);
    this.#colouring.paint(slice, greys, this.#context);
    if (!this.#context.isContextLost()) this.#held = { kind: "slice", slice, greys };
  }

  #holdView(): void {
    const { width, height } = this.#size;
    this.#held = { kind: "view" };
    this.#sizeCanvas(Math.max(1, Math.round(width * this.#pixelRatio)), Math.max(1, Math.round(height * this.#pixelRatio)));
    this.#lay("width:100%;height:100%");
  }

  /** A canvas that is given its size is emptied, and costs a new one: only where it has another. */
  #sizeCanvas(width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  #lay(style: string): void {
    if (this.#style === style) return;
    this.#style = style;
    this.#canvas.style.cssText = style;
  }
}

/** Whether the browser places a slice as it would draw it: upright or turned by a quarter, neither huge nor much smaller than it is. */
function canBePlaced({ columns, rows }: Slice, viewFromPixel: Affine, pixelRatio: number): boolean {
  const [a, b, c, d] = viewFromPixel;
  const slack = 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  const isUpright = (Math.abs(b) <= slack && Math.abs(c) <= slack) || (Math.abs(a) <= slack && Math.abs(d) <= slack);
  return isUpright && Math.max(columns, rows) <= LARGEST_SIDE && leastScale(viewFromPixel, pixelRatio) >= LEAST_SCALE;
}

/** Device pixels of a pixel of the slice along its columns or rows, whichever is less. */
function leastScale([a, b, c, d]: Affine, pixelRatio: number): number {
  return Math.min(Math.hypot(a, b), Math.hypot(c, d)) * pixelRatio;
}
