import { createFieldCut } from "./field-cut.ts";
import type { FieldScene } from "./field-painter.ts";
import { clamp, smoothstep } from "./mathematics.ts";

/** Paints the muscles of the chest wall: intercostal, then a deep and an outer layer with fat between them. */
export interface WallPainter {
  paint(slice: Float32Array, z: number, sliceIndex: number): void;
}

export function createWallPainter(scene: FieldScene): WallPainter {
  const { fields, grid, frame, densities, texture, thicknessMm } = scene;
  const [columns, rows] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const cuts = {
    body: createFieldCut(fields, grid, thicknessMm),
    cage: createFieldCut(fields, grid, thicknessMm),
    deep: createFieldCut(fields, grid, thicknessMm),
    outer: createFieldCut(fields, grid, thicknessMm),
  };
  const row = {
    body: new Float32Array(columns),
    cage: new Float32Array(columns),
    deep: new Float32Array(columns),
    outer: new Float32Array(columns),
  };
  const names = ["cage", "deep", "outer", "body"] as const;
  const width = pixelMm * 1.2;
  /** Share of the pixel inside a layer from `low` to `high` above the cage. */
  const layer = (cage: number, low: number, high: number) =>
    high - low < 0.4 ? 0 : clamp(Math.min(cage - low, high - cage) / width + 0.5, 0, 1);

  const paintRow = (slice: Float32Array, j: number, wall: number, sliceIndex: number) => {
    for (let c = 0; c < columns; c++) {
      const cage = row.cage[c] as number;
      const skin = row.body[c] as number;
      if (cage < 0.5 || cage > 60 || skin > -3) continue;
      const deep = row.deep[c] as number;
      const outer = row.outer[c] as number;
      const own = layer(cage, 1.6, 10.9) * wall;
      const layers = Math.max(own, layer(cage, 12.2, 12.2 + deep), layer(cage, 13.7 + deep, 13.7 + deep + outer));
      const share = layers * clamp((-4 - skin) / 3, 0, 1);
      if (share === 0) continue;
      const at = j * columns + c;
      const hu = densities.muscle + texture.muscle(c, j, sliceIndex);
      slice[at] = (slice[at] as number) * (1 - share) + hu * share;
    }
  };

  return {
    paint: (slice, z, sliceIndex) => {
      // At the neck the rib cage ends and with it the wall.
      const wall = 1 - smoothstep(86, 94, frame.toAnatomy([0, 0, z])[2]);
      for (const name of names) cuts[name].cut(fields.values[name], z);
      for (let j = 0; j < rows; j++) {
        if (!cuts.body.row(j, 0)) continue;
        for (const name of names) {
          if (name !== "body") cuts[name].row(j, 1e9);
          cuts[name].expand(row[name]);
        }
        paintRow(slice, j, wall, sliceIndex);
      }
    },
  };
}
