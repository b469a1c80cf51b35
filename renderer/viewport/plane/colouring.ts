import { type Colourer, CpuColourer, type PlaneBackend } from "./colourer.ts";
import type { PlaneBackends } from "./plane-backends.ts";
import type { Slice } from "./slice.ts";
import type { Greys } from "./window.ts";

/**
 * What colours the slices of one canvas: chosen by the slice's size, and the CPU wherever the graphics card cannot.
 */
export class Colouring {
  readonly #canvas: HTMLCanvasElement;
  readonly #backends: PlaneBackends | undefined;
  readonly #cpu = new CpuColourer();
  #gpu: Colourer | undefined;
  #backend: PlaneBackend | undefined;

  /** @param canvas says in `data-backend` which it was, for tests @param backends absent: the CPU alone */
  constructor(canvas: HTMLCanvasElement, backends?: PlaneBackends) {
    this.#canvas = canvas;
    this.#backends = backends;
  }

  /** A picture of the slice's own size, good until the next call. */
  colour(slice: Slice, greys: Greys): CanvasImageSource | undefined {
    const picture = this.#card(slice)?.colour(slice, greys);
    this.#say(picture === undefined ? "cpu" : "gpu");
    return picture ?? this.#cpu.colour(slice, greys);
  }

  /** Draws it over a canvas of the slice's own size. */
  paint(slice: Slice, greys: Greys, context: CanvasRenderingContext2D): void {
    const isDrawn = this.#card(slice)?.paint(slice, greys, context) === true;
    this.#say(isDrawn ? "gpu" : "cpu");
    if (!isDrawn) this.#cpu.paint(slice, greys, context);
  }

  /** The canvases of this page were emptied. */
  forget(): void {
    this.#cpu.forget();
  }

  dispose(): void {
    this.#cpu.dispose();
    this.#gpu?.dispose();
    this.#gpu = undefined;
  }

  #card({ columns, rows }: Slice): Colourer | undefined {
    if (this.#backends?.choose(columns * rows) !== "gpu") return undefined;
    this.#gpu ??= this.#backends.createGpuColourer();
    return this.#gpu;
  }

  #say(backend: PlaneBackend): void {
    if (this.#backend === backend) return;
    this.#backend = backend;
    this.#canvas.dataset.backend = backend;
  }
}
