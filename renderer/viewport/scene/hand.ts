import type { Measuring } from "../measurement/measuring.ts";
import type { Point2 } from "../plane/affine.ts";
import type { PlaneScene } from "./plane-scene.ts";
import type { Drag } from "./watch-pointer.ts";

/** What a tool does while the hand holds it over a viewport of slices. Points are CSS pixels of the viewport's element. */
export interface Hand {
  /** The button went down. */
  readonly start?: (point: Point2) => void;
  readonly drag?: (drag: Drag) => void;
  /** The button came up. */
  readonly end?: (point: Point2, wasDragged: boolean) => void;
  /** The pointer moves with no button down while the tool is chosen. */
  readonly hover?: (point: Point2) => void;
  /** A double click; a tool without this lets it maximise the viewport. */
  readonly double?: (point: Point2) => void;
  /** Gives up what is under way: Escape, another slice, a gesture taken over by more fingers. */
  readonly cancel?: () => void;
}

/** What the tools of one viewport work on. */
export interface HandParts {
  readonly element: HTMLElement;
  readonly cellId: string;
  readonly scene: PlaneScene;
  readonly measuring: Measuring;
}
