import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import { organDistances } from "./abdomen.ts";
import { ellipsoidDistance } from "./distance.ts";
import type { Frame } from "./frame.ts";
import { smoothMax, smoothMin } from "./mathematics.ts";
import { type Chain, chains, ellipsoids, muscleChains } from "./mediastinum.ts";
import type { ThoraxShape } from "./recipe.ts";
import {
  apexDistance,
  bodyDistance,
  cageDistance,
  diaphragmZ,
  erectorDistance,
  horizontalFissure,
  muscleLayers,
  obliqueFissure,
  sectionAt,
} from "./thorax.ts";

/** Organs as signed distances (millimetres, negative inside) on a coarse grid; smooth, so linear interpolation is exact enough. */
export const FIELD_NAMES = [
  "body",
  "deep",
  "outer",
  "erector",
  "cage",
  "diaphragm",
  "liver",
  "spleen",
  "stomach",
  "kidney",
  "hull",
  "groove",
  "limb",
  "soft",
  "myocardium",
  "venous",
  "arterial",
  "lung",
  "oblique",
  "horizontal",
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

export interface Fields {
  readonly columns: number;
  readonly rows: number;
  readonly planes: number;
  /** Millimetres between samples along every axis. */
  readonly stepMm: number;
  readonly origin: readonly [number, number, number];
  readonly values: Readonly<Record<FieldName, Float32Array>>;
}

const STEP_MM = 4;
const FAR = 24;

/** Samples every organ of a thorax over (and a little beyond) a study's grid. */
export function buildFields(shape: ThoraxShape, frame: Frame, grid: VolumeGrid): Fields {
  const extent = (axis: 0 | 1 | 2) => (grid.dimensions[axis] - 1) * grid.spacingMm[axis];
  const columns = Math.ceil(extent(0) / STEP_MM) + 3;
  const rows = Math.ceil(extent(1) / STEP_MM) + 3;
  const planes = Math.ceil(extent(2) / STEP_MM) + 5;
  const origin = [grid.originPatient[0] - STEP_MM, grid.originPatient[1] - STEP_MM, grid.originPatient[2] - 2 * STEP_MM] as const;
  const values = Object.fromEntries(
    FIELD_NAMES.map((name) => [name, new Float32Array(columns * rows * planes).fill(FAR)]),
  ) as Record<FieldName, Float32Array>;
  const mediastinum = new Float32Array(columns * rows * planes).fill(FAR);
  const fields: Fields = { columns, rows, planes, stepMm: STEP_MM, origin, values };
  stampMediastinum(fields, mediastinum, frame, shape);
  fillWalls(fields, mediastinum, shape, frame);
  for (const name of ["lung", "diaphragm", "oblique", "horizontal", "body"] as const) normalizeGradient(fields, values[name]);
  return fields;
}

function fillWalls(fields: Fields, mediastinum: Float32Array, shape: ThoraxShape, frame: Frame): void {
  const { columns, rows, planes, origin, stepMm, values } = fields;
  const base = sectionAt(shape, -112);
  for (let k = 0; k < planes; k++) {
    const z = frame.toAnatomy([0, 0, origin[2] + k * stepMm])[2];
    const section = sectionAt(shape, z);
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const at = i + columns * (j + rows * k);
        const [x, y] = frame.toAnatomy([origin[0] + i * stepMm, origin[1] + j * stepMm, 0]);
        const skin = bodyDistance(shape, section, x, y);
        values.body[at] = skin;
        if (skin > 12) continue;
        const cage = cageDistance(section, x, y);
        values.cage[at] = cage;
        if (cage > -8) {
          const [deep, outer] = muscleLayers(shape, section, x, y);
          values.deep[at] = deep;
          values.outer[at] = outer;
          values.limb[at] = Math.max(values.limb[at] as number, skin + 5, 1 - cage);
          values.erector[at] = erectorDistance(shape, section, x, y, skin);
        }
        const above = z - diaphragmZ(shape, base, x, y);
        const inner = Math.max(cage, apexDistance(x, y, z));
        if (z < -60) {
          const under = Math.max(above, cage + 1);
          values.diaphragm[at] = under;
          if (under < 14) storeOrgans(values, at, x, y, z, under);
        }
        values.oblique[at] = obliqueFissure(x, y, z);
        values.horizontal[at] = horizontalFissure(x, y, z);
        const spine = spineDistance(x, y, section.spineY);
        const middle = smoothMin(Math.min(mediastinum[at] as number, junction(x, y, z, section.cage.centreY)), spine, 6);
        values.lung[at] = smoothMax(smoothMax(inner, -above, 3), -middle, 3.5);
      }
    }
  }
}

