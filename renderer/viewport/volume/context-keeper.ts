/** A lost context is waited for this long before another canvas is tried. */
const WAIT_MS = 3000;
/** So many canvases are tried before it is given up. */
const TRIES = 3;

interface ContextParts {
  /** Gets the canvas, which is the keeper's own: a graphics context does not come back once it was given up. */
  readonly host: HTMLElement;
  /** There is a context, new or come back: all that lay in it is gone. Throws when it cannot be used. */
  readonly onContext: (gl: WebGL2RenderingContext) => void;
  readonly onLost: () => void;
  /** It did not come back. */
  readonly onGone: () => void;
}

function contextOf(canvas: HTMLCanvasElement): WebGL2RenderingContext | null {
  return canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true });
}

/** Keeps a canvas with a WebGL 2 context: waits for one that is lost, and makes another where it does not come back. */
export class ContextKeeper {
  readonly #parts: ContextParts;
  #canvas: HTMLCanvasElement;
  #gl: WebGL2RenderingContext | null = null;
  #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  constructor(parts: ContextParts) {
    this.#parts = parts;
    this.#canvas = this.#createCanvas();
  }

  get canvas(): HTMLCanvasElement {
    return this.#canvas;
  }

  /** Undefined while it is lost. */
  get gl(): WebGL2RenderingContext | undefined {
    return this.#gl === null || this.#gl.isContextLost() ? undefined : this.#gl;
  }

  /** Asks for the first context; `onContext` or `onGone` is called before it returns. */
  open(): void {
    this.#gl = contextOf(this.#canvas);
    if (this.#gl === null) this.#parts.onGone();
    else this.#parts.onContext(this.#gl);
  }

  resize(width: number, height: number): void {
    this.#canvas.width = Math.max(1, Math.round(width));
    this.#canvas.height = Math.max(1, Math.round(height));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#gl?.getExtension("WEBGL_lose_context")?.loseContext();
    this.#gl = null;
    this.#canvas.remove();
  }

  #createCanvas(): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    const options = { signal: this.#stop.signal };
    canvas.addEventListener("webglcontextlost", (event) => this.#lost(event), options);
    canvas.addEventListener("webglcontextrestored", () => this.#restored(), options);
    this.#parts.host.append(canvas);
    return canvas;
  }

  #lost(event: Event): void {
    event.preventDefault();
    this.#parts.onLost();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#replace(), WAIT_MS);
  }

  #restored(): void {
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.open();
  }

  /** Drivers that were reset give some canvases no context any more, and new ones one at once. */
  #replace(): void {
    this.#tries += 1;
    if (this.#tries > TRIES) {
      this.#parts.onGone();
      return;
    }
    const { width, height } = this.#canvas;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#canvas.remove();
    this.#canvas = this.#createCanvas();
    this.resize(width, height);
    this.#gl = contextOf(this.#canvas);
    if (this.#gl !== null && !this.#gl.isContextLost()) {
      this.#parts.onContext(this.#gl);
    } else this.#timer = setTimeout(() => this.#replace(), WAIT_MS);
  }
}
