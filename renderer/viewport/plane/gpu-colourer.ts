import { createTexture, drawWith, setSampler } from "../volume/graphics.ts";
import type { ValueKind } from "./colour-shaders.ts";
import { shadesOf } from "./colour-slice.ts";
import { type Colourer, isSameCurve, isSameGreys } from "./colourer.ts";
import { integerTable, spannedTable, type WordTable } from "./grey-table.ts";
import type { LiveGl, PlaneGl } from "./plane-gl.ts";
import type { Slice } from "./slice.ts";
import type { Greys } from "./window.ts";

/** What one viewport keeps in the shared context. */
interface Kept {
  readonly live: LiveGl;
  readonly samples: { readonly texture: WebGLTexture; kind: ValueKind; bytes: number; columns: number; rows: number };
  readonly words: WebGLTexture;
  readonly hidden: WebGLTexture;
  table: (WordTable & { readonly last: number; readonly greys: Greys; readonly type: object }) | undefined;
  mask: Uint8Array | undefined;
  slice: Slice | undefined;
}

/** Colours on the graphics card, in the context that all viewports share: values stay in a texture, a window is a new table. */
export class GpuColourer implements Colourer {
  readonly #shared: PlaneGl;
  #kept: Kept | undefined;
  #picture: ImageBitmap | undefined;
  #drawn: { readonly slice: Slice; readonly greys: Greys } | undefined;

  constructor(shared: PlaneGl) {
    this.#shared = shared;
  }

  colour(slice: Slice, greys: Greys): CanvasImageSource | undefined {
    const { live } = this.#shared;
    // A picture that was drawn in a context outlives it, but is not counted on.
    if (live === undefined || slice.columns > live.largestSide || slice.rows > live.largestSide) return undefined;
    const isCurrent = this.#kept?.live === live && this.#drawn?.slice === slice && isSameGreys(this.#drawn.greys, greys);
    if (isCurrent && this.#picture !== undefined) return this.#picture;
    const kind = kindOf(slice);
    const program = kind === undefined ? undefined : live.program(kind);
    if (kind === undefined || program === undefined) return undefined;
    if (this.#kept?.live !== live) this.#kept = keep(live);
    const kept = this.#kept;
    if (!putTable(kept, slice, greys)) return undefined;
    if (kept.slice !== slice && !putSamples(kept, slice, kind)) return undefined;
    putMask(kept, slice, greys.shutter?.hidden);
    this.#picture?.close();
    this.#picture = undefined;
    // A driver that is short of memory gives a smaller picture, or none, and says no more than this.
    if (!sizeFor(live, slice)) return undefined;
    draw(kept, program, slice, greys);
    this.#picture = live.gl.isContextLost() ? undefined : live.canvas.transferToImageBitmap();
    this.#drawn = { slice, greys };
    return this.#picture;
  }

  paint(slice: Slice, greys: Greys, context: CanvasRenderingContext2D): boolean {
    const picture = this.colour(slice, greys);
    if (picture === undefined) return false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(picture, 0, 0);
    return true;
  }

  dispose(): void {
    this.#picture?.close();
    if (this.#kept !== undefined && this.#kept.live === this.#shared.live) {
      const { gl } = this.#kept.live;
      for (const texture of [this.#kept.samples.texture, this.#kept.words, this.#kept.hidden]) gl.deleteTexture(texture);
    }
    this.#kept = this.#picture = this.#drawn = undefined;
  }
}

function keep(live: LiveGl): Kept {
  const { gl } = live;
  const create = () => createTexture(gl, gl.TEXTURE_2D, false);
  const hidden = create();
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, 1, 1, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, new Uint8Array(1));
  return {
    live,
    samples: { texture: create(), kind: "float", bytes: 0, columns: 0, rows: 0 },
    words: create(),
    hidden,
    table: undefined,
    mask: undefined,
    slice: undefined,
  };
}

/** Undefined: not drawn here. */
function kindOf({ values, samplesPerPixel }: Slice): ValueKind | undefined {
  if (samplesPerPixel === 3) return values instanceof Uint8Array ? "colour" : undefined;
  if (values instanceof Float32Array) return "float";
  return values instanceof Int16Array ? "signed" : "unsigned";
}

/** False where the card has no memory for them. */
function putSamples(kept: Kept, { values, columns, rows, samplesPerPixel }: Slice, kind: ValueKind): boolean {
  const { gl } = kept.live;
  const { samples } = kept;
  const bytes = values.BYTES_PER_ELEMENT;
  const [inner, format, type] = formatOf(gl, kind, bytes);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, samples.texture);
  const count = columns * rows * samplesPerPixel;
  const data = values.length === count ? values : values.subarray(0, count);
  const isSameShape = samples.kind === kind && samples.bytes === bytes && samples.columns === columns && samples.rows === rows;
  if (isSameShape) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, columns, rows, format, type, data);
  else {
    while (gl.getError() !== gl.NO_ERROR && !gl.isContextLost());
    gl.texImage2D(gl.TEXTURE_2D, 0, inner, columns, rows, 0, format, type, data);
    if (gl.getError() !== gl.NO_ERROR) {
      Object.assign(samples, { bytes: 0, columns: 0, rows: 0 });
      kept.slice = undefined;
      return false;
    }
  }
  Object.assign(samples, { kind, bytes, columns, rows });
  return true;
}

/** False where the canvas cannot be as large as the slice. */
function sizeFor({ gl, canvas }: LiveGl, { columns, rows }: Slice): boolean {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  return gl.drawingBufferWidth === columns && gl.drawingBufferHeight === rows;
}

function formatOf(
  gl: WebGL2RenderingContext,
  kind: ValueKind,
  bytes: number,
): readonly [inner: number, format: number, type: number] {
  if (kind === "signed") return [gl.R16I, gl.RED_INTEGER, gl.SHORT];
  if (kind === "float") return [gl.R32F, gl.RED, gl.FLOAT];
  if (kind === "colour") return [gl.RGB8UI, gl.RGB_INTEGER, gl.UNSIGNED_BYTE];
  return bytes === 1 ? [gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE] : [gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT];
}

/** False where these greys can be in no table. */
function putTable(kept: Kept, slice: Slice, greys: Greys): boolean {
  const { gl } = kept.live;
  const type = slice.samplesPerPixel === 3 ? Uint8ClampedArray : slice.values.constructor;
  if (kept.table?.type === type && isSameCurve(kept.table.greys, greys)) return true;
  const table = tableOf(slice, greys);
  if (table === undefined) return false;
  const bytes = new Uint8Array(table.words.buffer, table.words.byteOffset, table.words.byteLength);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, kept.words);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, table.words.length / 256, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  kept.table = { ...table, last: table.words.length - 1, greys, type };
  return true;
}

