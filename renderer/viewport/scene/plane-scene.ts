import type { Vec3 } from "../../../src/geometry/index.ts";
import { tellPicture } from "../../stores/index.ts";
import type { Sizing } from "../../stores/viewport/sizing.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Camera, ViewSize } from "../plane/camera.ts";
import { ScreenPainter } from "../plane/screen-painter.ts";
import { type Slice, sliceCentre } from "../plane/slice.ts";
import { Presented, stagesOf } from "../presentation/presented.ts";
import type { CineRun } from "./cine.ts";
import { Clock } from "./clock.ts";
import { spaceOf } from "./hub.ts";
import { LayerReader, type Layers, noLayers } from "./layers.ts";
import { Linking } from "./linking.ts";
import { buildPicture, type Picture } from "./picture.ts";
import { buildPlaneFacts, type Intent, type PlaneFacts } from "./plane-facts.ts";
import type { CineLeft, PlaneSceneParts } from "./plane-scene-parts.ts";
import { Sketch } from "./sketch.ts";
import { SliceWalk } from "./slice-walk.ts";
import { View } from "./view.ts";
import { walkCine } from "./walk-cine.ts";

/** A viewport of slices: a stack, or one plane through a volume. Draws on its canvas whenever a fact or a wish changes. */
export class PlaneScene {
  readonly #parts: PlaneSceneParts;
  readonly #painter: ScreenPainter;
  readonly #clock: Clock;
  readonly #cine: CineRun;
  readonly #layerReader: LayerReader;
  /** The patient space that its slices lie in. */
  readonly space: string;
  readonly #name: string;
  /** What it does together with other viewports. */
  readonly links: Linking;
  readonly #listeners = new Set<() => void>();
  /** What the hand draws over the picture for the moment. */
  readonly sketch = new Sketch();
  readonly #stop: () => void;
  readonly #view: View;
  readonly #walk: SliceWalk;
  readonly #presented: Presented;
  #intent: Intent;
  #slice: Slice | undefined;
  #layers: Layers = noLayers;
  #facts: PlaneFacts;

