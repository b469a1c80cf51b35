import { createProgram } from "../volume/graphics.ts";
import { colourShader, coverShader, type ValueKind } from "./colour-shaders.ts";

/** `lost` is waited for, `given-up` no longer: all draw without it, and it is said. */
export type GlState = "ready" | "lost" | "given-up";

/** A lost context is waited for this long, and so often it may be lost before it is no longer trusted. */
const WAIT_MS = 6000;
const MOST_LOSSES = 4;

/** A context of the moment, with the programs built in it; everything in it dies with it. */
export interface LiveGl {
  readonly gl: WebGL2RenderingContext;
  readonly canvas: OffscreenCanvas;
  readonly largestSide: number;
  program(kind: ValueKind): WebGLProgram | undefined;
}

/**
 * The one WebGL context in which all viewports colour their slices: browsers give a page sixteen at most, and a layout has as many cells.
 * It draws on a canvas of its own; the picture is carried to the viewport's.
 */
export class PlaneGl {
  readonly #canvas: OffscreenCanvas;
  readonly #context: WebGL2RenderingContext;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  #live: LiveGl | undefined;
  #state: GlState = "ready";
  #losses = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Undefined where the browser gives no WebGL 2. */
  static open(): PlaneGl | undefined {
    if (typeof OffscreenCanvas === "undefined") return undefined;
    const canvas = new OffscreenCanvas(1, 1);
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, powerPreference: "high-performance" });
    return gl === null ? undefined : new PlaneGl(canvas, gl);
  }

  private constructor(canvas: OffscreenCanvas, gl: WebGL2RenderingContext) {
    this.#canvas = canvas;
    this.#context = gl;
    this.#live = live(canvas, gl);
    const options = { signal: this.#stop.signal };
    canvas.addEventListener("webglcontextlost", (event) => this.#lost(event), options);
    canvas.addEventListener("webglcontextrestored", () => this.#restored(), options);
  }

  get state(): GlState {
    return this.#state;
  }

  /** The context, while there is one: another object after each loss. */
  get live(): LiveGl | undefined {
    return this.#context.isContextLost() ? undefined : this.#live;
  }

  /** Told when the state changes. Returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#context.getExtension("WEBGL_lose_context")?.loseContext();
    this.#live = undefined;
  }

  #lost(event: Event): void {
    event.preventDefault();
    this.#live = undefined;
    this.#losses += 1;
    clearTimeout(this.#timer);
    if (this.#losses >= MOST_LOSSES) this.#become("given-up");
    else {
      this.#timer = setTimeout(() => this.#become("given-up"), WAIT_MS);
      this.#become("lost");
    }
  }

  #restored(): void {
    clearTimeout(this.#timer);
    if (this.#losses >= MOST_LOSSES) return;
    this.#live = live(this.#canvas, this.#context);
    this.#become("ready");
  }

  #become(state: GlState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function live(canvas: OffscreenCanvas, gl: WebGL2RenderingContext): LiveGl {
  const programs = new Map<ValueKind, WebGLProgram>();
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  return {
    gl,
    canvas,
    largestSide: Math.min(gl.getParameter(gl.MAX_TEXTURE_SIZE) as number, gl.getParameter(gl.MAX_RENDERBUFFER_SIZE) as number),
    program(kind) {
      const known = programs.get(kind);
      if (known !== undefined) return known;
      const made = createProgram(gl, coverShader, colourShader(kind));
      if (made !== undefined) programs.set(kind, made);
      return made;
    },
  };
}
