import {
  type Frame,
  isPresentedAlike,
  type PresentationSave,
  type SeriesDetail,
  type Shutter,
} from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { invert, type Point2, transform } from "../plane/affine.ts";
import { planeSpacingMm } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { findingAnnotations, findingsOffFrames } from "./finding-graphics.ts";

export interface SaveChoice {
  readonly label: string;
  readonly description: string;
  readonly by: string;
  readonly scope: "image" | "stack";
  readonly withMeasurements: boolean;
}

/** Why what is on the screen cannot be said by a grayscale presentation state; undefined where it can. */
export function cannotBeKept(facts: PlaneFacts, cell: Cell): "colour" | "turn" | "slab" | "table" | undefined {
  if (facts.slice === undefined || !facts.slice.isAcquired || cell.slab !== undefined) return "slab";
  if (facts.slice.samplesPerPixel === 3 || facts.colourMap !== "GREY") return "colour";
  if (cell.rotationDegrees % 90 !== 0) return "turn";
  // A table of the state's stays only as a whole, with no window of the reader's on top.
  const isStates = facts.voi.kind === "table" && isByState(facts, cell);
  return (facts.presentation?.hasSteps === true || isStates) && !keepsGreys(facts, cell) ? "table" : undefined;
}

/** The window or table is that of the state that is applied. */
function isByState({ presentation }: PlaneFacts, { window, voiIndex }: Cell): boolean {
  return presentation?.isApplied === true && window === undefined && voiIndex === undefined;
}

/** Greys are those of the state that is applied: the reader has set no window, chosen no other; inverted at most what has no Presentation LUT. */
function keepsGreys(facts: PlaneFacts, cell: Cell): boolean {
  return isByState(facts, cell) && !(cell.inverted && facts.presentation?.hasSteps === true);
}

/** What is on the screen and no part of what is kept: a shutter of overlay bits, drawings in shares of the area that was displayed. */
export function lost({ slice, presentation }: PlaneFacts, cell: Cell): readonly ("bitShutter" | "areaDrawings")[] {
  const isApplied = presentation?.isApplied === true;
  const hasBits = !isApplied && cell.showsShutter && slice?.frame.shutter?.overlayGroup !== undefined;
  return [
    ...(hasBits ? (["bitShutter"] as const) : []),
    ...(isApplied && presentation.areaDrawings > 0 ? (["areaDrawings"] as const) : []),
  ];
}

/** How many measurements no part of what is kept can be: they were drawn on other planes than the images. */
export function measurementsLost(
  facts: PlaneFacts,
  cell: Cell,
  detail: SeriesDetail,
  findings: readonly Finding[],
  choice: Pick<SaveChoice, "scope">,
): number {
  return findingsOffFrames(findings, framesOf(facts, cell, detail, choice), planeSpacingMm(detail, facts.slice));
}

/**
 * Frames that a state of the frame on screen is not for: others of their values' tables, size or spacing (`isPresentedAlike`), or, where the
 * state has the shutter and overlay planes of that frame, of others.
 */
export function leftOut(facts: PlaneFacts, detail: SeriesDetail, cell: Cell): readonly Frame[] {
  const shown = facts.slice?.frame;
  if (shown === undefined) return [];
  return detail.frames.filter((frame) => !isPresentedAlike(frame, shown) || !isCoveredAlike(frame, shown, facts, cell));
}

function isCoveredAlike(frame: Frame, shown: Frame, { presentation }: PlaneFacts, cell: Cell): boolean {
  if (cell.presentation !== undefined && presentation?.isApplied === true) return true;
  if (cell.showsShutter && JSON.stringify(frame.shutter) !== JSON.stringify(shown.shutter)) return false;
  const drawn = drawnGroups(shown);
  return !cell.showsOverlays || drawnGroups(frame).every((group) => drawn.includes(group));
}

/** Groups of overlay planes that are drawn, and are no shutter. */
function drawnGroups({ overlays = [], shutter }: Frame): readonly number[] {
  return overlays.map(({ group }) => group).filter((group) => group !== shutter?.overlayGroup);
}

/** The turn nearest to a viewport's that a state can say, clockwise: a whole number of quarters, 0 to 270 (PS3.3 C.10.6). */
export function nearestQuarter({ rotationDegrees }: Pick<Cell, "rotationDegrees">): number {
  return (((Math.round(rotationDegrees / 90) * 90) % 360) + 360) % 360;
}

/**
 * What a viewport shows, as a presentation state says it: window, turn and the part of the image in view for all images it is for; what was
 * measured in the images it was measured on.
 */
