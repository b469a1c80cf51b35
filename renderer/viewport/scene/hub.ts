import type { ImagePlane, Vec3 } from "../../../src/geometry/index.ts";

/** What scenes tell each other. `space` is the frame of reference, or the series where there is none. */
export type HubEvent =
  | { readonly kind: "crosshair"; readonly space: string; readonly pointPatient: Vec3; readonly from: object }
  | { readonly kind: "scrolled"; readonly space: string; readonly plane: ImagePlane; readonly from: object };

/** Links the viewports of one patient space: the crosshair they share, and scrolling together. */
export class Hub {
  readonly #crosshairs = new Map<string, Vec3>();
  readonly #listeners = new Set<(event: HubEvent) => void>();

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
