import { add, dot, scale, type Vec3 } from "../../../src/geometry/index.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";
import type { ViewSize } from "../plane/camera.ts";
import { Blocks } from "./blocks.ts";
import { pointToTexture, slopeFrame, type TextureBox, toTexture } from "./box.ts";
import { type ByteConverter, byteConverter, type Domain } from "./domain.ts";
import { createProgram, createTexture, drawWith, setSampler, setUniforms } from "./graphics.ts";
import { forward, type Orbit } from "./orbit.ts";
import { enlargeShader, rayShader, vertexShader } from "./shaders.ts";
import { extinctionOf, type Preset, stepTable, TABLE_SIZE, transferTable } from "./transfer.ts";

/** Voxels are left out to fit the graphics card: every `stride`th is kept, along each axis. */
export interface Fit {
  readonly stride: number;
  readonly voxels: readonly [number, number, number];
  /** What made it necessary. */
  readonly reason: "texture" | "memory" | undefined;
  readonly limit: number;
}

/** No texture is asked for above this many bytes: drivers answer with a lost context rather than an error. */
const LARGEST_TEXTURE_BYTES = 2 ** 31;

export function fitVolume(dimensions: Vec3, limit: number): Fit {
  for (let stride = 1; ; stride++) {
    const voxels = dimensions.map((count) => Math.ceil(count / stride)) as [number, number, number];
    const isTooLong = voxels.some((count) => count > limit);
    const isTooLarge = voxels[0] * voxels[1] * voxels[2] > LARGEST_TEXTURE_BYTES;
    if (!isTooLong && !isTooLarge) {
      const reason = stride === 1 ? undefined : dimensions.some((count) => count > limit) ? "texture" : "memory";
      return { stride, voxels, reason, limit };
    }
  }
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
  readonly #slopes: ReturnType<typeof slopeFrame>;
  #blocks: Blocks;
  readonly #rays: WebGLProgram;
  readonly #enlarge: WebGLProgram;
  readonly #volume: WebGLTexture;
  readonly #leaps: WebGLTexture;
  readonly #transfer: WebGLTexture;
  readonly #small: { readonly texture: WebGLTexture; readonly buffer: WebGLFramebuffer };
  readonly #staging: Uint8Array<ArrayBuffer>;
  #convert: ByteConverter | undefined;
  #preset: Preset | undefined;
  #leapsAreStale = true;

  /** @throws RangeError when the graphics card has no memory for the volume; Error when the context is lost. */
  constructor(
    gl: WebGL2RenderingContext,
    grid: { dimensions: Vec3; spacingMm: Vec3; directions: readonly [Vec3, Vec3, Vec3] },
    box: TextureBox,
  ) {
    this.#gl = gl;
    this.#box = box;
    this.fit = fitVolume(grid.dimensions, gl.getParameter(gl.MAX_3D_TEXTURE_SIZE) as number);
    this.#spacing = grid.spacingMm.map((mm) => mm * this.fit.stride) as unknown as Vec3;
    this.#slopes = slopeFrame(grid);
    this.#blocks = new Blocks(this.fit.voxels, new Float32Array(TABLE_SIZE));
    this.#staging = new Uint8Array(this.fit.voxels[0] * this.fit.voxels[1]);
    const [rays, enlarge] = [createProgram(gl, vertexShader, rayShader), createProgram(gl, vertexShader, enlargeShader)];
    if (rays === undefined || enlarge === undefined) throw new Error("The graphics context is lost.");
    this.#rays = rays;
    this.#enlarge = enlarge;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    while (gl.getError() !== gl.NO_ERROR && !gl.isContextLost());
    this.#volume = createTexture(gl, gl.TEXTURE_3D, true);
    gl.texStorage3D(gl.TEXTURE_3D, 1, gl.R8, ...this.fit.voxels);
    if (gl.getError() === gl.OUT_OF_MEMORY) throw new RangeError("The graphics card has no memory for this volume.");
    this.#leaps = createTexture(gl, gl.TEXTURE_3D, false);
    gl.texStorage3D(gl.TEXTURE_3D, 1, gl.R8, ...this.#blocks.size);
    this.#transfer = createTexture(gl, gl.TEXTURE_2D, true);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA16F, TABLE_SIZE, TABLE_SIZE);
    this.#small = { texture: createTexture(gl, gl.TEXTURE_2D, true), buffer: gl.createFramebuffer() };
  }

  /** Side of a cube as large as a voxel, millimetres. */
  get voxelMm(): number {
    return Math.cbrt(this.#spacing[0] * this.#spacing[1] * this.#spacing[2]);
  }

  /** What is seen of which values. Every frame must be put in again: the texture spans only the values that the preset tells apart. */
  setPreset(preset: Preset, sample: PixelValues, domain: Domain): void {
    const gl = this.#gl;
    this.#convert = byteConverter(sample, domain);
    const table = transferTable(preset);
    this.#blocks = new Blocks(this.fit.voxels, extinctionOf(table));
    this.#preset = preset;
    gl.bindTexture(gl.TEXTURE_2D, this.#transfer);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, TABLE_SIZE, TABLE_SIZE, gl.RGBA, gl.FLOAT, stepTable(table));
    this.#leapsAreStale = true;
  }

  /** Puts a slice of the grid into the texture; slices between strides are left out. */
  putFrame(index: number, values: PixelValues, columns: number): void {
    const { stride, voxels } = this.fit;
    if (index % stride !== 0 || this.#convert === undefined) return;
    for (let row = 0; row < voxels[1]; row++) {
      this.#convert(values, row * stride * columns, stride, this.#staging.subarray(row * voxels[0], (row + 1) * voxels[0]));
    }
    const gl = this.#gl;
    const slice = index / stride;
    gl.bindTexture(gl.TEXTURE_3D, this.#volume);
    gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, slice, voxels[0], voxels[1], 1, gl.RED, gl.UNSIGNED_BYTE, this.#staging);
    this.#blocks.addSlice(slice, this.#staging);
    this.#leapsAreStale = true;
  }

  /** Draws the whole view at a part of its resolution, enlarged to fill it. */
  drawSmall(orbit: Orbit, size: ViewSize, pixelRatio: number, share: number, stepMm: number): void {
    const gl = this.#gl;
    const [width, height] = [
      Math.max(8, Math.round(size.width * pixelRatio * share)),
      Math.max(8, Math.round(size.height * pixelRatio * share)),
    ];
    gl.bindTexture(gl.TEXTURE_2D, this.#small.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#small.buffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#small.texture, 0);
    this.#cast(orbit, size, [width, height], stepMm, { y: 0, height });
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
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.#cast(orbit, size, [gl.drawingBufferWidth, gl.drawingBufferHeight], stepMm, band);
  }

  dispose(): void {
    const gl = this.#gl;
    for (const texture of [this.#volume, this.#leaps, this.#transfer, this.#small.texture]) gl.deleteTexture(texture);
    gl.deleteFramebuffer(this.#small.buffer);
    gl.deleteProgram(this.#rays);
    gl.deleteProgram(this.#enlarge);
  }

  #cast(orbit: Orbit, size: ViewSize, [width, height]: readonly [number, number], stepMm: number, band: Region): void {
    const gl = this.#gl;
    const preset = this.#preset;
    if (preset === undefined) return;
    if (this.#leapsAreStale) this.#updateLeaps();
    const into = forward(orbit);
    const across = scale(orbit.right, size.width / width / orbit.viewScale);
    const up = scale(orbit.down, -size.height / height / orbit.viewScale);
    const corner = add(add(orbit.centrePatient, scale(across, -width / 2)), scale(up, -height / 2));
    const start = add(corner, scale(into, -this.#box.diagonalMm));
    gl.viewport(0, 0, width, height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, band.y, width, band.height);
    drawWith(gl, this.#rays);
    setSampler(gl, this.#rays, "volume", 0, gl.TEXTURE_3D, this.#volume);
    setSampler(gl, this.#rays, "leaps", 1, gl.TEXTURE_3D, this.#leaps);
    setSampler(gl, this.#rays, "transfer", 2, gl.TEXTURE_2D, this.#transfer);
    setUniforms(gl, this.#rays, {
      origin: pointToTexture(this.#box, start),
      perColumn: toTexture(this.#box, across),
      perRow: toTexture(this.#box, up),
      perMm: toTexture(this.#box, into),
      voxels: this.fit.voxels,
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

  #updateLeaps(): void {
    const gl = this.#gl;
    this.#leapsAreStale = false;
    gl.bindTexture(gl.TEXTURE_3D, this.#leaps);
    gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, 0, ...this.#blocks.size, gl.RED, gl.UNSIGNED_BYTE, this.#blocks.distances());
  }
}
