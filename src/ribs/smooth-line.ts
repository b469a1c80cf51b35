import { add, scale, type Vec3 } from "../geometry/index.ts";

/** A line without the small wiggles of its steps: means over five points (binomial weights), its ends where they were. */
export function smoothLine(points: readonly Vec3[], passes = 2): readonly Vec3[] {
  let current = points;
  for (let pass = 0; pass < passes; pass++) {
    current = current.map((point, at) => {
      const reach = Math.min(2, at, current.length - 1 - at);
      const weights = reach === 2 ? [1, 4, 6, 4, 1] : reach === 1 ? [1, 2, 1] : [1];
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.reduce<Vec3>(
        (mean, weight, n) => add(mean, scale(current[at + n - reach] ?? point, weight / sum)),
        [0, 0, 0],
      );
    });
  }
  return current;
}
