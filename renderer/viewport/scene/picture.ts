import type { Interpolation } from "../../stores/viewport/display.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Affine } from "../plane/affine.ts";
import { colourMapOf } from "../plane/colour-maps.ts";
import type { GreyStages } from "../plane/grey-level.ts";
import type { Slice } from "../plane/slice.ts";
import type { DrawnOverlay } from "../plane/slice-painter.ts";
import type { Greys } from "../plane/window.ts";
import type { Layers } from "./layers.ts";
import type { PlaneFacts } from "./plane-facts.ts";

/** All that a painter needs to draw what a viewport of slices shows: on its canvas, under the magnifier, into a file. */
export interface Picture {
  readonly slice: Slice;
  readonly greys: Greys;
  /** To CSS pixels of the viewport. */
  readonly viewFromPixel: Affine;
  readonly overlays: readonly DrawnOverlay[];
  readonly interpolation: Interpolation;
}

/** The picture of a slice as the facts about it say. */
export function buildPicture(
  slice: Slice,
  { voi, inverted, viewFromPixel, interpolation, colourMap }: PlaneFacts,
  { shutter, overlays }: Layers,
  stages: GreyStages | undefined,
  { palettes }: SeriesPixels["tables"],
): Picture {
  const { paddingRange: padding, supplementalPalette } = slice.frame;
  const palette = supplementalPalette === undefined ? undefined : palettes[supplementalPalette];
  const greys: Greys = { voi, inverted, padding, palette, colours: colourMapOf(colourMap), shutter, stages };
  return { slice, greys, viewFromPixel, overlays, interpolation };
}
