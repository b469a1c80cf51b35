import { vertebraCode } from "../../../src/findings/index.ts";
import { pixelToPatientMm } from "../../../src/geometry/index.ts";
import { chooseVertebra, useMeasuringStore } from "../../stores/viewport/measuring.ts";
import { type Point2, transform } from "../plane/affine.ts";
import type { Hand, HandParts } from "../scene/hand.ts";
import { pixelAt } from "../scene/plane-facts.ts";
import { redrawBoundary } from "./grow-finding.ts";
import { buildMeasured, type Drawn } from "./measured.ts";
import { isAboveLabel, labelOf, nextVertebra } from "./next-vertebra.ts";
import { revise } from "./revise.ts";
import { isMeant, plumbOf } from "./shapes.ts";
import { asksForWords, type MeasuringTool, measuringTools } from "./tools.ts";

/** Within so many CSS pixels of its first or last point a click ends a line; a stroke that ends there is closed. */
const END_REACH = 10;
const CLOSE_REACH = 24;
/** A stroke has a point every so many CSS pixels. */
const STROKE_STEP = 2;

/** What each measuring tool does with the hand. */
export const measuringHands = Object.fromEntries(
  (Object.keys(measuringTools) as MeasuringTool[]).map((tool) => [tool, measuringHand(tool)]),
) as Readonly<Record<MeasuringTool, (parts: HandParts) => Hand>>;

/** Files what was drawn; arrows and texts ask for their words first, labels of the spine count on. */
export function finishDrawing(parts: HandParts, tool: MeasuringTool, points: readonly Point2[], shape?: Drawn["shape"]): void {
  const { scene, measuring } = parts;
  const { slice, viewFromPixel } = scene.facts();
  if (slice === undefined) return;
  const plumb = plumbOf(slice.spacing, viewFromPixel);
  if (!isMeant(tool, points, plumb)) return;
  const drawn = { tool, points, plumb, ...(shape === undefined ? {} : { shape }) };
  const { detail } = scene.pixels;
  if (tool === "spine") {
    labelVertebra(parts, drawn);
    return;
  }
  if (tool === "boundary") {
    void redrawBoundary(parts, points);
    return;
  }
  const measured = buildMeasured(drawn, slice, detail);
  const last = points.at(-1);
  if (asksForWords(tool) && last !== undefined) measuring.drawing.ask({ measured, at: last });
  else measuring.file(measured);
}

function labelVertebra({ scene, measuring }: HandParts, drawn: Drawn): void {
  const { slice } = scene.facts();
  const [point] = drawn.points;
  if (slice === undefined || point === undefined) return;
  const z = slice.plane === undefined ? undefined : pixelToPatientMm(slice.plane, ...point)[2];
  const { space } = measuring;
  const findings = measuring.findings();
  const { vertebra, spineDirection } = useMeasuringStore.getState();
  const name = nextVertebra(findings, space, vertebra, (finding) => isAboveLabel(finding, z, point), spineDirection);
  chooseVertebra(undefined);
  const there = labelOf(findings, space, name);
  if (there === undefined) measuring.file(buildMeasured({ ...drawn, site: vertebraCode(name) }, slice, scene.pixels.detail));
  else measuring.editing.refile(there.id, revise(there, { shape: "point", points: [point] }, slice, scene.pixels.detail));
}

function measuringHand(tool: MeasuringTool): (parts: HandParts) => Hand {
  const wanted: number | "many" | "stroke" = measuringTools[tool].points;
  return (parts) => {
    const { scene, measuring } = parts;
    const { drawing } = measuring;
    const at = (point: Point2) => pixelAt(scene.facts(), point);
    const finish = (points: readonly Point2[] | undefined) => {
      if (points !== undefined) finishDrawing(parts, tool, points);
    };
    const isNear = (point: Point2, pixel: Point2 | undefined, reach: number) => {
      if (pixel === undefined) return false;
      const [x, y] = transform(scene.facts().viewFromPixel, pixel);
      return Math.hypot(x - point[0], y - point[1]) <= reach;
    };
    const endsLine = (point: Point2) => {
      const { points = [] } = drawing.draft() ?? {};
      const closes = tool === "polygon" && points.length >= 3 && isNear(point, points[0], END_REACH);
      return closes || (points.length >= 2 && isNear(point, points.at(-1), 4));
    };
    const common = { double: () => {}, cancel: () => drawing.cancel() };
    if (wanted === "stroke") {
      return {
        ...common,
        start: (point) => finish(drawing.press(tool, at(point))),
        drag({ point }) {
          const last = drawing.draft()?.points.at(-1);
          if (!isNear(point, last, STROKE_STEP)) drawing.extend(at(point));
        },
        end(point) {
          const stroke = drawing.complete();
          if (stroke === undefined) return;
          const isClosed = stroke.length >= 3 && isNear(point, stroke[0], CLOSE_REACH);
          finishDrawing(parts, tool, stroke, isClosed ? "polygon" : "polyline");
        },
      };
    }
    return {
      ...common,
      start(point) {
        if (wanted === "many" && drawing.draft()?.tool === tool && endsLine(point)) finish(drawing.complete());
        else finish(drawing.press(tool, at(point)));
      },
      drag: ({ point }) => drawing.move(at(point)),
      end(point, wasDragged) {
        if (wanted === "many" && wasDragged && endsLine(point)) finish(drawing.complete());
        else finish(drawing.release(at(point), wasDragged));
      },
      hover: (point) => drawing.move(at(point)),
    };
  };
}
