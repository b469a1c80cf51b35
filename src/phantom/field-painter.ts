import type { VolumeGrid } from "../geometry/index.ts";
import { STOMACH_LEVEL_Y, STOMACH_WALL_MM } from "./abdomen.ts";
import { createFieldCut, type FieldCut } from "./field-cut.ts";
import type { FieldName, Fields } from "./fields.ts";
import type { Frame } from "./frame.ts";
import type { ThoraxShape } from "./recipe.ts";
import type { Texture } from "./texture.ts";
import { createWallPainter } from "./wall-painter.ts";

/** Densities of soft tissue in one study, HU. */
export interface Densities {
  readonly arterial: number;
  readonly venous: number;
  readonly myocardium: number;
  readonly liver: number;
  readonly spleen: number;
  readonly kidney: number;
  readonly muscle: number;
  readonly fat: number;
}

/** Densities that go with a density of blood in the great arteries. */
export function densitiesFor(bloodHu: number): Densities {
  const uptake = Math.max(0, bloodHu - 45);
  return {
    arterial: bloodHu,
    venous: bloodHu + uptake * 0.08 - 1,
    myocardium: 46 + Math.min(60, uptake * 0.42),
    liver: 58 + Math.min(52, uptake * 0.32),
    spleen: 50 + Math.min(72, uptake * 0.5),
    kidney: 34 + Math.min(150, uptake * 0.85),
    muscle: 54 + Math.min(10, uptake * 0.06),
    fat: -103,
  };
}

/** What the field painter needs to know of a study. */
export interface FieldScene {
  readonly fields: Fields;
  readonly grid: VolumeGrid;
  readonly frame: Frame;
  readonly shape: ThoraxShape;
  readonly densities: Densities;
  readonly texture: Texture;
  readonly thicknessMm: number;
}

/** Paints the soft organs of one slice after another. */
export interface FieldPainter {
  /** Fills `slice` (HU, row by row) with what lies at patient height z, and `lung` with each pixel's share of lung. */
  paint(slice: Float32Array, lung: Float32Array, z: number, sliceIndex: number): void;
}

export function createFieldPainter(scene: FieldScene): FieldPainter {
  const { fields, grid, densities, shape, thicknessMm } = scene;
  const cut = createFieldCut(fields, grid, thicknessMm);
  const wall = createWallPainter(scene);
  const organ = (slice: Float32Array, name: FieldName, z: number, layers: Layers) =>
    paintOrgan(scene, cut, slice, name, z, layers);
  return {
    paint: (slice, lung, z, sliceIndex) => {
      slice.fill(-1000);
      organ(slice, "body", z, [
        [0, 25],
        [-1.9, densities.fat],
      ]);
      if (shape.sex === "F") organ(slice, "gland", z, [[0, -18]]);
      organ(slice, "limb", z, [[0, densities.muscle]]);
      wall.paint(slice, z, sliceIndex);
      organ(slice, "cage", z, [[0.6, densities.fat + 8]]);
      organ(slice, "erector", z, [[0, densities.muscle]]);
      organ(slice, "diaphragm", z, [
        [0, 48],
        [-2.6, densities.fat + 4],
      ]);
      organ(slice, "liver", z, [[0, densities.liver]]);
      organ(slice, "spleen", z, [[0, densities.spleen]]);
      organ(slice, "kidney", z, [[0, densities.kidney]]);
      paintStomach(scene, cut, slice, z);
      organ(slice, "hull", z, [
        [0.9, 20],
        [-0.3, densities.fat + 10],
        [-3.2, densities.myocardium - 4],
      ]);
      organ(slice, "groove", z, [[0, densities.fat + 14]]);
      organ(slice, "soft", z, [[0, 48]]);
      organ(slice, "myocardium", z, [[0, densities.myocardium]]);
      organ(slice, "venous", z, [[0, densities.venous]]);
      organ(slice, "arterial", z, [[0, densities.arterial]]);
      paintLung(scene, cut, slice, lung, z, sliceIndex);
      paintFissure(scene, cut, slice, lung, "oblique", z);
      paintFissure(scene, cut, slice, lung, "horizontal", z);
    },
  };
}

