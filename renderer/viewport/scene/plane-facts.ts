import type { Vec3 } from "../../../src/geometry/index.ts";
import type { Affine } from "../plane/affine.ts";
import type { ViewSize } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { Window } from "../plane/window.ts";

/** What a viewport of slices shows now: read by the overlay, never stored. */
export interface PlaneFacts {
  readonly kind: "plane";
  /** Undefined until the first pixels are there. */
  readonly slice: Slice | undefined;
  /** Index of the slice that is drawn, and of the one the reader wants: they differ while its pixels come. */
  readonly sliceIndex: number;
  readonly wantedIndex: number;
  readonly sliceCount: number;
  /** Place of the slice's frame in the series. */
  readonly frameIndex: number;
  readonly window: Window;
  readonly inverted: boolean;
  /** 1: the slice just fits. */
  readonly zoom: number;
  /** CSS pixels of a pixel of the slice, along its columns. */
  readonly magnification: number;
  readonly viewFromPixel: Affine;
  readonly size: ViewSize;
  readonly letters: Readonly<Record<"left" | "right" | "top" | "bottom", string>> | undefined;
  readonly crosshair: Vec3 | undefined;
  readonly framesLoaded: number;
  readonly framesFailed: number;
  readonly frameCount: number;
  /** Why the wanted slice cannot be drawn. */
  readonly failure: unknown;
}
