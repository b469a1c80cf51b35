import { yieldToLoop } from "../base/index.ts";
import { type VolumeGrid, voxelCount } from "../geometry/index.ts";
import { type Anatomy, buildAnatomy } from "./anatomy.ts";
import { createBonePainter } from "./bone-painter.ts";
import { createFieldPainter, densitiesFor } from "./field-painter.ts";
import { buildFields } from "./fields.ts";
import { createFinisher } from "./finish.ts";
import { chestGrid, createFrame } from "./frame.ts";
import { createNodulePainter } from "./nodule-painter.ts";
import type { ChestRecipe, StudyName } from "./recipe.ts";
import { buildSkeleton } from "./skeleton.ts";
import { type SoftTubeName, softTubes } from "./soft-tubes.ts";
import { createTablePainter } from "./table-painter.ts";
import { createTexture } from "./texture.ts";
import { createTubePainter } from "./tube-painter.ts";

export interface ChestVolume {
  readonly grid: VolumeGrid;
  /** HU, -1024 to 3071; voxel (i, j, k) at i + columns * (j + rows * k), feet first. */
  readonly values: Int16Array;
}

export interface BuildOptions {
  /** Share of the slices done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
  /** `buildAnatomy(recipe)`, where several studies of one recipe are built. */
  readonly anatomy?: Anatomy;
}

/** Paints slice k of a study into `target` at `offset`; slices must be asked for in order. */
export type SlicePainter = (k: number, target: Int16Array, offset: number) => void;

/**
 * The voxels of one study of a chest phantom.
 * @throws PhantomError where a nodule has no room; the signal's reason when aborted
 */
export async function buildChestVolume(recipe: ChestRecipe, study: StudyName, options: BuildOptions = {}): Promise<ChestVolume> {
  const grid = chestGrid(recipe, study);
  const paint = createSlicePainter(recipe, study, options.anatomy ?? buildAnatomy(recipe));
  const values = new Int16Array(voxelCount(grid));
  const [columns, rows, slices] = grid.dimensions;
  for (let k = 0; k < slices; k++) {
    if (k % 8 === 0) await yieldToLoop(options.signal);
    paint(k, values, k * columns * rows);
    options.onProgress?.((k + 1) / slices);
  }
  return { grid, values };
}

export function createSlicePainter(recipe: ChestRecipe, study: StudyName, anatomy: Anatomy): SlicePainter {
  const grid = chestGrid(recipe, study);
  const frame = createFrame(recipe, study);
  const acquisition = recipe.acquisition[study];
  const { shape } = recipe;
  const thicknessMm = acquisition.sliceThicknessMm;
  const texture = createTexture(recipe.seed, shape.emphysema);
  const densities = densitiesFor(acquisition.bloodHu);
  const fields = createFieldPainter({
    fields: buildFields(shape, frame, grid),
    grid,
    frame,
    shape,
    densities,
    texture,
    thicknessMm,
  });
  const bones = createBonePainter(buildSkeleton(recipe, study, frame).bones, grid, thicknessMm, texture.grain);
  const { arteries, veins, airways } = anatomy.trees;
  const soft = (name: SoftTubeName) => createTubePainter(softTubes(name, recipe), grid, frame, thicknessMm);
  const tubes = {
    liver: soft("liver"),
    cerebrospinal: soft("cerebrospinal"),
    cord: soft("cord"),
    coronaries: soft("coronaries"),
    plaques: soft("plaques"),
    axillary: soft("axillary"),
    arteries: createTubePainter(arteries, grid, frame, thicknessMm),
    veins: createTubePainter(veins, grid, frame, thicknessMm),
    walls: createTubePainter(airways.map(withWall), grid, frame, thicknessMm),
    lumina: createTubePainter(airways, grid, frame, thicknessMm),
  };
  const nodules = createNodulePainter(anatomy.nodules, study, grid, frame, thicknessMm, acquisition.bloodHu, texture.grain);
  const table = createTablePainter(shape, frame, grid);
  const finisher = createFinisher(grid, acquisition.noiseHu, acquisition.blurMm, recipe.seed, study);
  const [columns, rows] = grid.dimensions;
  const slice = new Float32Array(columns * rows);
  const lung = new Float32Array(columns * rows);
  const cover = new Float32Array(columns * rows);

  const paintTubes = (name: keyof typeof tubes, hu: number, z: number) => {
    const [first, end] = tubes[name].cover(cover, z);
    for (let at = first * columns; at < end * columns; at++) {
      const share = cover[at] as number;
      if (share === 0) continue;
      slice[at] = (slice[at] as number) + (hu - (slice[at] as number)) * share;
      cover[at] = 0;
    }
  };
  return (k, target, offset) => {
    const z = grid.originPatient[2] + k * grid.spacingMm[2];
    fields.paint(slice, lung, z, k);
    paintTubes("liver", (densities.venous * 2 + densities.liver) / 3, z);
    paintTubes("axillary", (densities.venous + densities.muscle) / 2, z);
    paintTubes("cerebrospinal", 14, z);
    paintTubes("cord", 40, z);
    paintTubes("coronaries", densities.arterial, z);
    paintTubes("walls", 20, z);
    paintTubes("arteries", densities.venous, z);
    paintTubes("veins", densities.arterial, z);
    paintTubes("lumina", -995, z);
    bones.paint(slice, z, k);
    paintTubes("plaques", 900, z);
    nodules.paint(slice, z);
    table.paint(slice);
    finisher.finish(slice, target, offset, k);
  };
}

function withWall<T extends { readonly fromRadius: number; readonly toRadius: number }>(airway: T): T {
  const wall = (radius: number) => radius + 0.45 + 0.12 * radius;
  return { ...airway, fromRadius: wall(airway.fromRadius), toRadius: wall(airway.toRadius) };
}
