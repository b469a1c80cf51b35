import { add, dot, scale, type Vec3 } from "../../../src/geometry/index.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";
import type { ViewSize } from "../plane/camera.ts";
import { Blocks } from "./blocks.ts";
import type { BodyMask } from "./body-finder.ts";
import { pointToTexture, slopeFrame, type TextureBox, toTexture } from "./box.ts";
import { type ByteConverter, byteConverter, type Domain } from "./domain.ts";
import { type Fit, fitVolume } from "./fit.ts";
import { createProgram, createTexture, drawWith, setSampler, setUniforms } from "./graphics.ts";
import { Halves } from "./halves.ts";
import { forward, type Orbit } from "./orbit.ts";
import type { Preset } from "./presets.ts";
import { enlargeShader, projectionShader, rayShader, vertexShader } from "./shaders.ts";
import { thinned } from "./thin.ts";
import { extinctionOf, stepTable, TABLE_SIZE, transferTable } from "./transfer.ts";

/** What of the volume is shown on what: the clip box in texture coordinates, the ground as red, green and blue from 0 to 1. */
export interface Stage {
  readonly low: Vec3;
  readonly high: Vec3;
  readonly background: Vec3;
}

/** Which voxels are kept: those whose part of the body is at least this. */
export interface Kept {
  readonly mask: BodyMask;
  readonly least: number;
}

/** Part of the view in device pixels, from the bottom left. */
export interface Region {
  readonly y: number;
  readonly height: number;
}

/** WebGL 2 side of volume rendering: textures, programs, one draw a call. Everything is lost with the context and made anew. */
export class RayCaster {
  readonly fit: Fit;
  readonly #gl: WebGL2RenderingContext;
  readonly #box: TextureBox;
  readonly #spacing: Vec3;
  /** How many of the texture's voxels the volume is long along each axis: the last may be of less than a stride. */
  readonly #counts: Vec3;
  readonly #slopes: ReturnType<typeof slopeFrame>;
  #blocks: Blocks;
  #halves: Halves;
  readonly #rays: WebGLProgram;
  readonly #projection: WebGLProgram;
  readonly #enlarge: WebGLProgram;
  readonly #volume: WebGLTexture;
  /** The volume at half its resolution, for pictures while it is moved: a ray's steps lie close together in memory. */
  readonly #halfVolume: WebGLTexture;
  readonly #leapTexture: WebGLTexture;
  readonly #transfer: WebGLTexture;
  readonly #small: { readonly texture: WebGLTexture; readonly buffer: WebGLFramebuffer };
  readonly #staging: Uint8Array<ArrayBuffer>;
  #convert: ByteConverter | undefined;
  #domain: Domain | undefined;
  #kept: Kept | undefined;
  #padding: readonly [number, number] | undefined;
  #preset: Preset | undefined;
  #extinction: Float32Array = new Float32Array(TABLE_SIZE);
  #stage: Stage = { low: [0, 0, 0], high: [1, 1, 1], background: [0, 0, 0] };
  /** `quick` leaps tell blocks that are seen from those that are not, and no distances. */
  #leaps = "stale" as "stale" | "quick" | "whole";

