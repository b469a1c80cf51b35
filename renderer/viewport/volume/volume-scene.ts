import type { ViewPlace } from "../../../src/contract/index.ts";
import type { Vec3, VolumeGrid } from "../../../src/geometry/index.ts";
import { tellPicture } from "../../stores/index.ts";
import type { Rendering, ViewSide, VolumePreset } from "../../stores/viewport/rendering.ts";
import type { FrameLoader } from "../pixels/frame-loader.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Point2 } from "../plane/affine.ts";
import { isWellInView, restingCamera, type ViewSize } from "../plane/camera.ts";
import type { Place } from "../scene/places.ts";
import { type TextureBox, textureBox } from "./box.ts";
import { ContextKeeper } from "./context-keeper.ts";
import { Filler } from "./filler.ts";
import { enlarged, frontOrbit, keptOrbit, type Orbit, project, restoredOrbit, shifted, turned, viewedFrom } from "./orbit.ts";
import { bandsOf, Pace, type Quality, untilDrawn } from "./pace.ts";
import { lookReach } from "./presets.ts";
import { RayCaster } from "./ray-caster.ts";
import { pictureAddress, stageOf } from "./stage.ts";
import { buildVolumeFacts, type VolumeFacts } from "./volume-facts.ts";

export interface VolumeSceneParts {
  /** Gets the canvas, which is the scene's own. */
  readonly host: HTMLElement;
  readonly pixels: SeriesPixels;
  readonly grid: VolumeGrid;
  readonly loader: FrameLoader;
  /** Voxels of a side that the texture may have at most, below what the driver says; undefined: as the driver says. */
  readonly largestSide?: () => number | undefined;
}

/** What the reader wishes of a volume. */
export interface VolumeLook {
  readonly preset: VolumePreset;
  readonly rendering: Rendering;
}

const THUMBNAIL_PX = 88;

/** At rest this long after the last movement. */
const REST_MS = 180;
/** Pictures of a volume that is still coming are drawn this often. */
const GROWING_MS = 400;

/** A volume rendering: quick and coarse while it is moved, band by band to full resolution when it rests. */
export class VolumeScene {
  readonly #parts: VolumeSceneParts;
  readonly #box: TextureBox;
  readonly #keeper: ContextKeeper;
  readonly #filler: Filler;
  readonly #pace = new Pace();
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  #caster: RayCaster | undefined;
  #look: VolumeLook;
  #orbit: Orbit;
  #size: ViewSize = { width: 1, height: 1 };
  #pixelRatio = 1;
  #version = 0;
  #movedAt = 0;
  #isRunning = false;
  #drawnAt = 0;
  #picture: { readonly version: number; readonly quality: Quality; readonly share: number } | undefined;
  #failure: VolumeFacts["failure"];
  #facts: VolumeFacts;

