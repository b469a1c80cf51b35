import type { PresentationSave, SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { invert, type Point2, transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { findingAnnotations } from "./finding-graphics.ts";

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
  // What is kept has the image's own Modality LUT and no Presentation LUT: the window of a state that has others would mean other greys.
  if (facts.presentation?.hasSteps === true) return "table";
  if (facts.voi.kind !== "table") return undefined;
  const isFirstOwnTable = (cell.voiIndex ?? 0) === facts.slice.frame.voi.length;
  return cell.presentation === undefined && isFirstOwnTable ? undefined : "table";
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
  const shown = facts.slice?.frame;
  const frames = choice.scope === "image" && shown !== undefined ? [shown] : detail.frames;
  // The image on screen goes first: the state's one Modality LUT is its.
  const ordered = shown === undefined ? frames : [shown, ...frames.filter((frame) => frame !== shown)];
  const { voi } = facts;
  const annotations = choice.withMeasurements ? findingAnnotations(findings, ordered) : [];
  return {
    label: choice.label,
    description: choice.description,
    by: choice.by,
    seriesInstanceUid: detail.seriesInstanceUid,
    images: ordered.map(({ sopInstanceUid, frameNumber }) => ({ sopInstanceUid, frameNumber })),
    ...(voi.kind === "window"
      ? { window: { center: voi.window.center, width: voi.window.width, ...named(voi.window.function) } }
      : {}),
    inverted: facts.inverted,
    ...stateTurn(cell),
    displayedArea: areaInView(facts),
    layers: [{ name: "MEASUREMENTS", description: "Measurements and texts" }],
    annotations,
  };
}

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