  /** @throws RangeError when the graphics card has no memory for the volume; Error when the context is lost. */
  constructor(
    gl: WebGL2RenderingContext,
    grid: { dimensions: Vec3; spacingMm: Vec3; directions: readonly [Vec3, Vec3, Vec3] },
    box: TextureBox,
    largestSide = Number.POSITIVE_INFINITY,
  ) {
    this.#gl = gl;
    this.#box = box;
    this.fit = fitVolume(grid.dimensions, Math.min(largestSide, gl.getParameter(gl.MAX_3D_TEXTURE_SIZE) as number));
    this.#spacing = grid.spacingMm.map((mm) => mm * this.fit.stride) as unknown as Vec3;
    this.#counts = grid.dimensions.map((count) => count / this.fit.stride) as unknown as Vec3;
    this.#slopes = slopeFrame(grid);
    this.#blocks = new Blocks(this.fit.voxels);
    this.#halves = new Halves(this.fit.voxels);
    this.#staging = new Uint8Array(this.fit.voxels[0] * this.fit.voxels[1]);
    const [rays, projection, enlarge] = [rayShader, projectionShader, enlargeShader].map((source) =>
      createProgram(gl, vertexShader, source),
    );
    if (rays === undefined || projection === undefined || enlarge === undefined) throw new Error("The graphics context is lost.");
    this.#rays = rays;
    this.#projection = projection;
    this.#enlarge = enlarge;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    while (gl.getError() !== gl.NO_ERROR && !gl.isContextLost());
    this.#volume = createTexture(gl, gl.TEXTURE_3D, true);
    gl.texStorage3D(gl.TEXTURE_3D, 1, gl.R8, ...this.fit.voxels);
    this.#halfVolume = createTexture(gl, gl.TEXTURE_3D, true);
    gl.texStorage3D(gl.TEXTURE_3D, 1, gl.R8, ...this.#halves.voxels);
    if (gl.getError() === gl.OUT_OF_MEMORY) throw new RangeError("The graphics card has no memory for this volume.");
    this.#leapTexture = createTexture(gl, gl.TEXTURE_3D, false);
    gl.texStorage3D(gl.TEXTURE_3D, 1, gl.R8, ...this.#blocks.size);
    this.#transfer = createTexture(gl, gl.TEXTURE_2D, true);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA16F, TABLE_SIZE, TABLE_SIZE);
    this.#small = { texture: createTexture(gl, gl.TEXTURE_2D, true), buffer: gl.createFramebuffer() };
  }

  /** Side of a cube as large as a voxel, millimetres. */
  get voxelMm(): number {
    return Math.cbrt(this.#spacing[0] * this.#spacing[1] * this.#spacing[2]);
  }

  /** Step of a ray when the picture is full, millimetres. */
  get fineStepMm(): number {
    return this.voxelMm * (this.#preset?.stride ?? 1);
  }

  /** Step of a ray while the picture is moved, millimetres. */
  get coarseStepMm(): number {
    return this.voxelMm * Math.max(2, 2.4 * (this.#preset?.stride ?? 1));
  }

  /**
   * How values become bytes, and which are kept. Every frame must be put in again.
   *
   * @param padding values that are nothing
   */
  setValues(sample: PixelValues, domain: Domain, padding: readonly [number, number] | undefined, kept: Kept | undefined): void {
    this.#convert = byteConverter(sample, domain, padding);
    this.#domain = domain;
    this.#kept = kept;
    this.#padding = padding;
    this.#blocks = new Blocks(this.fit.voxels);
    this.#halves = new Halves(this.fit.voxels);
    this.#leaps = "stale";
  }

  /** What is seen of which values; the texture stays as it is. */
  setPreset(preset: Preset): void {
    if (this.#domain === undefined) return;
    const gl = this.#gl;
    const table = transferTable(preset, this.#domain);
    this.#preset = preset;
    this.#extinction = extinctionOf(table);
    gl.bindTexture(gl.TEXTURE_2D, this.#transfer);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, TABLE_SIZE, TABLE_SIZE, gl.RGBA, gl.FLOAT, stepTable(table));
    this.#leaps = "stale";
  }

  setStage(stage: Stage): void {
    this.#stage = stage;
  }

  /** Puts a slice into the texture, once: of the slice of the grid that it is, or of those that are averaged to it (`fit.stride`). */
  putSlice(slice: number, frames: readonly PixelValues[], columns: number): void {
    const { stride, voxels } = this.fit;
    const [first] = frames;
    if (first === undefined || this.#convert === undefined) return;
    const values = stride === 1 ? first : new (first.constructor as new (length: number) => PixelValues)(this.#staging.length);
    if (stride > 1) thinned(frames, { columns, stride, padding: this.#padding }, values);
    this.#convert(values, 0, 1, this.#staging);
    if (this.#kept !== undefined) takeAway(this.#kept, slice, stride, voxels, this.#staging);
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_3D, this.#volume);
    gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, slice, voxels[0], voxels[1], 1, gl.RED, gl.UNSIGNED_BYTE, this.#staging);
    this.#blocks.addSlice(slice, this.#staging);
    const half = this.#halves.take(slice, this.#staging);
    const [width, height] = this.#halves.voxels;
    gl.bindTexture(gl.TEXTURE_3D, this.#halfVolume);
    gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, half.slice, width, height, 1, gl.RED, gl.UNSIGNED_BYTE, half.bytes);
    this.#leaps = "stale";
  }

  /** Draws the whole view at a part of its resolution, enlarged to fill it. */
  drawSmall(orbit: Orbit, size: ViewSize, pixelRatio: number, share: number, stepMm: number): void {
    const gl = this.#gl;
    const [width, height] = [
      Math.max(8, Math.round(size.width * pixelRatio * share)),
      Math.max(8, Math.round(size.height * pixelRatio * share)),
    ];
    this.#bindSmall(width, height);
    this.#updateLeaps(true);
    this.#cast(orbit, size, [width, height], stepMm, { y: 0, height }, { isHalf: true });
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const view = [gl.drawingBufferWidth, gl.drawingBufferHeight] as const;
    gl.viewport(0, 0, ...view);
    drawWith(gl, this.#enlarge);
    setSampler(gl, this.#enlarge, "picture", 0, gl.TEXTURE_2D, this.#small.texture);
    setUniforms(gl, this.#enlarge, { view });
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** Draws a band of the view at full resolution over what is there. */
  drawBand(orbit: Orbit, size: ViewSize, stepMm: number, band: Region): void {
    const gl = this.#gl;
    this.#updateLeaps(false);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.#cast(orbit, size, [gl.drawingBufferWidth, gl.drawingBufferHeight], stepMm, band);
  }

  /** A small picture of another preset, `px` wide and high, as red, green, blue and alpha from the top; the view stays as it is. */
  drawThumbnail(preset: Preset, orbit: Orbit, px: number): Uint8ClampedArray<ArrayBuffer> | undefined {
    const own = this.#preset;
    const leaps = this.#leaps;
    if (own === undefined) return undefined;
    const gl = this.#gl;
    this.setPreset(preset);
    this.#bindSmall(px, px);
    this.#cast(orbit, { width: px, height: px }, [px, px], this.voxelMm * 2, { y: 0, height: px }, { leaping: 0, isHalf: true });
    const flipped = new Uint8Array(px * px * 4);
    gl.readPixels(0, 0, px, px, gl.RGBA, gl.UNSIGNED_BYTE, flipped);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.setPreset(own);
    this.#leaps = leaps;
    const out = new Uint8ClampedArray(flipped.length);
    for (let row = 0; row < px; row++) out.set(flipped.subarray(row * px * 4, (row + 1) * px * 4), (px - 1 - row) * px * 4);
    return out;
  }

  dispose(): void {
    const gl = this.#gl;
    for (const texture of [this.#volume, this.#halfVolume, this.#leapTexture, this.#transfer, this.#small.texture])
      gl.deleteTexture(texture);
    gl.deleteFramebuffer(this.#small.buffer);
    gl.deleteProgram(this.#rays);
    gl.deleteProgram(this.#projection);
    gl.deleteProgram(this.#enlarge);
  }

  #bindSmall(width: number, height: number): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#small.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#small.buffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#small.texture, 0);
  }

  /**
   * @param leaping 0: every step is taken, for tables that the leaps were not made for
   * @param isHalf from the voxels of half the resolution
   */
  #cast(
    orbit: Orbit,
    size: ViewSize,
    [width, height]: readonly [number, number],
    stepMm: number,
    band: Region,
    { leaping = 1, isHalf = false } = {},
  ): void {
    const gl = this.#gl;
    const preset = this.#preset;
    if (preset === undefined) return;
    const into = forward(orbit);
    const across = scale(orbit.right, size.width / width / orbit.viewScale);
    const up = scale(orbit.down, -size.height / height / orbit.viewScale);
    const corner = add(add(orbit.centrePatient, scale(across, -width / 2)), scale(up, -height / 2));
    const start = add(corner, scale(into, -this.#box.diagonalMm));
    gl.viewport(0, 0, width, height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, band.y, width, band.height);
    const program = preset.kind === "tissue" ? this.#rays : this.#projection;
    drawWith(gl, program);
    setSampler(gl, program, "volume", 0, gl.TEXTURE_3D, isHalf ? this.#halfVolume : this.#volume);
    setSampler(gl, program, "leaps", 1, gl.TEXTURE_3D, this.#leapTexture);
    setSampler(gl, program, "transfer", 2, gl.TEXTURE_2D, this.#transfer);
    setUniforms(gl, program, {
      clipLow: this.#stage.low,
      clipHigh: this.#stage.high,
      background: this.#stage.background,
      leaping,
      darkest: Number(preset.kind === "darkest"),
      origin: pointToTexture(this.#box, start),
      perColumn: toTexture(this.#box, across),
      perRow: toTexture(this.#box, up),
      perMm: toTexture(this.#box, into),
      voxels: this.#counts,
      grain: isHalf ? 2 : 1,
      faint: isHalf ? 0.08 : 0.02,
      reach: this.#reach(isHalf),
      spacing: this.#spacing,
      lean: this.#slopes.lean,
      light: this.#slopes.axes.map((direction) => dot(direction, into)),
      stepMm,
      shading: preset.shading,
      shine: preset.shine,
    });
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.disable(gl.SCISSOR_TEST);
  }

  /** Texture coordinates of the volume's far corner. */
  #reach(isHalf: boolean): Vec3 {
    const { voxels } = this.fit;
    const halves = isHalf ? this.#halves.reach : ([1, 1, 1] as const);
    return this.#counts.map((count, axis) => (count / (voxels[axis] as number)) * (halves[axis] as number)) as unknown as Vec3;
  }

  /** What a picture in between does without is made when it rests. */
  #updateLeaps(isQuick: boolean): void {
    if (this.#leaps === "whole" || (isQuick && this.#leaps === "quick") || this.#preset === undefined) return;
    const { kind } = this.#preset;
    this.#leaps = isQuick && kind === "tissue" ? "quick" : "whole";
    const values = kind === "tissue" ? this.#blocks.distances(this.#extinction, isQuick) : this.#blocks.extremes(kind);
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_3D, this.#leapTexture);
    gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, 0, ...this.#blocks.size, gl.RED, gl.UNSIGNED_BYTE, values);
  }
}

/** Makes nothing of the voxels of a slice that are not kept. */
function takeAway(
  { mask, least }: Kept,
  slice: number,
  stride: number,
  [width, height]: readonly [number, number, number],
  bytes: Uint8Array,
): void {
  const [columns, rows] = mask.size;
  // Where the middle of a voxel lies among those of the mask.
  const placeOf = (at: number, axis: 0 | 1 | 2) =>
    Math.min(mask.size[axis] - 1, Math.floor((at * stride + (stride - 1) / 2) / mask.step[axis]));
  const base = columns * rows * placeOf(slice, 2);
  const places = Int32Array.from({ length: width }, (_, x) => placeOf(x, 0));
  for (let y = 0; y < height; y++) {
    const line = base + columns * placeOf(y, 1);
    const at = y * width;
    for (let x = 0; x < width; x++) {
      if ((mask.parts[line + (places[x] as number)] as number) < least) bytes[at + x] = 0;
    }
  }
}