function tableOf({ values, samplesPerPixel }: Slice, greys: Greys): WordTable | undefined {
  if (samplesPerPixel === 3) {
    const words = Uint32Array.from(shadesOf(greys), (shade) => (0xff000000 | (shade * 0x010101)) >>> 0);
    return { words, first: 0, perValue: 1 };
  }
  if (values instanceof Float32Array) return spannedTable(greys);
  const words = integerTable(values, greys);
  if (!(values instanceof Int16Array)) return { words, first: 0, perValue: 1 };
  // From the order of bit patterns into that of values.
  const ordered = new Uint32Array(words.length);
  ordered.set(words.subarray(32768), 0);
  ordered.set(words.subarray(0, 32768), 32768);
  return { words: ordered, first: -32768, perValue: 1 };
}

function putMask(kept: Kept, { columns, rows }: Slice, hidden: Uint8Array | undefined): void {
  if (hidden === undefined || kept.mask === hidden) return;
  const { gl } = kept.live;
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, kept.hidden);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, columns, rows, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, hidden);
  kept.mask = hidden;
}

function draw(kept: Kept, program: WebGLProgram, slice: Slice, greys: Greys): void {
  const { gl } = kept.live;
  const { columns, rows } = slice;
  kept.slice = slice;
  const place = (name: string) => gl.getUniformLocation(program, name);
  gl.viewport(0, 0, columns, rows);
  drawWith(gl, program);
  setSampler(gl, program, "samples", 0, gl.TEXTURE_2D, kept.samples.texture);
  setSampler(gl, program, "words", 1, gl.TEXTURE_2D, kept.words);
  gl.uniform1i(place("rows"), rows);
  gl.uniform1i(place("last"), kept.table?.last ?? 0);
  gl.uniform1f(place("first"), kept.table?.first ?? 0);
  gl.uniform1f(place("perValue"), kept.table?.perValue ?? 1);
  // Whole values have their padding in the table.
  const [low, high] = (slice.values instanceof Float32Array ? greys.padding : undefined) ?? [1, 0];
  gl.uniform2f(place("padding"), low, high);
  const word = greys.shutter?.word ?? 0;
  gl.uniform1i(place("isShuttered"), greys.shutter === undefined ? 0 : 1);
  gl.uniform4f(place("fill"), (word & 0xff) / 255, ((word >> 8) & 0xff) / 255, ((word >> 16) & 0xff) / 255, 1);
  setSampler(gl, program, "hidden", 2, gl.TEXTURE_2D, kept.hidden);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}