  constructor(
    parts: PlaneSceneParts,
    intent: Intent,
    start: { readonly index: number; readonly camera?: Camera | undefined; readonly cine?: CineLeft | undefined },
  ) {
    this.#parts = parts;
    this.#intent = intent;
    this.#painter = new ScreenPainter(parts.canvas, parts.backends, () => this.#clock.invalidate());
    this.#presented = new Presented(parts.stateOf);
    this.space = spaceOf(parts.pixels.detail);
    this.#name = parts.hub.name();
    parts.source.setSlab(intent.slab);
    this.#view = new View(start.camera, intent);
    this.#clock = new Clock(parts.frames, () => this.#draw());
    const invalidate = () => this.#clock.invalidate();
    this.#walk = new SliceWalk({ ...parts, onStale: invalidate }, start.index);
    this.#cine = walkCine(parts, this.#walk, (index) => this.scrollTo(index), start.cine);
    this.#layerReader = new LayerReader(parts.overlays, invalidate);
    this.#stop = parts.backends.subscribe(invalidate);
    this.links = this.#link();
    this.#facts = this.#gather();
    this.#walk.look();
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

  resize(size: ViewSize, pixelRatio: number): void {
    this.#view.resize(size, pixelRatio);
    this.#painter.resize(this.#view.size, pixelRatio);
    if (this.#slice !== undefined && this.#parts.links().isActive) this.links.leads();
    this.#clock.drawNow();
  }

  setIntent(intent: Intent): void {
    if (this.#slice !== undefined) this.#view.turn(this.#slice, this.#intent, intent);
    this.#intent = intent;
    this.#parts.source.setSlab(intent.slab);
    this.#walk.look();
    this.#setCine(intent.cine);
    this.#clock.invalidate();
  }

  scrollBy(by: number): void {
    this.scrollTo(this.#walk.wanted + by);
  }

  /** Goes to a slice; the nearest there is. Linked planes take the crosshair along, synchronised stacks each other. */
  scrollTo(index: number): void {
    if (!this.#walk.go(index)) return;
    const plane = this.#parts.source.planeAt(this.#walk.wanted);
    if (plane !== undefined) this.links.scrolled(plane);
  }

  /** Goes to a slice without taking anything else along; false where it is there. */
  show(index: number): boolean {
    return this.#walk.go(index);
  }

  scrollToEdge(edge: "first" | "last"): void {
    this.scrollTo(edge === "first" ? 0 : this.#parts.source.count - 1);
  }

  zoomBy(factor: number, about?: Point2): void {
    if (this.#slice === undefined) return;
    this.#view.zoomBy(this.#slice, this.#intent, factor, about);
    this.links.leads();
    this.#clock.invalidate();
  }

  panBy(byView: Point2): void {
    if (this.#slice === undefined) return;
    this.#view.panBy(this.#slice, this.#intent, byView);
    this.links.leads(byView);
    this.#clock.invalidate();
  }

  fit(): void {
    this.#view.fit(this.#intent);
    this.relink();
  }

  /** A true size is none where pixels have no size. */
  holdSize(sizing: Sizing): void {
    if (sizing.kind === "true-size" && this.#slice?.isCalibrated !== true) return;
    this.#view.holdSize(sizing);
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
    const plane = this.#parts.source.planeAt(this.#walk.wanted);
    return {
      camera: this.#view.own,
      index: this.#walk.wanted,
      count: this.#parts.source.count,
      pointPatient: plane === undefined ? undefined : sliceCentre(plane),
    };
  }

  /** Moves the crosshair of the patient space here, and with it every linked plane. */
  placeCrosshair(pointPatient: Vec3): void {
    if (this.#parts.source.within(pointPatient) === undefined) return;
    this.#parts.hub.tell({ kind: "crosshair", space: this.space, pointPatient, from: this.#name });
  }

  crosshair(): Vec3 | undefined {
    return this.#parts.isLinked ? this.#parts.hub.crosshair(this.space) : undefined;
  }

  /** Shows a point in the patient: its slice, and its place in the slice where that is off the view. Elsewhere nothing changes. */
  focus(pointPatient: Vec3): void {
    const index = this.#parts.source.nearest(pointPatient);
    if (index === undefined || this.#parts.source.within(pointPatient) === undefined) return;
    this.#walk.go(index);
    const plane = this.#parts.source.planeAt(index);
    if (plane !== undefined) this.#view.bringIntoView(plane, this.#intent, pointPatient);
    if (this.#parts.isLinked) this.placeCrosshair(pointPatient);
    this.#clock.invalidate();
  }

  /** Goes to the slice of a frame. */
  focusFrame(sopInstanceUid: string, frameNumber: number): void {
    const index = this.pixels.detail.frames.findIndex(
      (frame) => frame.sopInstanceUid === sopInstanceUid && frame.frameNumber === frameNumber,
    );
    if (index >= 0 && !this.#parts.isLinked) this.#walk.go(index);
  }

  dispose(): void {
    this.#clock.dispose();
    this.#stop();
    this.links.dispose();
    this.#walk.dispose();
    this.#painter.dispose();
    this.#listeners.clear();
    this.#slice = undefined;
  }

  #link(): Linking {
    const { hub, source, isLinked: hasCrosshair, links: wishes } = this.#parts;
    const [name, space, invalidate] = [this.#name, this.space, () => this.#clock.invalidate()];
    return new Linking({
      ...{ name, space, hub, source, hasCrosshair, wishes, invalidate },
      series: this.pixels.detail.seriesInstanceUid,
      go: (index) => this.#walk.go(index),
      moveView: (change) => {
        const view = this.#view;
        if (this.#slice !== undefined) view.camera = change(view.camera, this.#slice, view.size, this.#intent);
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
    const walk = this.#walk;
    const slice = this.#parts.source.slice(walk.wanted);
    if (slice !== undefined) {
      this.#slice = slice;
      walk.shown = walk.wanted;
    } else if (this.pixels.failure(this.#parts.source.frameIndex(walk.wanted)) !== undefined) {
      this.#slice = undefined;
      walk.shown = walk.wanted;
    }
    this.#presented.read(this.#intent.presentation, this.#parts.isLinked ? undefined : this.#slice);
    const placing = { presented: this.#presented, links: this.links, hub: this.#parts.hub };
    if (this.#slice !== undefined) this.#view.place(this.#slice, this.#intent, placing);
    // Overlays and shutters are of frames as they were acquired: planes through a volume have none.
    const isFrame = this.#slice !== undefined && !this.#parts.isLinked;
    this.#layers = isFrame ? this.#layerReader.read(this.#slice as Slice, this.#intent, this.#presented.look) : noLayers;
    this.#facts = this.#gather();
    const picture = this.picture();
    if (picture === undefined) this.#painter.clear();
    else {
      const { slice: drawn, greys, viewFromPixel: affine, overlays, interpolation } = picture;
      this.#painter.draw(drawn, greys, affine, overlays, interpolation);
      tellPicture();
    }
    for (const listener of this.#listeners) listener();
    this.links.drawn(this.#facts);
  }

  /** What is drawn, as a painter takes it; undefined until there is something. */
  picture(): Picture | undefined {
    const stages = stagesOf(this.#presented, this.#intent);
    return this.#slice && buildPicture(this.#slice, this.#facts, this.#layers, stages, this.pixels.tables);
  }

  #gather(): PlaneFacts {
    return buildPlaneFacts({
      slice: this.#slice,
      source: this.#parts.source,
      pixels: this.pixels,
      intent: this.#intent,
      camera: this.#view.camera,
      size: this.#view.size,
      pixelRatio: this.#view.pixelRatio,
      shown: this.#walk.shown,
      beyondMm: this.links.beyondMm,
      wanted: this.#walk.wanted,
      cine: this.#cine.facts(),
      crosshair: this.crosshair(),
      layers: this.#layers.facts,
      look: this.#presented.look,
      presentation: this.#presented.facts(this.#intent, this.#intent, this.#view.camera),
    });
  }
}
