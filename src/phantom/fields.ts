import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import { organDistances } from "./abdomen.ts";
import type { Frame } from "./frame.ts";
import { smoothMax, smoothMin } from "./mathematics.ts";
import type { ThoraxShape } from "./recipe.ts";
import { stampMediastinum } from "./stamp.ts";
import {
  apexDistance,
  bodyDistance,
  cageDistance,
  diaphragmZ,
  erectorDistance,
  glandDistance,
  horizontalFissure,
  muscleLayers,
  obliqueFissure,
  type Section,
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
  "gland",
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
        fillPoint(values, mediastinum, at, x, y, section, base, shape);
      }
    }
  }
}

type Values = Record<FieldName, Float32Array>;

/** Everything but the stamped parts at one sample; `base` is the section that the diaphragm hangs in. */
function fillPoint(
  values: Values,
  mediastinum: Float32Array,
  at: number,
  x: number,
  y: number,
  section: Section,
  base: Section,
  shape: ThoraxShape,
): void {
  const { z } = section;
  const skin = bodyDistance(shape, section, x, y);
  values.body[at] = skin;
  if (skin > 12) return;
  const inside = cageDistance(section, x, y);
  // Over the apex of the lungs the cage closes and the neck begins.
  const cage = inside + Math.max(0, z - 91) * 25;
  values.cage[at] = cage;
  if (shape.sex === "F" && cage > 8) values.gland[at] = Math.max(glandDistance(shape, section, x, y), skin + 7, 20 - cage);
  if (cage > -8) {
    const [deep, outer] = muscleLayers(shape, section, x, y);
    values.deep[at] = deep;
    values.outer[at] = outer;
    values.limb[at] = Math.max(values.limb[at] as number, skin + 5, z < 80 ? 1 - cage : -99);
    values.erector[at] = erectorDistance(shape, section, x, y, skin);
  }
  const above = z - diaphragmZ(shape, base, x, y);
  if (z < -60) {
    const under = Math.max(above, cage + 1);
    values.diaphragm[at] = under;
    if (under < 14) storeOrgans(values, at, x, y, z, under);
  }
  values.oblique[at] = obliqueFissure(x, y, z);
  values.horizontal[at] = horizontalFissure(x, y, z);
  const inner = Math.max(inside, apexDistance(shape, x, y, z));
  const parted = Math.min(mediastinum[at] as number, junction(x, y, z, section.cage.centreY));
  const middle = smoothMin(parted, spineDistance(x, y, section.spineY), 6);
  values.lung[at] = smoothMax(smoothMax(inner, -above, 3), -middle, 3.5);
}

function storeOrgans(values: Values, at: number, x: number, y: number, z: number, under: number): void {
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
  if (z > 45 || z < -66 || y > centreY - 20) return FAR;
  return Math.abs(x - 3 - 0.05 * (z + 20)) - 2.4;
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
