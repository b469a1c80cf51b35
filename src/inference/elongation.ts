import type { Vec3 } from "../geometry/index.ts";

/**
 * How far from a ball a mask is: the longest over the shortest principal standard deviation. 1 for a ball, large for a piece of
 * vessel or fissure. The voxels' own extent is counted in, so that a few voxels in a row stay finite. 1 for an empty mask.
 */
export function elongationOf(mask: Uint8Array, dimensions: Vec3): number {
  const [ni, nj, nk] = dimensions;
  let [x, y, z, xx, yy, zz, xy, xz, yz, count, p] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, p++) {
        if (mask[p] === 0) continue;
        x += i;
        y += j;
        z += k;
        xx += i * i;
        yy += j * j;
        zz += k * k;
        xy += i * j;
        xz += i * k;
        yz += j * k;
        count++;
      }
    }
  }
  const sum = [x, y, z];
  const products = [xx, yy, zz, xy, xz, yz];
  if (count === 0) return 1;
  const [mx, my, mz] = sum.map((value) => value / count) as [number, number, number];
  const means = [mx * mx, my * my, mz * mz, mx * my, mx * mz, my * mz];
  const own = 1 / 12;
  const covariance = products.map((value, n) => value / count - (means[n] as number) + (n < 3 ? own : 0));
  const [largest, smallest] = eigenvalues(covariance as [number, number, number, number, number, number]);
  return Math.sqrt(largest / Math.max(own, smallest));
}

/** Largest and smallest eigenvalue of the symmetric matrix (xx, yy, zz, xy, xz, yz), in trigonometric form (Smith 1961). */
function eigenvalues([a, b, c, d, e, f]: readonly [number, number, number, number, number, number]): readonly [number, number] {
  const mean = (a + b + c) / 3;
  const off = d * d + e * e + f * f;
  const spread = Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2 + 2 * off) / 6);
  if (spread < 1e-12) return [mean, mean];
  const [p, q, r] = [(a - mean) / spread, (b - mean) / spread, (c - mean) / spread];
  const [s, t, u] = [d / spread, e / spread, f / spread];
  const half = (p * (q * r - u * u) - s * (s * r - u * t) + t * (s * u - q * t)) / 2;
  const angle = Math.acos(Math.min(1, Math.max(-1, half))) / 3;
  const largest = mean + 2 * spread * Math.cos(angle);
  const smallest = mean + 2 * spread * Math.cos(angle + (2 * Math.PI) / 3);
  return [largest, smallest];
}
