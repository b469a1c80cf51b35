import { type Affine, compose } from "./affine.ts";
import type { Slice } from "./slice.ts";
import { colourSlice, type Greys } from "./window.ts";

/**
 * Draws slices on a 2D canvas: values through the window into a bitmap of the slice's own size, then placed by the browser (on the GPU
 * where there is one). Moving and zooming only place it again. Works without WebGL and has no context to lose.
 */
export class SlicePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
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
   */
  draw(slice: Slice, greys: Greys, viewFromPixel: Affine, pixelRatio: number): void {
    if (this.#drawn?.slice !== slice || !isSameGreys(this.#drawn.greys, greys)) this.#colour(slice, greys);
    this.clear();
    if (this.#bitmap === undefined) return;
    const context = this.#context;
    context.setTransform(...compose([pixelRatio, 0, 0, pixelRatio, 0, 0], viewFromPixel));
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "medium";
    context.drawImage(this.#bitmap, -0.5, -0.5);
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

function isSameGreys(a: Greys, b: Greys): boolean {
  return (
    a.inverted === b.inverted &&
    a.window.center === b.window.center &&
    a.window.width === b.window.width &&
    a.padding?.[0] === b.padding?.[0] &&
    a.padding?.[1] === b.padding?.[1]
  );
}
