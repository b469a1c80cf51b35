import type { VolumeGrid } from "../geometry/index.ts";
import type { Frame } from "./frame.ts";
import type { Tube } from "./lung-trees.ts";

/** Measures how much of each pixel of a slice is covered by a set of tubes. */
export interface TubePainter {
  /**
   * Raises `cover` (share of the pixel, 0 to 1) by the tubes at patient height z.
   * @returns whether any tube was met
   */
  cover(cover: Float32Array, z: number): boolean;
}

/** Numbers kept per tube: from x y z radius, to x y z radius. */
const STRIDE = 8;

/** @param grow added to every radius (a wall), millimetres */
export function createTubePainter(
  tubes: readonly Tube[],
  grid: VolumeGrid,
  frame: Frame,
  thicknessMm: number,
  grow = 0,
): TubePainter {
  const [columns, rows, slices] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const [originX, originY, originZ] = grid.originPatient;
  const data = new Float64Array(tubes.length * STRIDE);
  const bySlice: number[][] = Array.from({ length: slices }, () => []);
  tubes.forEach((tube, index) => {
    const a = frame.toPatient(tube.from);
    const b = frame.toPatient(tube.to);
    const radii = [tube.fromRadius * frame.scale + grow, tube.toRadius * frame.scale + grow] as const;
    data.set([...a, radii[0], ...b, radii[1]], index * STRIDE);
    const reach = Math.max(...radii) + thicknessMm / 2 + 0.5;
    const first = Math.max(0, Math.ceil((Math.min(a[2], b[2]) - reach - originZ) / grid.spacingMm[2]));
    const last = Math.min(slices - 1, Math.floor((Math.max(a[2], b[2]) + reach - originZ) / grid.spacingMm[2]));
    for (let k = first; k <= last; k++) (bySlice[k] as number[]).push(index);
  });
  const cuts = [-thicknessMm / 3, 0, thicknessMm / 3];

  const coverTube = (cover: Float32Array, z: number, n: number) => {
    const at = (i: number) => data[n + i] as number;
    const [ax, ay, az, ra, bx, by, bz, rb] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
    const [dx, dy, dz] = [bx - ax, by - ay, bz - az];
    const inverse = 1 / (dx * dx + dy * dy + dz * dz || 1);
    const reach = Math.max(ra, rb) + pixelMm * 0.6;
    const c0 = Math.max(0, Math.ceil((Math.min(ax, bx) - reach - originX) / pixelMm));
    const c1 = Math.min(columns - 1, Math.floor((Math.max(ax, bx) + reach - originX) / pixelMm));
    const r0 = Math.max(0, Math.ceil((Math.min(ay, by) - reach - originY) / pixelMm));
    const r1 = Math.min(rows - 1, Math.floor((Math.max(ay, by) + reach - originY) / pixelMm));
    // A tube thinner than a pixel covers only its width's share of it.
    const mean = (ra + rb) / 2;
    const factor = Math.min(1, (2 * mean) / pixelMm) / Math.min(1, 0.5 + mean / pixelMm) / cuts.length;
    for (let row = r0; row <= r1; row++) {
      const py = originY + row * pixelMm - ay;
      for (let column = c0; column <= c1; column++) {
        const px = originX + column * pixelMm - ax;
        let sum = 0;
        for (let cut = 0; cut < cuts.length; cut++) {
          const pz = z + (cuts[cut] as number) - az;
          let t = (px * dx + py * dy + pz * dz) * inverse;
          t = t < 0 ? 0 : t > 1 ? 1 : t;
          const qx = px - t * dx;
          const qy = py - t * dy;
          const qz = pz - t * dz;
          const share = 0.5 - (Math.sqrt(qx * qx + qy * qy + qz * qz) - ra - t * (rb - ra)) / pixelMm;
          if (share > 0) sum += share < 1 ? share : 1;
        }
        sum *= factor;
        const index = row * columns + column;
        if (sum > (cover[index] as number)) cover[index] = sum;
      }
    }
  };

  return {
    cover: (cover, z) => {
      const k = Math.round((z - originZ) / grid.spacingMm[2]);
      const here = bySlice[k] ?? [];
      for (const index of here) coverTube(cover, z, index * STRIDE);
      return here.length > 0;
    },
  };
}
