import { type Code, dcm, type FindingGeometry, isSameCode, type PlanarShape, sct } from "../../findings/index.ts";
import { ownConcept } from "./codes.ts";

/** Values of `concept.drawnAs`: shapes that their graphics alone do not tell from others. */
const drawnAsCodes = {
  text: ownConcept("drawn-text", "Text"),
  arrow: ownConcept("drawn-arrow", "Arrow"),
  circle: ownConcept("drawn-circle", "Circle"),
  polyline: ownConcept("drawn-polyline", "Open line"),
  bidirectional: ownConcept("drawn-bidirectional", "Long axis and short axis"),
  cobb: ownConcept("drawn-cobb", "Two lines"),
  cardiothoracic: ownConcept("drawn-cardiothoracic", "Midline, heart and thorax"),
  box: ownConcept("drawn-box", "Box around the ellipsoid"),
} as const satisfies Partial<Record<PlanarShape | "box", Code>>;

type Drawn = keyof typeof drawnAsCodes;
const isDrawn = (shape: string): shape is Drawn => shape in drawnAsCodes;

/** What a geometry is said to be drawn as; undefined where its graphic says it. */
export function drawnAsCode(geometry: FindingGeometry): Code | undefined {
  const shape = geometry.kind === "image" ? geometry.shape : geometry.kind;
  return isDrawn(shape) ? drawnAsCodes[shape] : undefined;
}

/** The shape that a report says it drew, or that its numbers need: those of other programs say it only by what they measure. */
export function drawnShape(said: Code | undefined, numbers: readonly Code[]): PlanarShape | "box" | undefined {
  const shape = Object.keys(drawnAsCodes).find(
    (name) => isDrawn(name) && said !== undefined && isSameCode(drawnAsCodes[name], said),
  );
  if (shape !== undefined) return shape as Drawn;
  const has = (code: Code) => numbers.some((number) => isSameCode(number, code));
  if (has(sct.longAxis) && has(sct.shortAxis)) return "bidirectional";
  if (has(sct.cobbAngle)) return "cobb";
  return has(dcm.pathLength) ? "polyline" : undefined;
}
