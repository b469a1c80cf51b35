import { ucum } from "../../../src/findings/index.ts";
import type { Vec3, VolumeGrid } from "../../../src/geometry/index.ts";
import type { VolumePreset } from "../../stores/viewport/viewport-store.ts";
import type { FrameLoader } from "../pixels/frame-loader.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Point2 } from "../plane/affine.ts";
import { isWellInView, type ViewSize } from "../plane/camera.ts";
import { type TextureBox, textureBox } from "./box.ts";
import { enlarged, frontOrbit, type Orbit, project, shifted, turned } from "./orbit.ts";
import { bandsOf, Pace, type Quality, untilDrawn } from "./pace.ts";
import { RayCaster } from "./ray-caster.ts";
import { presetFor } from "./transfer.ts";
import { buildVolumeFacts, type VolumeFacts } from "./volume-facts.ts";

export interface VolumeSceneParts {
  /** Gets the canvas, which is the scene's own: a graphics context does not come back once it was given up. */
  readonly host: HTMLElement;
  readonly pixels: SeriesPixels;
  readonly grid: VolumeGrid;
  readonly loader: FrameLoader;
}

/** Steps of a ray in voxels. */
const FINE_STEP = 0.75;
const COARSE_STEP = 2;
/** At rest this long after the last movement. */
const REST_MS = 180;
/** Pictures of a volume that is still coming are drawn this often. */
const GROWING_MS = 400;
/** A lost context is waited for this long. */
const CONTEXT_WAIT_MS = 6000;

/** A volume rendering: quick and coarse while it is moved, band by band to full resolution when it rests. */
export class VolumeScene {
  readonly #parts: VolumeSceneParts;
  readonly #canvas = document.createElement("canvas");
  readonly #box: TextureBox;
  readonly #pace = new Pace();
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  #caster: RayCaster | undefined;
  #gl: WebGL2RenderingContext | null = null;
  #preset: VolumePreset;
  #orbit: Orbit;
  #size: ViewSize = { width: 1, height: 1 };
  #pixelRatio = 1;
  #pending: number[] = [];
  #version = 0;
  #movedAt = 0;
  #isRunning = false;
  #hasPreset = false;
  #drawnAt = 0;
  #picture: { readonly version: number; readonly quality: Quality; readonly share: number } | undefined;
  #failure: VolumeFacts["failure"];
  #contextTimer: ReturnType<typeof setTimeout> | undefined;
  #facts: VolumeFacts;

