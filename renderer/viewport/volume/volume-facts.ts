import type { ViewSize } from "../plane/camera.ts";
import type { Orbit } from "./orbit.ts";
import type { Quality } from "./pace.ts";
import type { Fit } from "./ray-caster.ts";

/** What a volume rendering shows now. */
export interface VolumeFacts {
  readonly kind: "volume";
  readonly orbit: Orbit;
  readonly size: ViewSize;
  readonly quality: Quality;
  /** Share of the view's resolution that is drawn, 1 when full. */
  readonly share: number;
  /** Voxels left out to fit the graphics card. */
  readonly fit: Fit | undefined;
  readonly letters: Readonly<Record<"left" | "right" | "top" | "bottom", string>>;
  readonly framesLoaded: number;
  readonly framesFailed: number;
  readonly frameCount: number;
  readonly hasPicture: boolean;
  readonly failure: "contextLost" | "graphicsMemory" | undefined;
}
