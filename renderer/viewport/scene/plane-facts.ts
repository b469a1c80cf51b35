import { edgeLetters, type Vec3 } from "../../../src/geometry/index.ts";
import type { Cell } from "../../stores/viewport-store.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import { type Affine, invert, type Point2, transform } from "../plane/affine.ts";
import { type Camera, fitScale, type ViewSize, viewDirections, viewFromPixel } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import { defaultWindow, type Window } from "../plane/window.ts";
import type { SliceSource } from "./slice-source.ts";

/** What the reader wishes of a viewport of slices. */
export type Intent = Pick<Cell, "window" | "inverted" | "rotationDegrees" | "flippedHorizontally" | "flippedVertically" | "cine">;

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
  /** Frames whose files were cut off, and whether the one that is drawn is one of them. */
  readonly framesCutOff: number;
  readonly isCutOff: boolean;
  readonly frameCount: number;
  /** Why the wanted slice cannot be drawn. */
  readonly failure: unknown;
}

interface SceneState {
  readonly slice: Slice | undefined;
  readonly source: SliceSource;
  readonly pixels: SeriesPixels;
  readonly intent: Intent;
  readonly camera: Camera;
  readonly size: ViewSize;
  /** Indices of the slice that is drawn and of the one that is wanted. */
  readonly shown: number;
  readonly wanted: number;
  readonly crosshair: Vec3 | undefined;
}

export function buildPlaneFacts(state: SceneState): PlaneFacts {
  const { slice, source, pixels, intent, camera, size, shown, wanted } = state;
  const frameIndex = source.frameIndex(shown);
  const shape = slice ?? { columns: 1, rows: 1, spacing: [1, 1] as const };
  const affine = viewFromPixel(shape, size, camera, intent);
  const directions = slice?.plane === undefined ? undefined : viewDirections(slice.plane, affine);
  return {
    kind: "plane",
    slice,
    sliceIndex: shown,
    wantedIndex: wanted,
    sliceCount: source.count,
    frameIndex,
    window: windowOf(state, frameIndex),
    inverted: intent.inverted !== isDarkOnLight(state),
    zoom: camera.zoom,
    magnification: fitScale(shape, size, intent) * camera.zoom * shape.spacing[1],
    viewFromPixel: affine,
    size,
    letters: directions === undefined ? undefined : edgeLetters(directions.right, directions.down),
    crosshair: state.crosshair,
    framesLoaded: pixels.loadedCount,
    framesFailed: pixels.failedCount,
    framesCutOff: pixels.cutOffCount,
    isCutOff: pixels.isCutOff(frameIndex),
    frameCount: pixels.frameCount,
    failure: pixels.failure(source.frameIndex(wanted)),
  };
}

/** MONOCHROME1 as it is defined, PET as it is read: much is dark. */
function isDarkOnLight({ slice, pixels }: SceneState): boolean {
  return slice?.frame.photometricInterpretation === "MONOCHROME1" || pixels.detail.modality === "PT";
}

/** The reader's window, else the one that the frame opens with. */
function windowOf({ slice, pixels, intent }: SceneState, frameIndex: number): Window {
  const frame = slice?.frame ?? pixels.detail.frames[0];
  if (intent.window !== undefined || frame === undefined) return intent.window ?? { center: 128, width: 256 };
  return defaultWindow(frame, pixels.detail.modality, pixels.frameSpread(frameIndex));
}

/** Pixel of the slice under a point of the view, fractional. */
export function pixelAt(facts: PlaneFacts, point: Point2): Point2 {
  return transform(invert(facts.viewFromPixel), point);
}
