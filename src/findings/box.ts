import {
  add,
  cross,
  distance,
  distanceToPlaneMm,
  dot,
  type ImagePlane,
  planeNormal,
  scale,
  subtract,
  type Vec3,
} from "../geometry/index.ts";
import type { FindingGeometry } from "./geometry.ts";

type Box = Extract<FindingGeometry, { kind: "box" }>;

/** A box about a middle with edges of these lengths along three unit vectors at right angles, LPS+ millimetres. */
export function boxAbout(centerPatient: Vec3, axes: readonly [Vec3, Vec3, Vec3], extentMm: Vec3): Box {
  const ends = axes.flatMap((axis, n) => {
    const half = scale(axis, (extentMm[n] ?? 0) / 2);
    return [subtract(centerPatient, half), add(centerPatient, half)];
  });
  return { kind: "box", pointsPatient: ends as unknown as Box["pointsPatient"] };
}

/** Lengths of a box's edges, the longest first, mm. */
export function boxEdgesMm({ pointsPatient: [a, b, c, d, e, f] }: Box): readonly [number, number, number] {
  return [distance(a, b), distance(c, d), distance(e, f)].sort((one, other) => other - one) as [number, number, number];
}

export function boxCentre({ pointsPatient: [a, b] }: Box): Vec3 {
  return scale(add(a, b), 0.5);
}

/** The eight corners: corner n has the far end of axis t where bit t of n is set. */
export function boxCorners(box: Box): readonly Vec3[] {
  const centre = boxCentre(box);
  const { pointsPatient: ends } = box;
  return Array.from({ length: 8 }, (_, n) =>
    [0, 1, 2].reduce((at, t) => add(at, subtract(ends[2 * t + ((n >> t) & 1)] ?? centre, centre)), centre),
  );
}

/**
 * The polygon in which a plane cuts a box, its corners in order, in the plane; empty where it does not meet it. A box that lies between two
 * slices counts for a plane that is at most `reachMm` away from it: it is cut where it is nearest.
 */
export function boxOnPlane(box: Box, plane: ImagePlane, reachMm = 0): readonly Vec3[] {
  const corners = boxCorners(box);
  const away = corners.map((corner) => distanceToPlaneMm(plane, corner));
  const [low, high] = [Math.min(...away), Math.max(...away)];
  if (low > reachMm || high < -reachMm) return [];
  // A face that lies in the plane is cut just inside.
  const inset = (high - low) * 1e-6;
  const at = Math.min(high - inset, Math.max(low + inset, 0));
  const normal = planeNormal(plane);
  const cuts: Vec3[] = [];
  for (let n = 0; n < 8; n++) {
    for (const bit of [1, 2, 4]) {
      const [from, to] = [(away[n] ?? 0) - at, (away[n | bit] ?? 0) - at];
      if ((n & bit) !== 0 || from >= 0 === to >= 0) continue;
      const [a, b] = [corners[n] as Vec3, corners[n | bit] as Vec3];
      cuts.push(subtract(add(a, scale(subtract(b, a), from / (from - to))), scale(normal, at)));
    }
  }
  return aroundMiddle(cuts, normal);
}

/** Points of a convex shape in a plane, one after another along its rim. */
function aroundMiddle(points: readonly Vec3[], normal: Vec3): readonly Vec3[] {
  const [first] = points;
  if (first === undefined) return [];
  const middle = scale(
    points.reduce<Vec3>((sum, point) => add(sum, point), [0, 0, 0]),
    1 / points.length,
  );
  const right = subtract(first, middle);
  const down = cross(normal, right);
  const angle = (point: Vec3) => Math.atan2(dot(subtract(point, middle), down), dot(subtract(point, middle), right));
  return [...points].sort((a, b) => angle(a) - angle(b));
}
