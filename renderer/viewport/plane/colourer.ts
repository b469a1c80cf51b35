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
  dispose(): void;
}

/** Colours in memory: works without WebGL and has no context to lose. */
export class CpuColourer implements Colourer {
  #bitmap: HTMLCanvasElement | undefined;
  #image: ImageData | undefined;
  #words: Uint32Array<ArrayBuffer> | undefined;
  #drawn: { readonly slice: Slice; readonly greys: Greys } | undefined;
  #table: { readonly type: object; readonly greys: Greys; readonly words: Uint32Array } | undefined;

  colour(slice: Slice, greys: Greys): CanvasImageSource | undefined {
    if (this.#drawn?.slice === slice && isSameGreys(this.#drawn.greys, greys)) return this.#bitmap;
    const { columns, rows, values } = slice;
    if (this.#bitmap === undefined || this.#bitmap.width !== columns || this.#bitmap.height !== rows) {
      this.#bitmap = document.createElement("canvas");
      this.#bitmap.width = columns;
      this.#bitmap.height = rows;
      this.#image = new ImageData(columns, rows);
      this.#words = new Uint32Array(this.#image.data.buffer);
    }
    if (this.#image === undefined || this.#words === undefined) return undefined;
    colourSlice(values, slice.samplesPerPixel, greys, this.#words, this.#tableFor(slice, greys));
    this.#bitmap.getContext("2d", { alpha: false, willReadFrequently: true })?.putImageData(this.#image, 0, 0);
    this.#drawn = { slice, greys };
    return this.#bitmap;
  }

  dispose(): void {
    if (this.#bitmap !== undefined) this.#bitmap.width = this.#bitmap.height = 0;
    this.#bitmap = this.#image = this.#words = this.#drawn = this.#table = undefined;
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
