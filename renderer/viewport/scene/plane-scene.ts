import { patientMmToPixel, type Vec3 } from "../../../src/geometry/index.ts";
import { type PresentationState, tellPicture } from "../../stores/index.ts";
import type { Sizing } from "../../stores/viewport/sizing.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { FrameLoader } from "../pixels/frame-loader.ts";
import type { OverlayShelf } from "../pixels/overlay-shelf.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import { type Point2, transform } from "../plane/affine.ts";
import {
  type Camera,
  centredOn,
  isWellInView,
  panned,
  restingCamera,
  sized,
  turned,
  type ViewSize,
  viewFromPixel,
  zoomed,
} from "../plane/camera.ts";
import { colourMapOf } from "../plane/colour-maps.ts";
import type { PlaneBackends } from "../plane/plane-backends.ts";
import { type Slice, sliceCentre } from "../plane/slice.ts";
import { SlicePainter } from "../plane/slice-painter.ts";
import { Presented, stagesOf } from "../presentation/presented.ts";
import { type CineHandover, CineRun } from "./cine.ts";
import { Clock } from "./clock.ts";
import { fittedTogether, restingFor } from "./fit-together.ts";
import { type Hub, spaceOf } from "./hub.ts";
import { LayerReader, type Layers, noLayers } from "./layers.ts";
import { Linking, type LinkWishes } from "./linking.ts";
import type { Picture } from "./picture.ts";
import { buildPlaneFacts, type Intent, type PlaneFacts } from "./plane-facts.ts";
import { Sketch } from "./sketch.ts";
import type { SliceSource } from "./slice-source.ts";

export interface PlaneSceneParts {
  readonly canvas: HTMLCanvasElement;
  readonly pixels: SeriesPixels;
  readonly source: SliceSource;
  readonly loader: FrameLoader;
  readonly overlays: OverlayShelf;
  readonly backends: PlaneBackends;
  readonly hub: Hub;
  /** A presentation state that was read. */
  readonly stateOf: (sopInstanceUid: string) => PresentationState | undefined;
  /** Planes carry the crosshair and move with it; stacks do not. */
  readonly isLinked: boolean;
  readonly links: () => LinkWishes;
  /** A run that plays once has ended, or the next stack of the series is due. */
  readonly onCine?: CineEvents | undefined;
}

export interface CineEvents {
  readonly onEnd: () => void;
  /** Answers whether the next stack is the first again. */
  readonly onNextStack: () => boolean;
}

/** A run of cine through stacks, and when its next beat is due. */
export type CineLeft = CineHandover & { readonly due: number | undefined };

/** Planes that come in while a volume loads are drawn again at most this often. */
const REFRESH_MS = 120;

