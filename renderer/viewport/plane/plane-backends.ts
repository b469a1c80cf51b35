import type { Colourer, PlaneBackend } from "./colourer.ts";
import { GpuColourer } from "./gpu-colourer.ts";
import { type GlState, PlaneGl } from "./plane-gl.ts";

/** What slices are coloured with, and the one graphics context that all viewports share; it is opened when it is first needed. */
export class PlaneBackends {
  readonly #listeners = new Set<() => void>();
  readonly #onContext: (gl: WebGL2RenderingContext) => void;
  #choose: (pixels: number) => PlaneBackend;
  #shared: PlaneGl | undefined | "none";

  /** @param choose by the pixels of a slice @param onContext sees the graphics context when it was opened */
  constructor(choose: (pixels: number) => PlaneBackend, onContext: (gl: WebGL2RenderingContext) => void = () => undefined) {
    this.#choose = choose;
    this.#onContext = onContext;
  }

  /** Another choice: viewports draw anew. */
  set chooser(choose: (pixels: number) => PlaneBackend) {
    this.#choose = choose;
    this.#tell();
  }

  choose(pixels: number): PlaneBackend {
    return this.state === "ready" || this.#shared === undefined ? this.#choose(pixels) : "cpu";
  }

  /** Of the shared context; undefined while none is needed or there is none. */
  get state(): GlState | undefined {
    return this.#shared instanceof PlaneGl ? this.#shared.state : undefined;
  }

  /** A viewport's own colourer; undefined where there is no WebGL 2. */
  createGpuColourer(): Colourer | undefined {
    if (this.#shared === undefined) {
      const opened = PlaneGl.open();
      if (opened?.live !== undefined) this.#onContext(opened.live.gl);
      opened?.subscribe(() => this.#tell());
      this.#shared = opened ?? "none";
    }
    return this.#shared === "none" ? undefined : new GpuColourer(this.#shared);
  }

  /** Told when pictures must be drawn anew. Returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    if (this.#shared instanceof PlaneGl) this.#shared.dispose();
    this.#shared = undefined;
    this.#listeners.clear();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
