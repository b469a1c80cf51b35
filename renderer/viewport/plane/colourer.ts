import { colourSlice } from "./colour-slice.ts";
import { integerTable } from "./grey-table.ts";
import type { Slice } from "./slice.ts";
import type { Voi } from "./voi.ts";
import type { Greys } from "./window.ts";

/** What a slice is coloured with. */
export type PlaneBackend = "cpu" | "gpu";

/** Turns values into a picture of the slice's own size. */
export interface Colourer {
  /**
   * The picture, good until the next call; undefined where it cannot be made here (a lost context, a slice over the limits). The same
   * slice in the same greys is not reckoned again.
   */
  colour(slice: Slice, greys: Greys): CanvasImageSource | undefined;
  /** Draws the picture over a canvas of the slice's own size, by the shortest way there is; false where it cannot be made here. */
  paint(slice: Slice, greys: Greys, context: CanvasRenderingContext2D): boolean;
  dispose(): void;
}

/** Colours in memory: works without WebGL and has no context to lose. */
export class CpuColourer implements Colourer {
  /** Only where the picture is drawn elsewhere than on a canvas of its own size; whether it holds `#image`. */
  #bitmap: HTMLCanvasElement | undefined;
  #isPut = false;
  #image: ImageData | undefined;
  #words: Uint32Array<ArrayBuffer> | undefined;
  #drawn: { readonly slice: Slice; readonly greys: Greys } | undefined;
  #table: { readonly type: object; readonly greys: Greys; readonly words: Uint32Array } | undefined;

  colour(slice: Slice, greys: Greys): CanvasImageSource | undefined {
    const image = this.#reckon(slice, greys);
    this.#bitmap ??= document.createElement("canvas");
    if (this.#bitmap.width !== image.width) this.#bitmap.width = image.width;
    if (this.#bitmap.height !== image.height) this.#bitmap.height = image.height;
    if (!this.#isPut) this.#bitmap.getContext("2d", { alpha: false, willReadFrequently: true })?.putImageData(image, 0, 0);
    this.#isPut = true;
    return this.#bitmap;
  }

  /** Straight from memory: a picture between the two would be sent to the graphics card by itself, each time. */
  paint(slice: Slice, greys: Greys, context: CanvasRenderingContext2D): boolean {
    context.putImageData(this.#reckon(slice, greys), 0, 0);
    return true;
  }

  /** What lay on the canvas may be gone with the graphics process; what was reckoned is in memory, and is put on another one. */
  forget(): void {
    this.#bitmap = undefined;
    this.#isPut = false;
  }

  dispose(): void {
    if (this.#bitmap !== undefined) this.#bitmap.width = this.#bitmap.height = 0;
    this.#bitmap = this.#image = this.#words = this.#drawn = this.#table = undefined;
  }

  #reckon(slice: Slice, greys: Greys): ImageData {
    const { columns, rows, values } = slice;
    let image = this.#image;
    if (image !== undefined && this.#drawn?.slice === slice && isSameGreys(this.#drawn.greys, greys)) return image;
    if (image === undefined || this.#words === undefined || image.width !== columns || image.height !== rows) {
      image = this.#image = new ImageData(columns, rows);
      this.#words = new Uint32Array(image.data.buffer);
    }
    colourSlice(values, slice.samplesPerPixel, greys, this.#words, this.#tableFor(slice, greys));
    this.#drawn = { slice, greys };
    this.#isPut = false;
    return image;
  }

  /** From slice to slice of a run the table stays: only another window makes it anew. */
  #tableFor({ values, samplesPerPixel }: Slice, greys: Greys): Uint32Array | undefined {
    if (samplesPerPixel === 3 || values instanceof Float32Array) return undefined;
    const type = values.constructor;
    if (this.#table?.type !== type || !isSameCurve(this.#table.greys, greys)) {
      this.#table = { type, greys, words: integerTable(values, greys) };
    }
    return this.#table.words;
  }
}

export function isSameGreys(a: Greys, b: Greys): boolean {
  return isSameCurve(a, b) && a.shutter?.hidden === b.shutter?.hidden && a.shutter?.word === b.shutter?.word;
}

/** Whether values become the same words, shutters aside. */
export function isSameCurve(a: Greys, b: Greys): boolean {
  return (
    a.inverted === b.inverted &&
    isSameVoi(a.voi, b.voi) &&
    a.palette === b.palette &&
    a.colours === b.colours &&
    a.stages === b.stages &&
    a.padding?.[0] === b.padding?.[0] &&
    a.padding?.[1] === b.padding?.[1]
  );
}

function isSameVoi(a: Voi, b: Voi): boolean {
  if (a.kind === "table" || b.kind === "table") return a.kind === "table" && b.kind === "table" && a.table === b.table;
  return a.window.center === b.window.center && a.window.width === b.window.width && a.window.function === b.window.function;
}
