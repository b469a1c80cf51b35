import type { Vec3 } from "../geometry/index.ts";

/** A body given by its signed distance (millimetres, negative inside) and the box it lies in; patient space. */
export interface Solid {
  readonly low: Vec3;
  readonly high: Vec3;
  distance(x: number, y: number, z: number): number;
}

/** A bone (or cartilage, or disc): the union of solids, with a dense shell. */
export interface Bone {
  readonly parts: readonly Solid[];
  readonly cortexMm: number;
  readonly cortexHu: number;
  readonly marrowHu: number;
  /** How strongly the marrow's texture shows, HU. */
  readonly textureHu: number;
}

function box(points: readonly Vec3[], reach: number): Pick<Solid, "low" | "high"> {
  const edge = (pick: (...values: number[]) => number, by: number) =>
    [0, 1, 2].map((axis) => pick(...points.map((p) => p[axis as 0 | 1 | 2])) + by) as unknown as Vec3;
  return { low: edge(Math.min, -reach), high: edge(Math.max, reach) };
}

/** Said of points so far out that their distance does not matter. */
const OUTSIDE_MM = 9;

/** A cone with round ends. */
export function capsule(a: Vec3, b: Vec3, ra: number, rb: number): Solid {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const dz = b[2] - a[2];
  const squared = dx * dx + dy * dy + dz * dz || 1;
  return {
    ...box([a, b], Math.max(ra, rb)),
    distance: (x, y, z) => {
      const px = x - a[0];
      const py = y - a[1];
      const pz = z - a[2];
      const t = Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / squared));
      const qx = px - t * dx;
      const qy = py - t * dy;
      const qz = pz - t * dz;
      return Math.sqrt(qx * qx + qy * qy + qz * qz) - (ra + t * (rb - ra));
    },
  };
}

/** A segment whose cross-section is an ellipse: `thin` half as wide along the unit direction `across` as `tall` is beside it. */
export function blade(a: Vec3, b: Vec3, across: Vec3, thin: readonly [number, number], tall: readonly [number, number]): Solid {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const dz = b[2] - a[2];
  const squared = dx * dx + dy * dy + dz * dz || 1;
  const limit = (Math.max(...thin, ...tall) + 2) * (Math.max(...thin, ...tall) + 2);
  return {
    ...box([a, b], Math.max(...thin, ...tall)),
    distance: (x, y, z) => {
      const px = x - a[0];
      const py = y - a[1];
      const pz = z - a[2];
      const t = Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / squared));
      const qx = px - t * dx;
      const qy = py - t * dy;
      const qz = pz - t * dz;
      const whole = qx * qx + qy * qy + qz * qz;
      if (whole > limit) return OUTSIDE_MM;
      const rn = thin[0] + t * (thin[1] - thin[0]);
      const rh = tall[0] + t * (tall[1] - tall[0]);
      const n = (qx * across[0] + qy * across[1] + qz * across[2]) / rn;
      const h = Math.sqrt(Math.max(0, whole - n * n * rn * rn)) / rh;
      const k = Math.sqrt(n * n + h * h);
      if (k < 0.05) return -Math.min(rn, rh);
      const gn = n / rn;
      const gh = h / rh;
      return (k * (k - 1)) / Math.sqrt(gn * gn + gh * gh);
    },
  };
}

/** A flat triangle with a thickness of twice `half`. */
export function plate(a: Vec3, b: Vec3, c: Vec3, half: number): Solid {
  const edge = (p: Vec3, q: Vec3) => capsule(p, q, half, half);
  const rims = [edge(a, b), edge(b, c), edge(c, a)] as const;
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
  const area = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) || 1;
  const uu = ux * ux + uy * uy + uz * uz;
  const vv = vx * vx + vy * vy + vz * vz;
  const uv = ux * vx + uy * vy + uz * vz;
  const determinant = uu * vv - uv * uv || 1;
  return {
    ...box([a, b, c], half),
    distance: (x, y, z) => {
      const [px, py, pz] = [x - a[0], y - a[1], z - a[2]];
      const pu = px * ux + py * uy + pz * uz;
      const pv = px * vx + py * vy + pz * vz;
      const s = (pu * vv - pv * uv) / determinant;
      const t = (pv * uu - pu * uv) / determinant;
      if (s >= 0 && t >= 0 && s + t <= 1) return Math.abs(px * n[0] + py * n[1] + pz * n[2]) / area - half;
      return Math.min(rims[0].distance(x, y, z), rims[1].distance(x, y, z), rims[2].distance(x, y, z));
    },
  };
}

/** An upright oval column with rounded rims, waisted like a vertebral body; `tilt` leans its top towards the front (mm per mm). */
export function drum(centre: Vec3, halfWidth: number, halfDepth: number, halfHeight: number, waist: number, tilt: number): Solid {
  const reach = Math.max(halfWidth, halfDepth) + 2;
  return {
    low: [centre[0] - reach, centre[1] - reach, centre[2] - halfHeight - Math.abs(tilt) * reach],
    high: [centre[0] + reach, centre[1] + reach, centre[2] + halfHeight + Math.abs(tilt) * reach],
    distance: (x, y, z) => {
      const py = y - centre[1];
      const pz = z - centre[2] + tilt * py;
      const rise = pz / halfHeight;
      const shrink = 1 - waist * Math.max(0, 1 - rise * rise);
      const u = (x - centre[0]) / (halfWidth * shrink);
      const v = (py + tilt * pz) / (halfDepth * shrink);
      // Flat towards the spinal canal.
      const flat = py > 0 ? Math.max(Math.sqrt(u * u + v * v * 0.72), v * 1.08) : Math.sqrt(u * u + v * v);
      const side = (flat - 1) * halfDepth;
      const top = Math.abs(pz) - halfHeight;
      const round = 2;
      const ox = Math.max(0, side + round);
      const oz = Math.max(0, top + round);
      return Math.sqrt(ox * ox + oz * oz) - round + Math.min(0, Math.max(side + round, top + round));
    },
  };
}

export function ball(centre: Vec3, radius: number): Solid {
  return capsule(centre, centre, radius, radius);
}