  constructor(parts: VolumeSceneParts, preset: VolumePreset) {
    this.#parts = parts;
    this.#preset = preset;
    this.#box = textureBox(parts.grid);
    this.#orbit = frontOrbit(this.#box.centrePatient, this.#extentMm(), this.#size);
    this.#facts = this.#gather();
    this.#unsubscribe = parts.pixels.subscribe((frame) => this.#frameCame(frame));
    const { host, pixels, loader } = parts;
    const canvas = this.#canvas;
    host.append(canvas);
    const options = { signal: this.#stop.signal };
    canvas.addEventListener("webglcontextlost", (event) => this.#contextLost(event), options);
    canvas.addEventListener("webglcontextrestored", () => this.#build(), options);
    loader.look(this, pixels, { index: Math.floor(pixels.frameCount / 2), direction: 0, whole: true });
    this.#build();
  }

  readonly facts = (): VolumeFacts => this.#facts;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  resize(size: ViewSize, pixelRatio: number): void {
    const canvas = this.#canvas;
    const old = Math.min(this.#size.width, this.#size.height);
    canvas.width = Math.max(1, Math.round(size.width * pixelRatio));
    canvas.height = Math.max(1, Math.round(size.height * pixelRatio));
    this.#size = { width: Math.max(1, size.width), height: Math.max(1, size.height) };
    this.#pixelRatio = pixelRatio;
    this.#move(enlarged(this.#orbit, Math.min(this.#size.width, this.#size.height) / old));
  }

  setPreset(preset: VolumePreset): void {
    if (preset === this.#preset) return;
    this.#preset = preset;
    this.#applyPreset();
    this.#changed();
  }

  turnBy(byView: Point2): void {
    this.#move(turned(this.#orbit, byView));
  }

  panBy(byView: Point2): void {
    this.#move(shifted(this.#orbit, byView));
  }

  zoomBy(factor: number): void {
    this.#move(enlarged(this.#orbit, factor));
  }

  /** As another stack of the series was looked at. */
  look(orbit: Orbit): void {
    this.#move(orbit);
  }

  /** From the front, the whole in view. */
  reset(): void {
    this.#move(frontOrbit(this.#box.centrePatient, this.#extentMm(), this.#size));
  }

  /** Puts a point that is near the edge of the view or beyond into its middle. */
  focus(pointPatient: Vec3): void {
    if (!isWellInView(project(this.#orbit, this.#size, pointPatient), this.#size))
      this.#move({ ...this.#orbit, centrePatient: pointPatient });
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#contextTimer);
    this.#unsubscribe();
    this.#listeners.clear();
    this.#parts.loader.look(this, this.#parts.pixels, undefined);
    this.#caster?.dispose();
    this.#caster = undefined;
    this.#gl?.getExtension("WEBGL_lose_context")?.loseContext();
    this.#gl = null;
    this.#canvas.remove();
  }

  #extentMm(): number {
    return Math.max(...this.#box.edges.map((edge) => Math.hypot(...edge))) * 1.08;
  }

  #move(orbit: Orbit): void {
    this.#orbit = orbit;
    this.#movedAt = performance.now();
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    this.#tell();
    this.#wake();
  }

  #build(): void {
    const { grid } = this.#parts;
    clearTimeout(this.#contextTimer);
    this.#caster = undefined;
    this.#gl = this.#canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true });
    try {
      this.#caster = this.#gl === null ? undefined : new RayCaster(this.#gl, grid, this.#box);
      this.#failure = this.#caster === undefined ? "contextLost" : undefined;
    } catch (error) {
      this.#failure = error instanceof RangeError ? "graphicsMemory" : "contextLost";
    }
    this.#picture = undefined;
    this.#applyPreset();
    this.#changed();
  }

  /** Values without a unit of their own are told apart by how they are spread, which is only known when all have come. */
  #applyPreset(): void {
    const { pixels } = this.#parts;
    const sample = pixels.whole();
    const unit = pixels.detail.frames[0]?.unit ?? "1";
    this.#hasPreset = false;
    if (this.#caster === undefined || sample === undefined) return;
    if (unit !== ucum.hounsfield && !this.#hasAllFrames()) return;
    const spread = unit === ucum.hounsfield ? undefined : pixels.spread();
    const { domain, preset } = presetFor(this.#preset, unit, spread ?? { low: 0, high: 1 });
    this.#caster.setPreset(preset, sample, domain);
    this.#pending = pixels.detail.frames.map((_, index) => index).filter((index) => pixels.frame(index) !== undefined);
    this.#hasPreset = true;
  }

  #frameCame(frame: number): void {
    if (this.#hasPreset && this.#parts.pixels.frame(frame) !== undefined) this.#pending.push(frame);
    else if (!this.#hasPreset) this.#applyPreset();
    this.#wake();
  }

  #hasAllFrames(): boolean {
    const { loadedCount, failedCount, frameCount } = this.#parts.pixels;
    return loadedCount + failedCount >= frameCount;
  }

  #contextLost(event: Event): void {
    event.preventDefault();
    this.#caster = undefined;
    this.#contextTimer = setTimeout(() => {
      this.#failure = "contextLost";
      this.#tell();
    }, CONTEXT_WAIT_MS);
  }

  #wake(): void {
    if (this.#isRunning || this.#stop.signal.aborted) return;
    this.#isRunning = true;
    requestAnimationFrame(() => {
      void this.#run().finally(() => {
        this.#isRunning = false;
        if (!this.#isSettled()) this.#wake();
      });
    });
  }

  #isSettled(): boolean {
    if (this.#caster === undefined || !this.#hasPreset || this.#stop.signal.aborted) return true;
    if (this.#pending.length > 0 || this.#picture?.version !== this.#version) return false;
    return this.#picture.quality === "full" || !this.#hasAllFrames();
  }

  /** One piece of work: put slices in, draw a coarse picture of what has changed, or refine what rests. */
  async #run(): Promise<void> {
    const gl = this.#gl;
    if (gl === null || this.#caster === undefined || !this.#hasPreset) return;
    const isResting = performance.now() - this.#movedAt > REST_MS;
    const isCurrent = this.#picture?.version === this.#version;
    if (this.#pending.length > 0 && isResting) {
      this.#upload();
      const isLast = this.#pending.length === 0 && this.#hasAllFrames();
      if (isLast || !isCurrent || performance.now() - this.#drawnAt > GROWING_MS) await this.#drawCoarse(gl);
    } else if (!isCurrent) await this.#drawCoarse(gl);
    else if (isResting) await this.#refine(gl);
    else await new Promise((resolve) => setTimeout(resolve, 30));
  }

  /** As many slices as fit into a few milliseconds. */
  #upload(): void {
    const { pixels } = this.#parts;
    const until = performance.now() + 8;
    while (this.#pending.length > 0 && performance.now() < until) {
      const index = this.#pending.pop() as number;
      const values = pixels.frame(index);
      if (values !== undefined) this.#caster?.putFrame(pixels.sliceOf(index), values, pixels.detail.frames[index]?.columns ?? 1);
    }
  }

  get #devicePixels(): number {
    return this.#canvas.width * this.#canvas.height;
  }

  async #drawCoarse(gl: WebGL2RenderingContext): Promise<void> {
    const caster = this.#caster;
    if (caster === undefined) return;
    const version = this.#version;
    const isFull = this.#hasAllFrames() && this.#pending.length === 0 && this.#pace.affordsFull(this.#devicePixels);
    const share = isFull ? 1 : this.#pace.share(this.#devicePixels);
    const step = caster.voxelMm * (isFull ? FINE_STEP : COARSE_STEP);
    if (isFull) caster.drawBand(this.#orbit, this.#size, step, { y: 0, height: this.#canvas.height });
    else caster.drawSmall(this.#orbit, this.#size, this.#pixelRatio, share, step);
    const milliseconds = await untilDrawn(gl);
    if (milliseconds === undefined) return;
    if (isFull) this.#pace.noteFine(milliseconds, this.#devicePixels);
    else this.#pace.noteCoarse(milliseconds, this.#devicePixels * share * share);
    this.#drawnAt = performance.now();
    this.#picture = { version, quality: isFull ? "full" : "moving", share };
    this.#tell();
  }

  async #refine(gl: WebGL2RenderingContext): Promise<void> {
    const canvas = this.#canvas;
    const version = this.#version;
    this.#picture = { version, quality: "refining", share: this.#picture?.share ?? 1 };
    this.#tell();
    for (const band of bandsOf(canvas.height, this.#pace.bandRows(canvas.width))) {
      const caster = this.#caster;
      if (caster === undefined || version !== this.#version || this.#stop.signal.aborted) return;
      caster.drawBand(this.#orbit, this.#size, caster.voxelMm * FINE_STEP, band);
      const milliseconds = await untilDrawn(gl);
      if (milliseconds === undefined) return;
      this.#pace.noteFine(milliseconds, band.height * canvas.width);
    }
    if (version !== this.#version) return;
    this.#picture = { version, quality: "full", share: 1 };
    this.#tell();
  }

  #tell(): void {
    this.#facts = this.#gather();
    for (const listener of this.#listeners) listener();
  }

  #gather(): VolumeFacts {
    return buildVolumeFacts({
      orbit: this.#orbit,
      size: this.#size,
      picture: this.#picture,
      isCurrent: this.#picture?.version === this.#version,
      fit: this.#caster?.fit,
      pixels: this.#parts.pixels,
      failure: this.#failure,
    });
  }
}
