import type { Chain } from "./chain.ts";
import { ellipsoidDistance } from "./distance.ts";
import type { Fields } from "./fields.ts";
import type { Frame } from "./frame.ts";
import { smoothMin } from "./mathematics.ts";
import { chains, ellipsoids, muscleChains } from "./mediastinum.ts";
import type { ThoraxShape } from "./recipe.ts";

/** Unites heart, vessels and muscles with their fields, and with `mediastinum` what keeps the lungs away. */
export function stampMediastinum(fields: Fields, mediastinum: Float32Array, frame: Frame, shape: ThoraxShape): void {
  const { values } = fields;
  for (const part of chains) {
    const heart = part.group === "hull" || part.group === "myocardium" ? shape.heartScale : 1;
    const chain = placeChain(part.chain, frame, heart);
    stampChain(fields, values[part.group], chain, 0, part.group === "hull" ? 10 : 1);
    if (part.cuffMm !== undefined) stampChain(fields, mediastinum, chain, part.cuffMm, 6);
  }
  for (const chain of muscleChains)
    stampChain(fields, values.limb, placeChain(chain, frame, 0.45 + 0.55 * shape.muscleScale), 0, 1);
  for (const part of ellipsoids) {
    const centre = frame.toPatient(part.centre);
    const radii = part.radii.map((r) => r * frame.scale) as [number, number, number];
    if (part.group !== "fat") stampEllipsoid(fields, values[part.group], centre, radii, 0, part.group === "hull" ? 10 : 1);
    if (part.cuffMm !== undefined) stampEllipsoid(fields, mediastinum, centre, radii, part.cuffMm, 6);
  }
}

/** A chain in patient space, rounded by two subdivisions of its points. */
export function placeChain(chain: Chain, frame: Frame, scale = 1): Chain {
  const placed = chain.map(([x, y, z, r]) => [...frame.toPatient([x, y, z]), r * frame.scale * scale] as const);
  return subdivide(subdivide(placed as unknown as Chain));
}

function subdivide(chain: Chain): Chain {
  const result: (readonly [number, number, number, number])[] = [];
  const at = (i: number) => chain[Math.min(chain.length - 1, Math.max(0, i))] as Chain[number];
  for (let i = 0; i + 1 < chain.length; i++) {
    result.push(at(i));
    const mix = (a: 0 | 1 | 2 | 3) => (9 * (at(i)[a] + at(i + 1)[a]) - at(i - 1)[a] - at(i + 2)[a]) / 16;
    result.push([mix(0), mix(1), mix(2), (at(i)[3] + at(i + 1)[3]) / 2]);
  }
  result.push(at(chain.length - 1));
  return result;
}

interface Box {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

function sampleBox(fields: Fields, low: readonly number[], high: readonly number[]): Box {
  const count = [fields.columns, fields.rows, fields.planes];
  const index = (axis: number, mm: number, round: (x: number) => number) =>
    Math.min(
      (count[axis] as number) - 1,
      Math.max(0, round((mm - (fields.origin[axis as 0 | 1 | 2] as number)) / fields.stepMm)),
    );
  const all = (points: readonly number[], round: (x: number) => number) =>
    [0, 1, 2].map((axis) => index(axis, points[axis] as number, round)) as [number, number, number];
  return { low: all(low, Math.floor), high: all(high, Math.ceil) };
}

const MARGIN_MM = 14;

function stampChain(fields: Fields, field: Float32Array, chain: Chain, grow: number, seam: number): void {
  for (let n = 0; n + 1 < chain.length; n++) {
    const a = chain[n] as Chain[number];
    const b = chain[n + 1] as Chain[number];
    const reach = Math.max(a[3], b[3]) + grow + MARGIN_MM;
    const box = sampleBox(
      fields,
      [0, 1, 2].map((i) => Math.min(a[i as 0], b[i as 0]) - reach),
      [0, 1, 2].map((i) => Math.max(a[i as 0], b[i as 0]) + reach),
    );
    const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
    const lengthSquared = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] || 1;
    stampBox(fields, field, box, seam, (x, y, z) => {
      const px = x - a[0];
      const py = y - a[1];
      const pz = z - a[2];
      const t = Math.min(1, Math.max(0, (px * d[0] + py * d[1] + pz * d[2]) / lengthSquared));
      const qx = px - t * d[0];
      const qy = py - t * d[1];
      const qz = pz - t * d[2];
      return Math.sqrt(qx * qx + qy * qy + qz * qz) - (a[3] + t * (b[3] - a[3])) - grow;
    });
  }
}

function stampEllipsoid(
  fields: Fields,
  field: Float32Array,
  centre: readonly [number, number, number],
  radii: readonly [number, number, number],
  grow: number,
  seam: number,
): void {
  const [rx, ry, rz] = [radii[0] + grow, radii[1] + grow, radii[2] + grow];
  const reach = [rx + MARGIN_MM, ry + MARGIN_MM, rz + MARGIN_MM];
  const box = sampleBox(
    fields,
    centre.map((c, i) => c - (reach[i] as number)),
    centre.map((c, i) => c + (reach[i] as number)),
  );
  stampBox(fields, field, box, seam, (x, y, z) => ellipsoidDistance(x - centre[0], y - centre[1], z - centre[2], rx, ry, rz));
}

function stampBox(
  fields: Fields,
  field: Float32Array,
  box: Box,
  seam: number,
  distance: (x: number, y: number, z: number) => number,
): void {
  const { columns, rows, origin, stepMm } = fields;
  for (let k = box.low[2]; k <= box.high[2]; k++) {
    for (let j = box.low[1]; j <= box.high[1]; j++) {
      for (let i = box.low[0]; i <= box.high[0]; i++) {
        const at = i + columns * (j + rows * k);
        const d = distance(origin[0] + i * stepMm, origin[1] + j * stepMm, origin[2] + k * stepMm);
        field[at] = smoothMin(field[at] as number, d, seam);
      }
    }
  }
}