  constructor(parts: VolumeSceneParts, look: VolumeLook) {
    this.#parts = parts;
    this.#look = look;
    this.#box = textureBox(parts.grid);
    this.#orbit = frontOrbit(this.#box.centrePatient, this.#extentMm(), this.#size);
    const { host, pixels, grid, loader } = parts;
    this.#filler = new Filler(pixels, grid, look, () => this.#changed());
    this.#keeper = new ContextKeeper({
      host,
      onContext: (gl) => this.#build(gl),
      onLost: () => this.#lose(),
      onGone: () => this.#fail("contextLost"),
    });
    this.#facts = this.#gather();
    this.#unsubscribe = pixels.subscribe((frame) => {
      this.#filler.frameCame(frame);
      this.#wake();
    });
    loader.look(this, pixels, { index: Math.floor(pixels.frameCount / 2), direction: 0, whole: true });
    this.#keeper.open();
  }

  readonly facts = (): VolumeFacts => this.#facts;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  resize(size: ViewSize, pixelRatio: number): void {
    const old = Math.min(this.#size.width, this.#size.height);
    this.#keeper.resize(size.width * pixelRatio, size.height * pixelRatio);
    this.#size = { width: Math.max(1, size.width), height: Math.max(1, size.height) };
    this.#pixelRatio = pixelRatio;
    this.#move(enlarged(this.#orbit, Math.min(this.#size.width, this.#size.height) / old));
  }

  setLook(look: VolumeLook): void {
    if (look.preset === this.#look.preset && look.rendering === this.#look.rendering) return;
    const isMoving = look.rendering !== this.#look.rendering;
    this.#look = look;
    this.#filler.setLook(look.preset, look.rendering);
    this.#caster?.setStage(stageOf(look.rendering));
    if (isMoving) this.#movedAt = performance.now();
    this.#changed();
  }

  /** How a drag of a pixel moves and stretches the preset, in the values of the images. */
  get lookReach(): number {
    return lookReach(this.#look.preset, this.#parts.pixels.detail.frames[0]?.unit ?? "1", this.#filler.spread());
  }

  get pixels(): SeriesPixels {
    return this.#parts.pixels;
  }

  /** How the texture lies in the patient, for the handles of the clip box. */
  get box(): TextureBox {
    return this.#box;
  }

  /** A small picture of another look from the front, as a data address; undefined where it cannot be drawn now. */
  thumbnail(look: VolumeLook): string | undefined {
    const preset = this.#filler.presetOf(look);
    const size = { width: THUMBNAIL_PX, height: THUMBNAIL_PX };
    const orbit = frontOrbit(this.#box.centrePatient, this.#extentMm() * 0.92, size);
    const pixels = preset && this.#caster?.drawThumbnail(preset, orbit, THUMBNAIL_PX);
    return pixels && pictureAddress(pixels, THUMBNAIL_PX);
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

  /** From one of the six sides, with the zoom and place of now. */
  viewFrom(side: ViewSide): void {
    this.#move(viewedFrom(this.#orbit, side));
  }

  /** As another stack of the series was looked at. */
  look(orbit: Orbit): void {
    this.#move(orbit);
  }

  /** From where it was left. */
  lookFrom(left: NonNullable<ViewPlace["orbit"]>): void {
    this.#move(restoredOrbit(left, this.#size) ?? this.#orbit);
  }

  /** Where the reader looks from: a place without slices. */
  get place(): Place {
    return { index: 0, count: 1, pointPatient: undefined, camera: restingCamera, orbit: keptOrbit(this.#orbit, this.#size) };
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
    this.#unsubscribe();
    this.#listeners.clear();
    this.#parts.loader.look(this, this.#parts.pixels, undefined);
    this.#filler.dispose();
    this.#caster?.dispose();
    this.#caster = undefined;
    this.#keeper.dispose();
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

  /** Makes everything anew that lies in a graphics context. */
  #build(gl: WebGL2RenderingContext): void {
    try {
      this.#caster = new RayCaster(gl, this.#parts.grid, this.#box, this.#parts.largestSide?.());
      this.#failure = undefined;
    } catch (error) {
      this.#fail(error instanceof RangeError ? "graphicsMemory" : "contextLost");
      return;
    }
    this.#caster.setStage(stageOf(this.#look.rendering));
    this.#filler.attach(this.#caster);
    this.#picture = undefined;
    this.#changed();
  }

  #lose(): void {
    this.#caster = undefined;
    this.#filler.attach(undefined);
    this.#picture = undefined;
    this.#tell();
  }

  #fail(failure: NonNullable<VolumeFacts["failure"]>): void {
    this.#failure = failure;
    this.#tell();
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
    if (this.#caster === undefined || !this.#filler.isReady || this.#stop.signal.aborted) return true;
    if (this.#filler.hasPending || this.#picture?.version !== this.#version) return false;
    return this.#picture.quality === "full" || !this.#filler.hasAllFrames;
  }

  /** One piece of work: put slices in, draw a coarse picture of what has changed, or refine what rests. */
  async #run(): Promise<void> {
    const { gl } = this.#keeper;
    if (gl === undefined || this.#caster === undefined || !this.#filler.isReady) return;
    const isResting = performance.now() - this.#movedAt > REST_MS;
    const isCurrent = this.#picture?.version === this.#version;
    if (this.#filler.hasPending && isResting) {
      this.#filler.upload();
      const isLast = !this.#filler.hasPending && this.#filler.hasAllFrames;
      if (isLast || !isCurrent || performance.now() - this.#drawnAt > GROWING_MS) await this.#drawCoarse(gl);
    } else if (!isCurrent) await this.#drawCoarse(gl);
    else if (isResting) await this.#refine(gl);
    else await new Promise((resolve) => setTimeout(resolve, 30));
  }

  get #devicePixels(): number {
    return this.#keeper.canvas.width * this.#keeper.canvas.height;
  }

  async #drawCoarse(gl: WebGL2RenderingContext): Promise<void> {
    const caster = this.#caster;
    if (caster === undefined) return;
    const version = this.#version;
    const isFull = this.#filler.hasAllFrames && !this.#filler.hasPending && this.#pace.affordsFull(this.#devicePixels);
    const share = isFull ? 1 : this.#pace.share(this.#devicePixels);
    const stretch = isFull ? 1 : this.#pace.stretch(this.#devicePixels);
    const step = isFull ? caster.fineStepMm : caster.coarseStepMm * stretch;
    if (isFull) caster.drawBand(this.#orbit, this.#size, step, { y: 0, height: this.#keeper.canvas.height });
    else caster.drawSmall(this.#orbit, this.#size, this.#pixelRatio, share, step);
    const milliseconds = await untilDrawn(gl);
    if (milliseconds === undefined) return;
    if (isFull) this.#pace.noteFine(milliseconds, this.#devicePixels);
    else this.#pace.noteCoarse(milliseconds, this.#devicePixels * share * share, stretch);
    this.#drawnAt = performance.now();
    tellPicture();
    this.#picture = { version, quality: isFull ? "full" : "moving", share };
    this.#tell();
  }

  async #refine(gl: WebGL2RenderingContext): Promise<void> {
    const { canvas } = this.#keeper;
    const version = this.#version;
    this.#picture = { version, quality: "refining", share: this.#picture?.share ?? 1 };
    this.#tell();
    for (const band of bandsOf(canvas.height, this.#pace.bandRows(canvas.width))) {
      const caster = this.#caster;
      if (caster === undefined || version !== this.#version || this.#stop.signal.aborted) return;
      caster.drawBand(this.#orbit, this.#size, caster.fineStepMm, band);
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
      body: this.#filler.body,
      isLost: this.#caster === undefined && this.#failure === undefined,
    });
  }
}