/** Surfaces of a field from the outside in, each with the density inside it. */
type Layers = readonly (readonly [offsetMm: number, hu: number])[];

function paintOrgan(scene: FieldScene, cut: FieldCut, slice: Float32Array, name: FieldName, z: number, layers: Layers): void {
  const [columns, rows] = scene.grid.dimensions;
  cut.cut(scene.fields.values[name], z);
  for (let j = 0; j < rows; j++) {
    if (!cut.row(j, 3)) continue;
    const base = j * columns;
    for (const [offset, hu] of layers) {
      cut.runs(offset, (column, end, share) => {
        if (share === 1) slice.fill(hu, base + column, base + end);
        else slice[base + column] = (slice[base + column] as number) * (1 - share) + hu * share;
      });
    }
  }
}

/** The stomach: wall, fluid behind, gas in front. */
function paintStomach(scene: FieldScene, cut: FieldCut, slice: Float32Array, z: number): void {
  const { grid, frame } = scene;
  const [columns, rows] = grid.dimensions;
  const level = frame.toPatient([40, STOMACH_LEVEL_Y, -150])[1];
  cut.cut(scene.fields.values.stomach, z);
  for (let j = 0; j < rows; j++) {
    if (!cut.row(j, 3)) continue;
    const gas = Math.min(1, Math.max(0, 0.5 - (grid.originPatient[1] + j * grid.spacingMm[1] - level) / grid.spacingMm[1]));
    const content = 18 + (-985 - 18) * gas;
    for (const [offset, hu] of [
      [0, 46],
      [-STOMACH_WALL_MM, content],
    ] as const) {
      cut.runs(offset, (column, end, share) => {
        for (let at = j * columns + column; at < j * columns + end; at++)
          slice[at] = (slice[at] as number) * (1 - share) + hu * share;
      });
    }
  }
}

function paintLung(
  scene: FieldScene,
  cut: FieldCut,
  slice: Float32Array,
  lung: Float32Array,
  z: number,
  sliceIndex: number,
): void {
  const { grid, shape, texture } = scene;
  const [columns, rows] = grid.dimensions;
  lung.fill(0);
  cut.cut(scene.fields.values.lung, z);
  for (let j = 0; j < rows; j++) {
    if (!cut.row(j, 3)) continue;
    // The lung is denser where it hangs: towards the back of a patient lying on the back.
    const hu = shape.lungHu + (grid.originPatient[1] + j * grid.spacingMm[1] - 5) * 0.42;
    cut.runs(0, (column, end, share) => {
      for (let c = column; c < end; c++) {
        const at = j * columns + c;
        slice[at] = (slice[at] as number) * (1 - share) + (hu + texture.lung(c, j, sliceIndex)) * share;
        lung[at] = share;
      }
    });
  }
}

/** A fissure is a sheet far thinner than a slice: it adds its share of soft tissue. */
function paintFissure(
  scene: FieldScene,
  cut: FieldCut,
  slice: Float32Array,
  lung: Float32Array,
  name: "oblique" | "horizontal",
  z: number,
): void {
  const { fields, grid, frame } = scene;
  const [columns, rows] = grid.dimensions;
  const { columns: across, rows: down, stepMm, origin, values } = fields;
  const plane = Math.round((z - origin[2]) / stepMm) * across * down;
  const middle = frame.toPatient([0, 0, 0])[0];
  const rightUpper = (column: number, row: number) => {
    const x = grid.originPatient[0] + column * grid.spacingMm[0];
    if (x > middle) return false;
    const i = Math.round((x - origin[0]) / stepMm);
    const j = Math.round((grid.originPatient[1] + row * grid.spacingMm[1] - origin[1]) / stepMm);
    return (values.oblique[plane + j * across + i] as number) > 0.5;
  };
  cut.cut(values[name], z);
  for (let j = 0; j < rows; j++) {
    if (!cut.row(j, 6)) continue;
    cut.sheet(0.62, (column, distance, width) => {
      const at = j * columns + column;
      const inside = lung[at] as number;
      if (inside === 0 || (name === "horizontal" && !rightUpper(column, j))) return;
      const share = 1 - Math.abs(distance) / (0.62 * width);
      slice[at] = (slice[at] as number) + ((300 * share * share) / width) * inside;
    });
  }
}
