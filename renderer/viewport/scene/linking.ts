import {
  add,
  distanceToPlaneMm,
  type ImagePlane,
  patientMmToPixel,
  pixelToPatientMm,
  planeNormal,
  scale,
  type Vec3,
} from "../../../src/geometry/index.ts";
import { tell } from "../../stores/index.ts";
import type { HandLink } from "../../stores/viewport/link-state.ts";
import { linkByHand } from "../../stores/viewport/linking.ts";
import { linkOf, type Shown, shiftMm, shiftOf } from "../linking/hand-links.ts";
import { beyondEndMm, isParallel, nearestParallel } from "../linking/parallel.ts";
import { isOver, isSamePlane } from "../linking/planes.ts";
import type { Point2 } from "../plane/affine.ts";
import { type Camera, centredOn, fitScale, panned, type Turn, type ViewSize } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { Hub, HubEvent, ShownEvent, ViewedEvent } from "./hub.ts";
import { type PlaneFacts, pixelAt } from "./plane-facts.ts";
import type { SliceSource } from "./slice-source.ts";

/** What a reader wishes viewports to do together, and whether this one takes part. */
export interface LinkWishes {
  readonly scroll: boolean;
  readonly zoom: boolean;
  readonly pan: boolean;
  readonly byHand: readonly HandLink[];
  readonly isActive: boolean;
  readonly isApart: boolean;
}

/** The scene that goes with others. */
export interface LinkedScene {
  readonly name: string;
  readonly space: string;
  /** Series Instance UID. */
  readonly series: string;
  readonly hub: Hub;
  readonly source: SliceSource;
  /** A plane that carries the crosshair of its space. */
  readonly hasCrosshair: boolean;
  readonly wishes: () => LinkWishes;
  /** Goes to a slice and tells nobody; false where it is there already. */
  readonly go: (index: number) => boolean;
  readonly invalidate: () => void;
  /** Moves the picture; nothing happens before there is one. */
  readonly moveView: (change: (camera: Camera, slice: Slice, size: ViewSize, turn: Turn) => Camera) => void;
}

/** What a viewport of slices does because of others, and tells them. */
export class Linking {
  readonly #scene: LinkedScene;
  readonly #stop: () => void;
  #leads = false;
  #movedView: Point2 = [0, 0];
  #beyondMm: number | undefined;
  #told: ShownEvent | undefined;
  #ranged: { readonly plane: ImagePlane; readonly range: ShownEvent["range"] } | undefined;

  constructor(scene: LinkedScene) {
    this.#scene = scene;
    this.#stop = scene.hub.subscribe((event) => this.#hear(event));
  }

  get name(): string {
    return this.#scene.name;
  }

  /** How far outside its slices the place lies that it should have gone to, millimetres; undefined where it could. */
  get beyondMm(): number | undefined {
    return this.#beyondMm;
  }

  /** The reader has gone to a slice here. */
  scrolled(plane: ImagePlane): void {
    this.#beyondMm = undefined;
    const { hub, space, series, hasCrosshair, name, wishes } = this.#scene;
    if (hasCrosshair) this.#carryCrosshair(plane);
    const { scroll, isApart } = wishes();
    if (scroll && !isApart) hub.tell({ kind: "scrolled", space, series, plane, hasCrosshair, from: name });
  }

  /** The reader moves the picture here: the next one drawn is told. `byView` is how far it was dragged, CSS pixels. */
  leads(byView: Point2 = [0, 0]): void {
    this.#leads = true;
    this.#movedView = [this.#movedView[0] + byView[0], this.#movedView[1] + byView[1]];
  }

  /** What the next picture shows is told, even where it is what was told before. */
  retell(): void {
    this.#told = undefined;
  }

  /** The 3D cursor here, LPS+ millimetres; undefined lifts it. */
  point(pointPatient: Vec3 | undefined): void {
    const { hub, space, name } = this.#scene;
    if (pointPatient !== undefined || hub.pointed()?.from === name)
      hub.tell({ kind: "pointed", space, pointPatient, from: name });
  }

  /** Puts the patient spaces of all viewports that show parallel slices together as they are shown now; says so where there are none. */
  linkHere(): void {
    const [lead, ...others] = this.#shownNow();
    const link = lead === undefined ? undefined : linkOf(lead, others);
    if (link === undefined) tell("viewport.link.nothing");
    else linkByHand(link);
  }