/** A viewport of slices: a stack, or one plane through a volume. Draws on its canvas whenever a fact or a wish changes. */
export class PlaneScene {
  readonly #parts: PlaneSceneParts;
  readonly #painter: SlicePainter;
  readonly #clock: Clock;
  readonly #cine: CineRun;
  readonly #layerReader: LayerReader;
  readonly #space: string;
  readonly #name: string;
  /** What it does together with other viewports. */
  readonly links: Linking;
  readonly #listeners = new Set<() => void>();
  /** What the hand draws over the picture for the moment. */
  readonly sketch = new Sketch();
  readonly #stops: (() => void)[];
  #intent: Intent;
  #size: ViewSize = { width: 1, height: 1 };
  #pixelRatio = 1;
  #camera: Camera = restingCamera;
  #wanted: number;
  #shown: number;
  #slice: Slice | undefined;
  readonly #presented: Presented;
  #layers: Layers = noLayers;
  #direction: -1 | 0 | 1 = 0;
  #facts: PlaneFacts;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    parts: PlaneSceneParts,
    intent: Intent,
    start: { readonly index: number; readonly camera?: Camera | undefined; readonly cine?: CineLeft | undefined },
  ) {
    this.#parts = parts;
    this.#intent = intent;
    this.#painter = new SlicePainter(parts.canvas, parts.backends);
    this.#presented = new Presented(parts.stateOf);
    this.#space = spaceOf(parts.pixels.detail);
    this.#name = parts.hub.name();
    this.#wanted = this.#shown = start.index;
    parts.source.setSlab(intent.slab);
    this.#camera = start.camera ?? restingFor(restingCamera, intent);
    this.#clock = new Clock(() => this.#draw());
    this.#cine = new CineRun(
      {
        count: () => parts.source.count,
        wanted: () => this.#wanted,
        shown: () => this.#shown,
        go: (index) => this.scrollTo(index),
        recommendedRate: parts.pixels.detail.recommendedFrameRate,
        frameTimeMs: (index) => (parts.isLinked ? undefined : parts.pixels.detail.frames[index]?.frameTimeMs),
        onEnd: () => parts.onCine?.onEnd(),
        onNextStack: () => parts.onCine?.onNextStack() ?? false,
      },
      start.cine,
    );
    this.#layerReader = new LayerReader(parts.overlays, () => this.#clock.invalidate());
    this.#stops = [
      parts.pixels.subscribe((frame) => this.#frameCame(frame)),
      parts.backends.subscribe(() => this.#clock.invalidate()),
    ];
    this.links = this.#link();
    this.#facts = this.#gather();
    this.#look();
    this.#setCine(intent.cine, start.cine?.due);
  }

  /** For useSyncExternalStore. */
  readonly facts = (): PlaneFacts => this.#facts;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get pixels(): SeriesPixels {
    return this.#parts.pixels;
  }

  get space(): string {
    return this.#space;
  }

  resize(size: ViewSize, pixelRatio: number): void {
    const { canvas } = this.#parts;
    canvas.width = Math.max(1, Math.round(size.width * pixelRatio));
    canvas.height = Math.max(1, Math.round(size.height * pixelRatio));
    this.#size = { width: Math.max(1, size.width), height: Math.max(1, size.height) };
    this.#pixelRatio = pixelRatio;
    if (this.#slice !== undefined && this.#parts.links().isActive) this.links.leads();
    this.#clock.drawNow();
  }

  setIntent(intent: Intent): void {
    if (this.#slice !== undefined) this.#camera = turned(this.#slice, this.#size, this.#camera, this.#intent, intent);
    this.#intent = intent;
    this.#parts.source.setSlab(intent.slab);
    this.#look();
    this.#setCine(intent.cine);
    this.#clock.invalidate();
  }

  scrollBy(by: number): void {
    this.scrollTo(this.#wanted + by);
  }

  /** Goes to a slice; the nearest there is. Linked planes take the crosshair along, synchronised stacks each other. */
  scrollTo(index: number): void {
    if (!this.#go(index)) return;
    const plane = this.#parts.source.planeAt(this.#wanted);
    if (plane !== undefined) this.links.scrolled(plane);
  }

  /** Goes to a slice without taking anything else along; false where it is there. */
  show(index: number): boolean {
    return this.#go(index);
  }

  scrollToEdge(edge: "first" | "last"): void {
    this.scrollTo(edge === "first" ? 0 : this.#parts.source.count - 1);
  }

  zoomBy(factor: number, about: Point2 = [this.#size.width / 2, this.#size.height / 2]): void {
    if (this.#slice === undefined) return;
    this.#camera = zoomed(this.#slice, this.#size, this.#camera, this.#intent, factor, about);
    this.links.leads();
    this.#clock.invalidate();
  }

  panBy(byView: Point2): void {
    if (this.#slice === undefined) return;
    this.#camera = panned(this.#slice, this.#size, this.#camera, this.#intent, byView);
    this.links.leads(byView);
    this.#clock.invalidate();
  }

  fit(): void {
    this.#camera = restingFor(restingCamera, this.#intent);
    this.relink();
  }

  /** A true size is none where pixels have no size. */
  holdSize(sizing: Sizing): void {
    if (sizing.kind === "true-size" && this.#slice?.isCalibrated !== true) return;
    this.#camera = { ...this.#camera, sizing };
    this.relink();
  }

  /** The others take over how this picture lies, as far as they are linked. */
  relink(): void {
    this.links.leads();
    this.#clock.invalidate();
  }

  /** Tells the others anew what is shown here. */
  retell(): void {
    this.links.retell();
    this.#clock.invalidate();
  }

  /** Draws again: something that it reads by itself has changed. */
  refresh(): void {
    this.#clock.invalidate();
  }

  /** Where the reader looks: taken over when another stack of the series is shown instead. */
  get place(): {
    readonly camera: Camera;
    readonly index: number;
    readonly count: number;
    readonly pointPatient: Vec3 | undefined;
  } {
    const plane = this.#parts.source.planeAt(this.#wanted);
    return {
      camera: this.#camera,
      index: this.#wanted,
      count: this.#parts.source.count,
      pointPatient: plane === undefined ? undefined : sliceCentre(plane),
    };
  }

  /** Moves the crosshair of the patient space here, and with it every linked plane. */
  placeCrosshair(pointPatient: Vec3): void {
    if (this.#parts.source.within(pointPatient) === undefined) return;
    this.#parts.hub.tell({ kind: "crosshair", space: this.#space, pointPatient, from: this.#name });
  }

  crosshair(): Vec3 | undefined {
    return this.#parts.isLinked ? this.#parts.hub.crosshair(this.#space) : undefined;
  }

  /** Shows a point in the patient: its slice, and its place in the slice where that is off the view. Elsewhere nothing changes. */
  focus(pointPatient: Vec3): void {
    const index = this.#parts.source.nearest(pointPatient);
    if (index === undefined || this.#parts.source.within(pointPatient) === undefined) return;
    this.#go(index);
    this.#bringIntoView(pointPatient);
    if (this.#parts.isLinked) this.placeCrosshair(pointPatient);
    this.#clock.invalidate();
  }

  /** Goes to the slice of a frame. */
  focusFrame(sopInstanceUid: string, frameNumber: number): void {
    const index = this.pixels.detail.frames.findIndex(
      (frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber,
    );
    if (index >= 0 && !this.#parts.isLinked) this.#go(index);
  }

  dispose(): void {
    clearTimeout(this.#refreshTimer);
    this.#clock.dispose();
    for (const stop of this.#stops) stop();
    this.links.dispose();
    this.#parts.loader.look(this, this.pixels, undefined);
    this.#painter.dispose();
    this.#listeners.clear();
    this.#slice = undefined;
  }

  #go(index: number): boolean {
    const next = Math.min(this.#parts.source.count - 1, Math.max(0, Math.round(index)));
    if (next === this.#wanted) return false;
    this.#direction = next > this.#wanted ? 1 : -1;
    this.#wanted = next;
    this.#look();
    this.#clock.invalidate();
    return true;
  }

  #look(): void {
    this.#parts.loader.look(this, this.pixels, this.#parts.source.look(this.#wanted, this.#direction));
  }

  #bringIntoView(pointPatient: Vec3): void {
    const plane = this.#parts.source.planeAt(this.#wanted);
    if (plane === undefined) return;
    const shape = { columns: plane.columns, rows: plane.rows, spacing: plane.pixelSpacing };
    const pixel = patientMmToPixel(plane, pointPatient);
    const point = transform(viewFromPixel(shape, this.#size, this.#camera, this.#intent), pixel);
    if (!isWellInView(point, this.#size)) this.#camera = centredOn(shape, this.#camera, pixel);
  }

  #frameCame(frame: number): void {
    if (frame === this.#parts.source.frameIndex(this.#wanted)) {
      this.#parts.source.refresh(frame);
      this.#clock.invalidate();
      return;
    }
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      this.#parts.source.refresh(frame);
      this.#clock.invalidate();
    }, REFRESH_MS);
  }

  #link(): Linking {
    const { hub, source, isLinked: hasCrosshair, links: wishes } = this.#parts;
    const [name, space, invalidate] = [this.#name, this.#space, () => this.#clock.invalidate()];
    return new Linking({
      ...{ name, space, hub, source, hasCrosshair, wishes, invalidate },
      series: this.pixels.detail.seriesInstanceUid,
      go: (index) => this.#go(index),
      moveView: (change) => {
        if (this.#slice !== undefined) this.#camera = change(this.#camera, this.#slice, this.#size, this.#intent);
        invalidate();
      },
    });
  }

  #setCine(cine: Cell["cine"], due?: number): void {
    const beat = this.#cine.set(cine);
    if (beat !== "as-it-is") this.#clock.play(beat, due);
  }

  /** What the viewport of the next stack goes on with, where cine plays stacks. */
  get cineLeft(): CineLeft | undefined {
    const run = this.#cine.handover();
    return run && { ...run, due: this.#clock.due };
  }

  #draw(): void {
    const slice = this.#parts.source.slice(this.#wanted);
    if (slice !== undefined) {
      this.#slice = slice;
      this.#shown = this.#wanted;
    } else if (this.pixels.failure(this.#parts.source.frameIndex(this.#wanted)) !== undefined) {
      this.#slice = undefined;
      this.#shown = this.#wanted;
    }
    this.#presented.read(this.#intent.presentation, this.#parts.isLinked ? undefined : this.#slice);
    if (this.#slice !== undefined) this.#camera = this.#placed(this.#slice);
    // Overlays and shutters are of frames as they were acquired: planes through a volume have none.
    const isFrame = this.#slice !== undefined && !this.#parts.isLinked;
    this.#layers = isFrame ? this.#layerReader.read(this.#slice as Slice, this.#intent, this.#presented.look) : noLayers;
    this.#facts = this.#gather();
    const picture = this.picture();
    if (picture === undefined) this.#painter.clear();
    else {
      const { slice: drawn, greys, viewFromPixel: affine, overlays, interpolation } = picture;
      this.#painter.draw(drawn, greys, affine, this.#pixelRatio, overlays, interpolation);
      tellPicture();
    }
    for (const listener of this.#listeners) listener();
    this.links.drawn(this.#facts);
  }

  #placed(slice: Slice): Camera {
    const presented = this.#presented.placed(this.#camera, slice, this.#size, this.#intent, this.#pixelRatio);
    const camera = sized(slice, this.#size, presented, this.#intent, this.#pixelRatio);
    const fitted = fittedTogether(this.#parts.hub, this.#name, camera, slice, this.#size, this.#intent);
    return this.links.scaled(fitted, slice, this.#size, this.#intent);
  }

  /** What is drawn, as a painter takes it; undefined until there is something. */
  picture(): Picture | undefined {
    const slice = this.#slice;
    if (slice === undefined) return undefined;
    const { voi, inverted, viewFromPixel: affine, interpolation, colourMap } = this.#facts;
    const { paddingRange: padding, supplementalPalette } = slice.frame;
    const palette = supplementalPalette === undefined ? undefined : this.pixels.tables.palettes[supplementalPalette];
    const colours = colourMapOf(colourMap);
    const greys = {
      voi,
      inverted,
      padding,
      palette,
      colours,
      shutter: this.#layers.shutter,
      stages: stagesOf(this.#presented, this.#intent),
    };
    return { slice, greys, viewFromPixel: affine, overlays: this.#layers.overlays, interpolation };
  }

  #gather(): PlaneFacts {
    return buildPlaneFacts({
      slice: this.#slice,
      source: this.#parts.source,
      pixels: this.pixels,
      intent: this.#intent,
      camera: this.#camera,
      size: this.#size,
      pixelRatio: this.#pixelRatio,
      shown: this.#shown,
      beyondMm: this.links.beyondMm,
      wanted: this.#wanted,
      cine: this.#cine.facts(),
      crosshair: this.crosshair(),
      layers: this.#layers.facts,
      look: this.#presented.look,
      presentation: this.#presented.facts(this.#intent, this.#intent, this.#camera),
    });
  }
}
