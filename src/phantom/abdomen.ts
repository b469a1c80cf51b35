import { ellipsoidDistance as ellipsoid } from "./distance.ts";
import { smoothMax, smoothMin, square } from "./mathematics.ts";

/** Distances from the organs under the diaphragm. */
export interface OrganDistances {
  readonly liver: number;
  readonly spleen: number;
  readonly stomach: number;
  readonly kidney: number;
}

/** Height of the gas-fluid level in the stomach (the patient lies on the back): gas is in front of this y, anatomy's frame. */
export const STOMACH_LEVEL_Y = -34;
/** Thickness of the stomach's wall, millimetres. */
export const STOMACH_WALL_MM = 4;

/**
 * Liver, spleen, stomach and kidney at a point of the anatomy's frame; `under` is the distance from the underside of the
 * diaphragm (negative below it).
 */
export function organDistances(x: number, y: number, z: number, under: number): OrganDistances {
  const stomach = smoothMin(ellipsoid(x - 52, y + 20, z + 152, 40, 44, 32), ellipsoid(x - 40, y + 46, z + 182, 34, 26, 34), 14);
  const spleen = smoothMax(
    smoothMax(ellipsoid(x - 92, y - 36, z + 150, 40, 46, 42), under + 2.5, 3),
    7 - ellipsoid(x - 52, y + 16, z + 152, 42, 48, 36),
    5,
  );
  // The liver fills the right dome; its left lobe thins out in front of the stomach, its hilum is hollow behind.
  const edge = (x - 76) * 0.6 + (y + 60) * 0.62 + (z + 118) * -0.35;
  const hollow = 30 - Math.sqrt(square(x - 6) + square(y - 34) * 0.8 + square((z + 205) * 0.4));
  const liver = smoothMax(smoothMax(smoothMax(under + 2, edge, 10), hollow, 8), 4 - stomach, 4);
  const kidney = smoothMin(ellipsoid(x - 50, y - 62, z + 214, 25, 24, 46), ellipsoid(x + 50, y - 62, z + 228, 25, 24, 46), 1);
  return { liver, spleen: Math.max(spleen, 4 - kidney), stomach: smoothMax(stomach, under + 3, 4), kidney };
}
