import type { Interpolation } from "../../stores/viewport/display.ts";
import type { Affine } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import type { DrawnOverlay } from "../plane/slice-painter.ts";
import type { Greys } from "../plane/window.ts";

/** All that a painter needs to draw what a viewport of slices shows: on its canvas, under the magnifier, into a file. */
export interface Picture {
  readonly slice: Slice;
  readonly greys: Greys;
  /** To CSS pixels of the viewport. */
  readonly viewFromPixel: Affine;
  readonly overlays: readonly DrawnOverlay[];
  readonly interpolation: Interpolation;
}
