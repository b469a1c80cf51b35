import { edgeLetters, type Vec3 } from "../../../src/geometry/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import { type Affine, invert, type Point2, transform } from "../plane/affine.ts";
import { alignedToDevice, type Camera, fitScale, type ViewSize, viewDirections, viewFromPixel } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import { type Voi, voisOf, type Window, windowOver } from "../plane/voi.ts";
import { defaultVoi, isInverse } from "../plane/window.ts";
import type { PresentationLook } from "../presentation/look.ts";
import type { PresentationFacts } from "../presentation/presented.ts";
import type { CineFacts } from "./cine.ts";
import type { LayerFacts } from "./layers.ts";
import type { SliceSource } from "./slice-source.ts";

/** What the reader wishes of a viewport of slices. */
export type Intent = Pick<
  Cell,
  | "window"
  | "voiIndex"
  | "inverted"
  | "rotationDegrees"
  | "flippedHorizontally"
  | "flippedVertically"
  | "align"
  | "cine"
  | "interpolation"
  | "colourMap"
  | "suvType"
  | "slab"
  | "showsOverlays"
  | "showsShutter"
  | "presentation"
>;

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
  /** What turns values into greys, and its window: for a table, the one over its values. */
  readonly voi: Voi;
  readonly window: Window;
  /** Whether the reader's window has taken the place of the image's own VOI LUT. */
  readonly replacesTable: boolean;
  readonly inverted: boolean;
  readonly layers: LayerFacts;
  /** The presentation state that is wished for. */
  readonly presentation: PresentationFacts | undefined;
  /** 1: the slice just fits. */
  readonly zoom: number;
  /** CSS pixels of a pixel of the slice, along its columns. */
  readonly magnification: number;
  readonly viewFromPixel: Affine;
  readonly size: ViewSize;
  /** Device pixels of a CSS pixel. */
  readonly pixelRatio: number;
  /** What the picture is held at; undefined where it was zoomed freely or fits. */
  readonly sizing: Camera["sizing"];
  readonly interpolation: Cell["interpolation"];
  readonly colourMap: Cell["colourMap"];
  readonly suvType: Cell["suvType"];
  readonly letters: Readonly<Record<"left" | "right" | "top" | "bottom", string>> | undefined;
  readonly crosshair: Vec3 | undefined;
  /** How far outside its slices the place lies that it should have gone to with the others, millimetres. */
  readonly beyondMm: number | undefined;
  readonly framesLoaded: number;
  readonly framesFailed: number;
  /** Frames whose files were cut off, and whether the one that is drawn is one of them. */
  readonly framesCutOff: number;
  readonly isCutOff: boolean;
  readonly frameCount: number;
  /** Why the wanted slice cannot be drawn. */
  readonly failure: unknown;
  /** While cine plays. */
  readonly cine: CineFacts | undefined;
}

interface SceneState {
  readonly slice: Slice | undefined;
  readonly source: SliceSource;
  readonly pixels: SeriesPixels;
  readonly intent: Intent;
  readonly camera: Camera;
  readonly size: ViewSize;
  readonly pixelRatio: number;
  /** Indices of the slice that is drawn and of the one that is wanted. */
  readonly shown: number;
  readonly wanted: number;
  readonly cine: CineFacts | undefined;
  readonly crosshair: Vec3 | undefined;
  readonly beyondMm: number | undefined;
  readonly layers: LayerFacts;
  readonly look: PresentationLook | undefined;
  readonly presentation: PresentationFacts | undefined;
}

export function buildPlaneFacts(state: SceneState): PlaneFacts {
  const { slice, source, pixels, intent, camera, size, shown, wanted } = state;
  const frameIndex = source.frameIndex(shown);
  const shape = slice ?? { columns: 1, rows: 1, spacing: [1, 1] as const };
  const affine = alignedToDevice(viewFromPixel(shape, size, camera, intent), state.pixelRatio);
  const voi = voiOf(state, frameIndex);
  const directions = slice?.plane === undefined ? undefined : viewDirections(slice.plane, affine);
  return {
    kind: "plane",
    slice: sliceFacts(state, frameIndex),
    sliceIndex: shown,
    wantedIndex: wanted,
    sliceCount: source.count,
    frameIndex,
    voi,
    window: voi.kind === "table" ? windowOver(voi.table) : voi.window,
    replacesTable: intent.window !== undefined && ownVoi(state, frameIndex)?.kind === "table",
    inverted: intent.inverted !== isDarkOnLight(state),
    layers: state.layers,
    presentation: state.presentation,
    zoom: camera.zoom,
    magnification: fitScale(shape, size, intent) * camera.zoom * shape.spacing[1],
    viewFromPixel: affine,
    size,
    pixelRatio: state.pixelRatio,
    sizing: camera.sizing,
    interpolation: intent.interpolation,
    colourMap: slice?.samplesPerPixel === 3 ? "GREY" : intent.colourMap,
    suvType: intent.suvType,
    letters: directions === undefined ? undefined : edgeLetters(directions.right, directions.down),
    crosshair: state.crosshair,
    beyondMm: state.beyondMm,
    framesLoaded: pixels.loadedCount,
    framesFailed: pixels.failedCount,
    framesCutOff: pixels.cutOffCount,
    isCutOff: pixels.isCutOff(frameIndex),
    frameCount: pixels.frameCount,
    failure: pixels.failure(source.frameIndex(wanted)),
    cine: state.cine,
  };
}

/** The slice with what measuring must know of it besides. */
function sliceFacts({ slice, pixels, intent }: SceneState, frameIndex: number): Slice | undefined {
  if (slice === undefined) return undefined;
  const isWhole = pixels.loadedCount === pixels.frameCount && pixels.cutOffCount === 0;
  const isIncomplete = slice.isAcquired ? pixels.isCutOff(frameIndex) : !isWhole;
  const suvType = intent.suvType === "bodyWeight" ? undefined : intent.suvType;
  return isIncomplete || suvType !== undefined ? { ...slice, suvType, isIncomplete } : slice;
}

/** An inverse image as it is defined, grey PET as it is read: much is dark. */
function isDarkOnLight({ slice, pixels, intent, look }: SceneState): boolean {
  if (look !== undefined) return look.isInverse;
  if (slice === undefined || slice.samplesPerPixel === 3) return false;
  return isInverse(slice.frame) || (pixels.detail.modality === "PT" && intent.colourMap === "GREY");
}

/** The reader's window, else what the frame opens with or what was chosen of its own. */
function voiOf(state: SceneState, frameIndex: number): Voi {
  const { window } = state.intent;
  if (window !== undefined) return { kind: "window", window, explanation: "" };
  return ownVoi(state, frameIndex) ?? { kind: "window", window: { center: 128, width: 256 }, explanation: "" };
}

function ownVoi({ slice, pixels, intent, look }: SceneState, frameIndex: number): Voi | undefined {
  if (look?.voi !== undefined && intent.voiIndex === undefined) return look.voi;
  const frame = slice?.frame ?? pixels.detail.frames[0];
  if (frame === undefined) return undefined;
  const chosen = intent.voiIndex === undefined ? undefined : voisOf(frame, pixels.tables)[intent.voiIndex];
  return chosen ?? defaultVoi(frame, pixels.detail.modality, pixels.frameSpread(frameIndex), pixels.tables);
}

/** Pixel of the slice under a point of the view, fractional. */
export function pixelAt(facts: PlaneFacts, point: Point2): Point2 {
  return transform(invert(facts.viewFromPixel), point);
}
