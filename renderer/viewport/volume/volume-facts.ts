import { edgeLetters } from "../../../src/geometry/index.ts";
import type { Factors } from "../pixels/reduction.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { ViewSize } from "../plane/camera.ts";
import type { BodyState } from "./filler.ts";
import type { Fit } from "./fit.ts";
import type { Orbit } from "./orbit.ts";
import type { Quality } from "./pace.ts";

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
  /** How many voxels of the series along i, j and k are drawn as one. */
  readonly factors: Factors;
  /** Whether the body has been told from what it lies on. */
  readonly body: BodyState;
  /** The graphics context is away and is waited for. */
  readonly isLost: boolean;
  readonly letters: Readonly<Record<"left" | "right" | "top" | "bottom", string>>;
  readonly framesLoaded: number;
  readonly framesFailed: number;
  readonly framesCutOff: number;
  readonly frameCount: number;
  readonly hasPicture: boolean;
  readonly failure: "contextLost" | "graphicsMemory" | undefined;
}

interface VolumeState extends Pick<VolumeFacts, "orbit" | "size" | "fit" | "failure" | "body" | "isLost"> {
  readonly picture: { readonly quality: Quality; readonly share: number } | undefined;
  /** Whether the picture is of what is wished now. */
  readonly isCurrent: boolean;
  readonly pixels: SeriesPixels;
}

export function buildVolumeFacts({ picture, isCurrent, pixels, ...state }: VolumeState): VolumeFacts {
  return {
    kind: "volume",
    ...state,
    factors: (pixels.reduction?.factors ?? ([1, 1, 1] as const)).map(
      (factor) => factor * (state.fit?.stride ?? 1),
    ) as unknown as Factors,
    quality: picture !== undefined && isCurrent ? picture.quality : "moving",
    share: picture?.share ?? 0,
    letters: edgeLetters(state.orbit.right, state.orbit.down),
    framesLoaded: pixels.loadedCount,
    framesFailed: pixels.failedCount,
    framesCutOff: pixels.cutOffCount,
    frameCount: pixels.frameCount,
    hasPicture: picture !== undefined,
  };
}
