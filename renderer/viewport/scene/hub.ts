import type { ImagePlane, Vec3 } from "../../../src/geometry/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { Point2 } from "../plane/affine.ts";

/** What a viewport shows now, for those that go with it or draw its place. */
export interface ShownEvent {
  readonly kind: "shown";
  readonly space: string;
  /** Series Instance UID. */
  readonly series: string;
  /** Undefined for images without a place in the patient. */
  readonly plane: ImagePlane | undefined;
  /** First and last slice, where all between are parallel to what is shown. */
  readonly range: readonly [ImagePlane, ImagePlane] | undefined;
  readonly isActive: boolean;
  /** Taken out of what viewports do together. */
  readonly isApart: boolean;
  /** A plane that carries the crosshair of its space. */
  readonly hasCrosshair: boolean;
  readonly from: string;
}

/** Where a reader has moved a picture to. */
export interface ViewedEvent {
  readonly kind: "viewed";
  readonly space: string;
  readonly plane: ImagePlane | undefined;
  /** CSS pixels of a millimetre. */
  readonly pixelsPerMm: number;
  /** What lies in the middle of the view, LPS+ millimetres. */
  readonly centrePatient: Vec3 | undefined;
  /** How far it was dragged since the last time: millimetres to the right and down on the screen. */
  readonly movedMm: Point2;
  readonly from: string;
}

/**
 * What scenes tell each other: plain data, so that it can be told to another window. `space` is the frame of reference, or the series where
 * there is none; `from` names the scene that tells it, in whatever window that is.
 */
export type HubEvent =
  | { readonly kind: "crosshair"; readonly space: string; readonly pointPatient: Vec3; readonly from: string }
  | {
      readonly kind: "scrolled";
      readonly space: string;
      readonly series: string;
      readonly plane: ImagePlane;
      /** Its crosshair has gone with it: planes of the space have been told already. */
      readonly hasCrosshair: boolean;
      readonly from: string;
    }
  /** The 3D cursor; without a point it is lifted. */
  | { readonly kind: "pointed"; readonly space: string; readonly pointPatient: Vec3 | undefined; readonly from: string }
  | ViewedEvent
  | ShownEvent
  /** The window of the active viewport, for all of one kind of values (`valuesOf` of the stores). */
  | {
      readonly kind: "windowed";
      readonly values: string;
      readonly window: NonNullable<Cell["window"]>;
      readonly from: string;
    }
  /** CSS pixels of a millimetre where a picture that is held together with others would just fit; undefined: it is held no more. */
  | { readonly kind: "fits"; readonly pixelsPerMm: number | undefined; readonly from: string }
  /** A viewport is no more. */
  | { readonly kind: "gone"; readonly from: string };

/** Links viewports: what they share, what each shows, and what they do together. Remembers the last of everything told. */
export class Hub {
  /** Of this window: names of its scenes start with it. */
  readonly id = crypto.randomUUID();
  readonly #crosshairs = new Map<string, Vec3>();
  readonly #shown = new Map<string, ShownEvent>();
  readonly #fits = new Map<string, number>();
  readonly #listeners = new Set<(event: HubEvent) => void>();
  #active: ShownEvent | undefined;
  #pointed: Extract<HubEvent, { kind: "pointed" }> | undefined;
  #pixelsPerMm: number | undefined;
  #named = 0;

  /** A name for a scene, its own in all windows. */
  name(): string {
    this.#named += 1;
    return `${this.id}/${this.#named}`;
  }

  /** Whether an event was told in this window. */
  isOwn({ from }: HubEvent): boolean {
    return from.startsWith(`${this.id}/`);
  }

  crosshair(space: string): Vec3 | undefined {
    return this.#crosshairs.get(space);
  }

  /** What the active viewport shows. */
  readonly active = (): ShownEvent | undefined => this.#active;
  /** The 3D cursor while it is held. */
  readonly pointed = (): Extract<HubEvent, { kind: "pointed" }> | undefined => this.#pointed;

  /** What all viewports show, this one's name left out. */
  shownBeside(name: string): readonly ShownEvent[] {
    return [...this.#shown.values()].filter(({ from }) => from !== name);
  }

  /** What the viewports of the study's other windows show. */
  shownElsewhere(): readonly ShownEvent[] {
    return [...this.#shown.values()].filter((event) => !this.isOwn(event));
  }

  /** The scale that a reader last chose. */
  get pixelsPerMm(): number | undefined {
    return this.#pixelsPerMm;
  }

  /** The scale at which all pictures that are held together fit; of one viewport, what it has told. */
  fit(name?: string): number | undefined {
    if (name !== undefined) return this.#fits.get(name);
    return this.#fits.size === 0 ? undefined : Math.min(...this.#fits.values());
  }

  tell(event: HubEvent): void {
    this.#remember(event);
    for (const listener of this.#listeners) listener(event);
  }

  readonly subscribe = (listener: (event: HubEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #remember(event: HubEvent): void {
    switch (event.kind) {
      case "crosshair":
        this.#crosshairs.set(event.space, event.pointPatient);
        break;
      case "shown":
        this.#shown.set(event.from, event);
        if (event.isActive) this.#active = event;
        else if (this.#active?.from === event.from) this.#active = undefined;
        break;
      case "fits":
        if (event.pixelsPerMm === undefined) this.#fits.delete(event.from);
        else this.#fits.set(event.from, event.pixelsPerMm);
        break;
      case "gone":
        this.#shown.delete(event.from);
        this.#fits.delete(event.from);
        if (this.#active?.from === event.from) this.#active = undefined;
        if (this.#pointed?.from === event.from) this.#pointed = undefined;
        break;
      case "pointed":
        this.#pointed = event.pointPatient === undefined ? undefined : event;
        break;
      case "viewed":
        this.#pixelsPerMm = event.pixelsPerMm;
        break;
      case "scrolled":
      case "windowed":
        break;
    }
  }
}

/** The patient space of a series, as a name. */
export function spaceOf(series: {
  readonly frameOfReferenceUid?: string | undefined;
  readonly seriesInstanceUid: string;
}): string {
  return series.frameOfReferenceUid || series.seriesInstanceUid;
}
