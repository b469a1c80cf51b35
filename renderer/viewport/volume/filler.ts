import { isAbort } from "../../../src/base/index.ts";
import { ucum } from "../../../src/findings/index.ts";
import type { VolumeGrid } from "../../../src/geometry/index.ts";
import type { Rendering, VolumePreset } from "../../stores/viewport/rendering.ts";
import type { PixelValues, SeriesPixels } from "../pixels/series-pixels.ts";
import { INSIDE, OUTSIDE, RIM } from "./body.ts";
import { type BodyMask, findBodyMask } from "./body-finder.ts";
import { domainOf, type Preset, presetFor } from "./presets.ts";
import type { RayCaster } from "./ray-caster.ts";

/** Milliseconds that slices may be put in for, before the hand gets its turn. */
const TURN_MS = 8;

/** Whether the body has been told from what it lies on. */
export type BodyState = "unasked" | "finding" | "found" | "failed";

/** Keeps a caster's texture and tables as a series' values and the reader's wishes are. */
export class Filler {
  readonly #pixels: SeriesPixels;
  readonly #grid: VolumeGrid;
  readonly #onChange: () => void;
  readonly #stop = new AbortController();
  #caster: RayCaster | undefined;
  #preset: VolumePreset;
  #rendering: Rendering;
  /** Slices of the texture that can be put in, and those that were put in or can be. */
  #pending: number[] = [];
  readonly #asked = new Set<number>();
  #isReady = false;
  #kept: number = OUTSIDE;
  #mask: BodyMask | undefined;
  #body: BodyState = "unasked";

  constructor(
    pixels: SeriesPixels,
    grid: VolumeGrid,
    look: { readonly preset: VolumePreset; readonly rendering: Rendering },
    onChange: () => void,
  ) {
    this.#pixels = pixels;
    this.#grid = grid;
    this.#preset = look.preset;
    this.#rendering = look.rendering;
    this.#onChange = onChange;
  }

  /** Whether values can be put in: those without a unit of their own are told apart by their spread, which all frames make. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  get body(): BodyState {
    return this.#body;
  }

  get hasAllFrames(): boolean {
    const { loadedCount, failedCount, frameCount } = this.#pixels;
    return loadedCount + failedCount >= frameCount;
  }

  get #unit(): string {
    return this.#pixels.detail.frames[0]?.unit ?? "1";
  }

  /** Another caster, empty; undefined when it was lost. */
  attach(caster: RayCaster | undefined): void {
    this.#caster = caster;
    this.#refill();
  }

  setLook(preset: VolumePreset, rendering: Rendering): void {
    this.#preset = preset;
    this.#rendering = rendering;
    this.#askForBody();
    if (this.#isReady && this.#wantedPart() !== this.#kept) this.#refill();
    else this.#applyPreset();
  }

  frameCame(frame: number): void {
    this.#askForBody();
    if (!this.#isReady) this.#refill();
    else this.#await(Math.floor(this.#pixels.sliceOf(frame) / this.#stride));
  }

  /** As many slices as fit into a few milliseconds. */
  upload(): void {
    const until = performance.now() + TURN_MS;
    while (this.#pending.length > 0 && performance.now() < until) {
      const slice = this.#pending.pop() as number;
      this.#caster?.putSlice(slice, this.#framesOf(slice), this.#grid.dimensions[0]);
    }
  }

  /** The spread that presets of values without a unit go by. */
  spread(): { readonly low: number; readonly high: number } {
    return (this.#unit === ucum.hounsfield ? undefined : this.#pixels.spread()) ?? { low: 0, high: 1 };
  }

  /** What another look would be drawn with; undefined where it needs the body told first. */
  presetOf({ preset, rendering }: { readonly preset: VolumePreset; readonly rendering: Rendering }): Preset | undefined {
    const isOfAir = this.#unit === ucum.hounsfield && (preset === "airways" || preset === "minip");
    if (!this.#isReady || (isOfAir && this.#kept !== INSIDE)) return undefined;
    return presetFor(preset, this.#unit, this.spread(), rendering);
  }

  dispose(): void {
    this.#stop.abort();
    this.#caster = undefined;
    this.#pending = [];
  }

  #refill(): void {
    const sample = this.#pixels.whole();
    this.#isReady = false;
    this.#pending = [];
    if (this.#caster === undefined || sample === undefined) return;
    if (this.#unit !== ucum.hounsfield && !this.hasAllFrames) return;
    this.#kept = this.#wantedPart();
    const kept = this.#mask === undefined || this.#kept === OUTSIDE ? undefined : { mask: this.#mask, least: this.#kept };
    const padding = this.#pixels.detail.frames[0]?.paddingRange;
    this.#caster.setValues(sample, domainOf(this.#unit, this.spread()), padding, kept);
    this.#isReady = true;
    this.#applyPreset();
    this.#asked.clear();
    const slices = Math.ceil(this.#grid.dimensions[2] / this.#stride);
    for (let slice = 0; slice < slices; slice++) this.#await(slice);
  }

  get #stride(): number {
    return this.#caster?.fit.stride ?? 1;
  }

  /** Frames that a slice of the texture is made of, as far as they are there. */
  #framesOf(slice: number): PixelValues[] {
    return this.#indicesOf(slice).flatMap((index) => this.#pixels.frame(index) ?? []);
  }

  #indicesOf(slice: number): number[] {
    const own = Array.from({ length: this.#stride }, (_, at) => this.#pixels.frameOfSlice(slice * this.#stride + at));
    return own.filter((index) => index !== undefined);
  }

  /** Puts a slice of the texture in once all is there that it is made of, or has failed; one that came late has everything filled anew. */
  #await(slice: number): void {
    const indices = this.#indicesOf(slice);
    const isSettled = indices.every(
      (index) => this.#pixels.frame(index) !== undefined || this.#pixels.failure(index) !== undefined,
    );
    if (!isSettled || this.#framesOf(slice).length === 0) return;
    if (this.#asked.has(slice)) this.#refill();
    else {
      this.#asked.add(slice);
      this.#pending.push(slice);
    }
  }

  #applyPreset(): void {
    if (this.#isReady) this.#caster?.setPreset(presetFor(this.#preset, this.#unit, this.spread(), this.#rendering));
  }

  /** Which part of the body a voxel must be of, as far as it is known. */
  #wantedPart(): number {
    return this.#mask === undefined ? OUTSIDE : this.#neededPart();
  }

  /** Air is looked at inside the body alone: that around it would hide it. */
  #neededPart(): number {
    if (this.#unit !== ucum.hounsfield) return OUTSIDE;
    if (this.#preset === "airways" || this.#preset === "minip") return INSIDE;
    return this.#rendering.withoutTable ? RIM : OUTSIDE;
  }

  #askForBody(): void {
    if (this.#body !== "unasked" || this.#neededPart() === OUTSIDE || !this.hasAllFrames) return;
    this.#body = "finding";
    findBodyMask(this.#pixels, this.#grid, this.#stop.signal)
      .then((mask) => {
        this.#mask = mask;
        this.#body = "found";
        this.#refill();
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) this.#body = "failed";
      })
      .finally(() => this.#stop.signal.aborted || this.#onChange());
  }
}
