import { add, distance, scale, type Vec3 } from "../geometry/index.ts";

/** Points farther than this from where their neighbours would have them count for nothing (Tukey's biweight); millimetres or voxels as given. */
interface EvenOptions {
  /** Points to either side that a place is fitted to. */
  readonly reach: number;
  readonly outlier: number;
}

const ROUNDS = 3;

/**
 * A line without the bumps that another bone beside it makes: each point where a parabola through its neighbours has it, and those that
 * stand out from their own parabola are believed less, round by round (local regression, robust: Cleveland 1979).
 */
export function evenLine(points: readonly Vec3[], { reach, outlier }: EvenOptions): readonly Vec3[] {
  let weights = points.map(() => 1);
  let fitted = points;
  for (let round = 0; round < ROUNDS; round++) {
    fitted = points.map((point, at) => fitAt(points, weights, at, reach) ?? point);
    weights = points.map((point, at) => {
      const off = Math.min(1, distance(point, fitted[at] as Vec3) / outlier);
      return (1 - off * off) ** 2;
    });
  }
  return fitted;
}

/** Value at `at` of the parabola that fits the points around it best; undefined where they do not say one. */
function fitAt(points: readonly Vec3[], trust: readonly number[], at: number, reach: number): Vec3 | undefined {
  const sums = [0, 0, 0, 0, 0];
  const moments: [Vec3, Vec3, Vec3] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let n = Math.max(0, at - reach); n <= Math.min(points.length - 1, at + reach); n++) {
    const t = (n - at) / reach;
    const weight = (1 - Math.abs(t * 0.98) ** 3) ** 3 * (trust[n] as number);
    for (let power = 0; power < 5; power++) sums[power] = (sums[power] as number) + weight * t ** power;
    for (const power of [0, 1, 2] as const) moments[power] = add(moments[power], scale(points[n] as Vec3, weight * t ** power));
  }
  const [s0, s1, s2, s3, s4] = sums as [number, number, number, number, number];
  // First row of the inverse of [[s0 s1 s2] [s1 s2 s3] [s2 s3 s4]].
  const a = s2 * s4 - s3 * s3;
  const b = s2 * s3 - s1 * s4;
  const c = s1 * s3 - s2 * s2;
  const determinant = s0 * a + s1 * b + s2 * c;
  if (Math.abs(determinant) < 1e-6) return undefined;
  return scale(add(add(scale(moments[0], a), scale(moments[1], b)), scale(moments[2], c)), 1 / determinant);
}
