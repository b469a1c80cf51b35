import type { ImagePlane, Vec3 } from "../../../src/geometry/index.ts";

/**
 * What scenes tell each other: plain data, so that it can be told to another window. `space` is the frame of reference, or the series where
 * there is none; `from` names the scene that tells it, in whatever window that is.
 */
export type HubEvent =
  | { readonly kind: "crosshair"; readonly space: string; readonly pointPatient: Vec3; readonly from: string }
  | { readonly kind: "scrolled"; readonly space: string; readonly plane: ImagePlane; readonly from: string };

/** Links the viewports of one patient space: the crosshair they share, and scrolling together. */
export class Hub {
  /** Of this window: names of its scenes start with it. */
  readonly id = crypto.randomUUID();
  readonly #crosshairs = new Map<string, Vec3>();
  readonly #listeners = new Set<(event: HubEvent) => void>();
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

  tell(event: HubEvent): void {
    if (event.kind === "crosshair") this.#crosshairs.set(event.space, event.pointPatient);
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: HubEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The patient space of a series, as a name. */
export function spaceOf(series: {
  readonly frameOfReferenceUid?: string | undefined;
  readonly seriesInstanceUid: string;
}): string {
  return series.frameOfReferenceUid || series.seriesInstanceUid;
}