  /** Shifts the series of this patient space against each other as they are shown now; says so where there are none. */
  shiftHere(): void {
    const [lead, ...others] = this.#shownNow();
    const link = lead === undefined ? undefined : shiftOf(lead, others);
    if (link === undefined) tell("viewport.link.nothingToShift");
    else linkByHand(link);
  }

  /** What this viewport and then the others show that go with it. */
  #shownNow(): readonly Shown[] {
    const { hub, name, wishes } = this.#scene;
    const shown = this.#told === undefined || wishes().isApart ? [] : [this.#told, ...hub.shownBeside(name)];
    return shown.flatMap(({ space, series, plane, isApart }) =>
      plane === undefined || isApart ? [] : [{ space, series, plane }],
    );
  }

  /** The camera at the scale that the linked viewports have; as it was where there is none, or the reader moves this one. */
  scaled(camera: Camera, slice: Slice, size: ViewSize, turn: Turn): Camera {
    const { hub, wishes } = this.#scene;
    const { zoom, isApart } = wishes();
    const wanted = hub.pixelsPerMm;
    if (!zoom || isApart || this.#leads || wanted === undefined || !slice.isCalibrated || this.#isAlone()) return camera;
    const next = wanted / fitScale(slice, size, turn);
    return Math.abs(next - camera.zoom) <= 1e-9 * next ? camera : { ...camera, zoom: next, sizing: undefined };
  }

  /** A picture was drawn: tells what the others need to know of it. */
  drawn(facts: PlaneFacts): void {
    this.#tellShown(facts);
    if (this.#leads || this.#givesScale(facts)) this.#tellViewed(facts);
  }

  #isAlone(): boolean {
    return this.#scene.hub.shownBeside(this.#scene.name).every(({ isApart }) => isApart);
  }

  /** Where nobody else is, or nobody has said a scale yet, the picture here is what others will go by. */
  #givesScale({ slice, magnification }: PlaneFacts): boolean {
    const { hub, wishes } = this.#scene;
    if (slice === undefined || !wishes().zoom || (hub.pixelsPerMm !== undefined && !this.#isAlone())) return false;
    return hub.pixelsPerMm !== magnification / slice.spacing[1];
  }

  dispose(): void {
    this.#stop();
    this.#scene.hub.tell({ kind: "gone", from: this.#scene.name });
  }

  #tellShown({ slice }: PlaneFacts): void {
    const { hub, space, series, name, hasCrosshair, wishes } = this.#scene;
    const { isActive, isApart } = wishes();
    const plane = slice?.plane;
    const told = this.#told;
    const isSame = told !== undefined && isSamePlane(told.plane, plane);
    if (isSame && told.isActive === isActive && told.isApart === isApart) return;
    const range = plane === undefined ? undefined : this.#rangeOf(plane);
    this.#told = { kind: "shown", space, series, plane, range, isActive, isApart, hasCrosshair, from: name };
    hub.tell(this.#told);
  }

  /** First and last slice, where they are parallel to this one; the same for all slices, so it is looked up seldom. */
  #rangeOf(plane: ImagePlane): ShownEvent["range"] {
    if (this.#ranged !== undefined && isParallel(this.#ranged.plane, plane)) return this.#ranged.range;
    const { source } = this.#scene;
    const [first, last] = [source.planeAt(0), source.planeAt(source.count - 1)];
    const ends = source.count > 1 && first !== undefined && last !== undefined ? ([first, last] as const) : undefined;
    const range = ends?.every((end) => isParallel(end, plane)) ? ends : undefined;
    this.#ranged = { plane, range };
    return range;
  }

  #tellViewed(facts: PlaneFacts): void {
    const { hub, space, name, wishes } = this.#scene;
    const { zoom, pan, isApart } = wishes();
    const { slice, size } = facts;
    if (slice === undefined) return;
    const [x, y] = this.#movedView;
    this.#leads = false;
    this.#movedView = [0, 0];
    if ((!zoom && !pan) || isApart || !slice.isCalibrated) return;
    const pixelsPerMm = facts.magnification / slice.spacing[1];
    const { plane } = slice;
    const [column, row] = pixelAt(facts, [size.width / 2, size.height / 2]);
    const centrePatient = plane === undefined ? undefined : pixelToPatientMm(plane, column, row);
    const movedMm: Point2 = [x / pixelsPerMm, y / pixelsPerMm];
    hub.tell({ kind: "viewed", space, plane, pixelsPerMm, centrePatient, movedMm, from: name });
  }

  #hear(event: HubEvent): void {
    const { name, space, invalidate } = this.#scene;
    if (event.from === name) {
      if (event.kind === "crosshair") invalidate();
      return;
    }
    switch (event.kind) {
      case "crosshair":
        if (event.space === space) this.#followCrosshair(event.pointPatient);
        break;
      case "scrolled":
        this.#follow(event);
        break;
      case "pointed":
        if (event.space === space && event.pointPatient !== undefined) this.#showPoint(event.pointPatient);
        break;
      case "viewed":
        this.#followView(event);
        break;
      case "fits":
      case "gone":
        invalidate();
        break;
      case "shown":
      case "windowed":
        break;
    }
  }

  #followCrosshair(pointPatient: Vec3): void {
    const { hasCrosshair, source, go, invalidate } = this.#scene;
    if (!hasCrosshair) return;
    const index = source.nearest(pointPatient);
    if (index !== undefined) go(index);
    invalidate();
  }

  #follow(event: Extract<HubEvent, { kind: "scrolled" }>): void {
    const { space, series, source, hasCrosshair, wishes, go, invalidate } = this.#scene;
    const { scroll, isApart, byHand } = wishes();
    if (!scroll || isApart || (hasCrosshair && event.hasCrosshair && event.space === space)) return;
    const shift = shiftMm(byHand, event, { space, series });
    const nearest = shift === undefined ? undefined : nearestParallel(source, event.plane, shift);
    if (nearest === undefined) return;
    this.#beyondMm = beyondEndMm(source, nearest);
    invalidate();
    if (!go(nearest.index)) return;
    const plane = source.planeAt(nearest.index);
    if (hasCrosshair && plane !== undefined) this.#carryCrosshair(plane);
  }

  /** The crosshair stays on the slice: it goes with it along its normal. */
  #carryCrosshair(plane: ImagePlane): void {
    const { hub, space, name } = this.#scene;
    const crosshair = hub.crosshair(space);
    if (crosshair === undefined) return;
    const moved = add(crosshair, scale(planeNormal(plane), -distanceToPlaneMm(plane, crosshair)));
    hub.tell({ kind: "crosshair", space, pointPatient: moved, from: name });
  }

  #showPoint(pointPatient: Vec3): void {
    const { hub, space, name, source, hasCrosshair, wishes, go } = this.#scene;
    if (wishes().isApart || source.within(pointPatient) === undefined) return;
    const index = source.nearest(pointPatient);
    const plane = index === undefined ? undefined : source.planeAt(index);
    if (index === undefined || plane === undefined || !isOver(plane, pointPatient)) return;
    go(index);
    const crosshair = hub.crosshair(space);
    if (hasCrosshair && crosshair?.some((part, axis) => part !== pointPatient[axis]))
      hub.tell({ kind: "crosshair", space, pointPatient, from: name });
  }

  #followView(event: ViewedEvent): void {
    const { wishes, invalidate, moveView, space } = this.#scene;
    const { zoom, pan, isApart } = wishes();
    if (isApart) return;
    if (zoom) invalidate();
    if (!pan) return;
    moveView((camera, slice, size, turn) => {
      const zoomed = this.scaled(camera, slice, size, turn);
      const { plane } = slice;
      const { centrePatient } = event;
      if ((plane === undefined) !== (event.plane === undefined)) return camera;
      if (plane !== undefined && event.plane !== undefined && !isParallel(plane, event.plane)) return camera;
      if (plane !== undefined && centrePatient !== undefined && event.space === space)
        return centredOn(slice, zoomed, patientMmToPixel(plane, centrePatient));
      const scaleNow = fitScale(slice, size, turn) * zoomed.zoom;
      return panned(slice, size, zoomed, turn, [event.movedMm[0] * scaleNow, event.movedMm[1] * scaleNow]);
    });
  }
}
