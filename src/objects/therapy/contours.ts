import type { Structure } from "./content.ts";

interface Contour {
  readonly type: string;
  /** x, y, z after each other, LPS+ millimetres. */
  readonly data: readonly number[];
}

type Point = [number, number, number];
type Measured = Pick<Structure, "pointCount" | "bounds" | "centrePatient" | "estimatedVolumeMl">;

/** Where contours lie and, for closed planar ones on evenly spaced planes, how much they enclose. */
export function measureContours(contours: readonly Contour[]): Measured {
  const lower: Point = [Infinity, Infinity, Infinity];
  const upper: Point = [-Infinity, -Infinity, -Infinity];
  const sum: Point = [0, 0, 0];
  let pointCount = 0;
  for (const { data } of contours) {
    for (let at = 0; at + 3 <= data.length; at += 3) {
      pointCount += 1;
      for (const axis of [0, 1, 2] as const) {
        const part = data[at + axis] ?? 0;
        lower[axis] = Math.min(lower[axis], part);
        upper[axis] = Math.max(upper[axis], part);
        sum[axis] += part;
      }
    }
  }
  if (pointCount === 0) return { pointCount };
  return {
    pointCount,
    bounds: { lower, upper },
    centrePatient: sum.map((part) => part / pointCount) as Point,
    estimatedVolumeMl: estimatedVolume(contours),
  };
}

/** Areas of the contours times the spacing of their planes; only for closed contours that each lie in one axial plane. Contours inside others count as more, not as holes. */
function estimatedVolume(contours: readonly Contour[]): number | undefined {
  const planes = new Map<number, number[]>();
  for (const { type, data } of contours) {
    if (!type.startsWith("CLOSED") || data.length < 9) return undefined;
    const z = data[2] ?? 0;
    for (let at = 2; at < data.length; at += 3) if (Math.abs((data[at] ?? 0) - z) > 0.05) return undefined;
    const key = Math.round(z * 20) / 20;
    const areas = planes.get(key);
    if (areas === undefined) planes.set(key, [areaMm2(data)]);
    else areas.push(areaMm2(data));
  }
  const heights = [...planes.keys()].sort((a, b) => a - b);
  const gaps = heights.slice(1).map((height, at) => height - (heights[at] ?? 0));
  const spacing = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  if (spacing === undefined || spacing <= 0 || gaps.some((gap) => Math.abs(gap / spacing - Math.round(gap / spacing)) > 0.1)) {
    return undefined;
  }
  const area = [...planes.values()].flat().reduce((total, each) => total + each, 0);
  return (area * spacing) / 1000;
}

/** Area of a polygon in its x, y plane (shoelace). */
function areaMm2(data: readonly number[]): number {
  let twice = 0;
  for (let at = 0; at + 3 <= data.length; at += 3) {
    const next = at + 6 <= data.length ? at + 3 : 0;
    twice += (data[at] ?? 0) * (data[next + 1] ?? 0) - (data[next] ?? 0) * (data[at + 1] ?? 0);
  }
  return Math.abs(twice) / 2;
}