export function screenState(
  facts: PlaneFacts,
  cell: Cell,
  detail: SeriesDetail,
  findings: readonly Finding[],
  choice: SaveChoice,
): PresentationSave {
  const ordered = framesOf(facts, cell, detail, choice);
  const { voi } = facts;
  const spacingMm = planeSpacingMm(detail, facts.slice);
  const annotations = choice.withMeasurements ? findingAnnotations(findings, ordered, spacingMm) : [];
  return {
    label: choice.label,
    description: choice.description,
    by: choice.by,
    seriesInstanceUid: detail.seriesInstanceUid,
    images: ordered.map(({ sopInstanceUid, frameNumber }) => ({ sopInstanceUid, frameNumber })),
    ...(voi.kind === "window"
      ? { window: { center: voi.window.center, width: voi.window.width, ...named(voi.window.function) } }
      : {}),
    ...ownVoiOf(facts, cell),
    inverted: facts.inverted,
    ...layersOf(facts, cell, choice),
    ...stateTurn(cell),
    displayedArea: areaInView(facts),
    layers: [measurementLayer],
    annotations,
  };
}

/** The frames that are meant and can be. The image on screen goes first: the state's one Modality LUT is its. */
function framesOf(facts: PlaneFacts, cell: Cell, detail: SeriesDetail, { scope }: Pick<SaveChoice, "scope">): readonly Frame[] {
  const shown = facts.slice?.frame;
  if (shown === undefined) return detail.frames;
  if (scope === "image") return [shown];
  const out = new Set([shown, ...leftOut(facts, detail, cell)]);
  return [shown, ...detail.frames.filter((frame) => !out.has(frame))];
}

/** The images' own window or table of one place, where that is what is shown: each image keeps its own. */
function ownVoiOf(facts: PlaneFacts, cell: Cell): Pick<PresentationSave, "ownVoi"> {
  const { slice, voi } = facts;
  if (cell.window !== undefined || isByState(facts, cell) || slice === undefined) return {};
  const place = cell.voiIndex ?? (voi.kind === "table" ? slice.frame.voi.length : 0);
  if (voi.kind === "table") return { ownVoi: place };
  const own = slice.frame.voi[place];
  return own?.windowCenter === voi.window.center && own.windowWidth === voi.window.width ? { ownVoi: place } : {};
}

/** What hides the image and lies over it: of the state that is applied, or the image's own. */
function layersOf(
  facts: PlaneFacts,
  cell: Cell,
  { withMeasurements }: Pick<SaveChoice, "withMeasurements">,
): Pick<PresentationSave, "base" | "shutter" | "overlayGroups"> {
  const { showsShutter, showsOverlays, presentation } = cell;
  if (presentation !== undefined && facts.presentation?.isApplied === true) {
    const hidden = facts.presentation.layerNames.filter((_, at) => presentation.hiddenLayers.includes(at));
    return {
      base: {
        sopInstanceUid: presentation.sopInstanceUid,
        keepsGreys: keepsGreys(facts, cell),
        keepsShutter: showsShutter,
        keepsOverlays: showsOverlays,
        keepsArea: facts.presentation.isInPlace,
        leftLayers: hidden,
        // What was measured is written anew: of a state that was kept before, it would stand there twice.
        renewedLayers: withMeasurements ? [measurementLayer] : [],
      },
    };
  }
  const shown = facts.slice?.frame;
  const shutter = shown?.shutter;
  const groups = shown === undefined ? [] : [...drawnGroups(shown)];
  return {
    ...(showsShutter && shutter !== undefined ? { shutter: shapesOf(shutter) } : {}),
    ...(showsOverlays && groups.length > 0 ? { overlayGroups: groups } : {}),
  };
}

function shapesOf({ overlayGroup: _, ...shapes }: Shutter): PresentationSave["shutter"] {
  return shapes;
}

const measurementLayer = { name: "MEASUREMENTS", description: "Measurements and texts" };

const named = (name: "LINEAR" | "LINEAR_EXACT" | "SIGMOID" | undefined) => (name === undefined ? {} : { function: name });

/** Viewports flip, left-right and top-bottom, and then rotate clockwise; a state rotates and then flips left-right (PS3.3 C.10.6). */
function stateTurn(cell: Cell): Pick<PresentationSave, "rotationDegrees" | "flippedHorizontally"> {
  // A flip top-bottom is a flip left-right and half a turn.
  const half = cell.flippedVertically ? 180 : 0;
  const flippedHorizontally = cell.flippedHorizontally !== cell.flippedVertically;
  const clockwise = cell.rotationDegrees + half;
  const degrees = (((flippedHorizontally ? -clockwise : clockwise) % 360) + 360) % 360;
  return { rotationDegrees: degrees as PresentationSave["rotationDegrees"], flippedHorizontally };
}

/** Corners of the view as pixels from 1, whole ones in view: the upper left one first as it is seen. */
function areaInView({ viewFromPixel, size }: PlaneFacts): PresentationSave["displayedArea"] {
  const back = invert(viewFromPixel);
  const [first, last] = [transform(back, [0, 0]), transform(back, [size.width, size.height])];
  // An edge at pixel position p (centres at whole numbers from 0) bounds the pixel from 1 that lies on its inner side.
  const inner = (edge: number, other: number) => (edge < other ? Math.round(edge + 0.5) + 1 : Math.round(edge + 0.5));
  const corner = (one: Point2, other: Point2): [number, number] => [inner(one[0], other[0]), inner(one[1], other[1])];
  return { topLeft: corner(first, last), bottomRight: corner(last, first) };
}
