import { angleDegrees, subtract } from "../geometry/index.ts";
import type { Finding } from "./finding.ts";
import type { FindingGeometry, PlanarShape } from "./geometry.ts";
import { labelledVertebra } from "./vertebrae.ts";

/** What a finding was drawn as: a rectangle is a polygon, the label of a vertebra a point. */
export type FindingKind = PlanarShape | "sphere" | "box" | "rectangle" | "vertebra";

export function kindOf(finding: Pick<Finding, "geometry" | "code" | "site">): FindingKind {
  const { geometry } = finding;
  if (isRectangle(geometry)) return "rectangle";
  if (labelledVertebra(finding) !== undefined) return "vertebra";
  return geometry.kind === "image" ? geometry.shape : geometry.kind;
}

/** A model's parameter that says what its proposal is of, and its value where that is the image as a whole and no place in it. */
export const scopeParameter = "scope";
export const ofImage = "image";

/** Whether a model said it of an image as a whole: where its mark lies means nothing. */
export function isOfImage({ provenance }: Pick<Finding, "provenance">): boolean {
  return provenance.by === "model" && provenance.parameters[scopeParameter] === ofImage;
}

/** Whether a polygon has four right angles, to a twentieth of a degree (on an image: as if its pixels were square). */
function isRectangle(geometry: FindingGeometry): boolean {
  const isPolygon = geometry.kind === "polygon" || (geometry.kind === "image" && geometry.shape === "polygon");
  if (!isPolygon) return false;
  const points = geometry.kind === "polygon" ? geometry.pointsPatient : geometry.pointsPixel.map(([x, y]) => [x, y, 0] as const);
  const [a, b, c, d] = points;
  if (points.length !== 4 || !a || !b || !c || !d) return false;
  const isRight = (before: typeof a, at: typeof a, after: typeof a) =>
    Math.abs(angleDegrees(subtract(before, at), subtract(after, at)) - 90) < 0.05;
  return isRight(d, a, b) && isRight(a, b, c) && isRight(b, c, d);
}
