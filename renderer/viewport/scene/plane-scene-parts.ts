import type { PresentationState } from "../../stores/index.ts";
import type { FrameLoader } from "../pixels/frame-loader.ts";
import type { OverlayShelf } from "../pixels/overlay-shelf.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { PlaneBackends } from "../plane/plane-backends.ts";
import type { CineHandover } from "./cine.ts";
import type { DisplayFrames } from "./display-frames.ts";
import type { Hub } from "./hub.ts";
import type { LinkWishes } from "./linking.ts";
import type { SliceSource } from "./slice-source.ts";

/** What a viewport of slices is made of. */
export interface PlaneSceneParts {
  readonly canvas: HTMLCanvasElement;
  readonly pixels: SeriesPixels;
  readonly source: SliceSource;
  readonly loader: FrameLoader;
  readonly overlays: OverlayShelf;
  readonly backends: PlaneBackends;
  readonly frames: DisplayFrames;
  readonly hub: Hub;
  /** A presentation state that was read. */
  readonly stateOf: (sopInstanceUid: string) => PresentationState | undefined;
  /** Planes carry the crosshair and move with it; stacks do not. */
  readonly isLinked: boolean;
  readonly links: () => LinkWishes;
  /** A run that plays once has ended, or the next stack of the series is due. */
  readonly onCine?: CineEvents | undefined;
}

interface CineEvents {
  readonly onEnd: () => void;
  /** Answers whether the next stack is the first again. */
  readonly onNextStack: () => boolean;
}

/** A run of cine through stacks, and when its next beat is due. */
export type CineLeft = CineHandover & { readonly due: number | undefined };