function storeOrgans(values: Record<FieldName, Float32Array>, at: number, x: number, y: number, z: number, under: number): void {
  const heart = values.hull[at] as number;
  const organs = organDistances(x, y, z, under);
  values.liver[at] = Math.max(organs.liver, 3 - heart);
  values.spleen[at] = organs.spleen;
  values.stomach[at] = Math.max(organs.stomach, 3 - heart);
  values.kidney[at] = organs.kidney;
}

/** The spine and what lies behind it, as the lungs see it. */
function spineDistance(x: number, y: number, centreY: number): number {
  const u = x / 20.5;
  const v = Math.min(0, y - centreY - 4) / 21;
  return (Math.sqrt(u * u + v * v) - 1) * 20.5;
}

/** The anterior junction: where both lungs meet behind the sternum. */
function junction(x: number, y: number, z: number, centreY: number): number {
  if (z > 45 || y > centreY - 20) return FAR;
  return Math.abs(x - 3 - 0.05 * (z + 20)) - 2.4;
}

function stampMediastinum(fields: Fields, mediastinum: Float32Array, frame: Frame, shape: ThoraxShape): void {
  const { values } = fields;
  for (const part of chains) {
    const heart = part.group === "hull" || part.group === "myocardium" ? shape.heartScale : 1;
    const chain = placeChain(part.chain, frame, heart);
    stampChain(fields, values[part.group], chain, 0, part.group === "hull" ? 10 : 1);
    if (part.cuffMm !== undefined) stampChain(fields, mediastinum, chain, part.cuffMm, 6);
  }
  for (const chain of muscleChains) stampChain(fields, values.limb, placeChain(chain, frame, shape.muscleScale), 0, 1);
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

/** Divides a field by its gradient near its zero, so that it is a distance there. */
function normalizeGradient(fields: Fields, field: Float32Array): void {
  const { columns, rows, planes, stepMm } = fields;
  const source = field.slice();
  const plane = columns * rows;
  for (let k = 1; k + 1 < planes; k++) {
    for (let j = 1; j + 1 < rows; j++) {
      for (let i = 1; i + 1 < columns; i++) {
        const at = i + columns * j + plane * k;
        const value = source[at] as number;
        if (value > 12 || value < -12) continue;
        const gx = (source[at + 1] as number) - (source[at - 1] as number);
        const gy = (source[at + columns] as number) - (source[at - columns] as number);
        const gz = (source[at + plane] as number) - (source[at - plane] as number);
        const gradient = Math.sqrt(gx * gx + gy * gy + gz * gz) / (2 * stepMm);
        field[at] = value / Math.max(0.7, gradient);
      }
    }
  }
}

/** Value of a field at a point, linear between samples. */
export function sampleField(fields: Fields, name: FieldName, point: Vec3): number {
  const { columns, rows, planes, origin, stepMm } = fields;
  const field = fields.values[name];
  const place = (axis: 0 | 1 | 2, count: number) => Math.min(count - 1.001, Math.max(0, (point[axis] - origin[axis]) / stepMm));
  const [x, y, z] = [place(0, columns), place(1, rows), place(2, planes)];
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [x - i, y - j, z - k];
  const at = i + columns * (j + rows * k);
  const pair = (n: number) => (field[n] as number) * (1 - u) + (field[n + 1] as number) * u;
  const quad = (n: number) => pair(n) * (1 - v) + pair(n + columns) * v;
  return quad(at) * (1 - w) + quad(at + columns * rows) * w;
}
