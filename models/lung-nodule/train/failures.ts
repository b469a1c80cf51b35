/**
 * Draws where the package goes wrong in generated thoraces: node failures.ts OUTPUT.png [FIRST_SEED] [SCANS]
 *
 * Upper rows: nodules that it does not find at the operating point; lower rows: what it proposes where none is, highest score first.
 * Each tile is an axial cut of 50 mm, window -1350 to 150 HU. Only generated thoraces: no picture of anybody.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { analyse, loadModel, type Proposal } from "../../../src/inference/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { away } from "../evaluate/insert.ts";
import { readCase } from "../evaluate/scan-case.ts";

type Point = readonly [number, number, number];

const TILE = 128;
const TILE_MM = 50;
const GAP = 4;
const COLUMNS = 6;
const WINDOW_HU = [-1350, 150] as const;

interface Tile {
  readonly pixels: Uint8Array;
  readonly score: number;
}

/** The grid of a generated thorax lies along the patient's axes. */
function cut({ grid, values }: Volume, center: Point): Uint8Array {
  const [ni, nj, nk] = grid.dimensions;
  const index = (axis: 0 | 1 | 2, mm: number) =>
    Math.round((mm - grid.originPatient[axis]) / (grid.spacingMm[axis] * grid.directions[axis][axis]));
  const pixels = new Uint8Array(TILE * TILE);
  const k = Math.min(nk - 1, Math.max(0, index(2, center[2])));
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      const i = index(0, center[0] + ((x + 0.5) / TILE - 0.5) * TILE_MM);
      const j = index(1, center[1] + ((y + 0.5) / TILE - 0.5) * TILE_MM);
      const hu = i >= 0 && j >= 0 && i < ni && j < nj ? (values[i + ni * (j + nj * k)] as number) : -1024;
      pixels[x + TILE * y] = Math.min(255, Math.max(0, ((hu - WINDOW_HU[0]) / (WINDOW_HU[1] - WINDOW_HU[0])) * 255));
    }
  }
  return pixels;
}

function sheet(rows: readonly (readonly Tile[])[]): Uint8Array {
  const width = COLUMNS * (TILE + GAP) + GAP;
  const height = rows.length * (TILE + GAP) + GAP;
  const data = new Uint8Array(width * height).fill(255);
  for (const [r, row] of rows.entries()) {
    for (const [c, { pixels }] of row.entries()) {
      const start = GAP + c * (TILE + GAP) + width * (GAP + r * (TILE + GAP));
      for (let y = 0; y < TILE; y++) data.set(pixels.subarray(y * TILE, (y + 1) * TILE), start + y * width);
    }
  }
  return encode({ width, height, data, channels: 1, depth: 8 });
}

const inRows = (tiles: readonly Tile[], most: number): readonly (readonly Tile[])[] =>
  Array.from({ length: Math.min(most, Math.ceil(tiles.length / COLUMNS)) }, (_, n) =>
    tiles.slice(n * COLUMNS, (n + 1) * COLUMNS),
  );

async function main(): Promise<void> {
  const [output = "failures.png", first = "70000", scans = "12"] = process.argv.slice(2);
  const model = await loadModel(fileURLToPath(new URL("..", import.meta.url)), { threads: 1 });
  const missed: Tile[] = [];
  const wrong: Tile[] = [];
  for (let n = 0; n < Number(scans); n++) {
    const { volume, truth } = await readCase({ kind: "generated", seed: Number(first) + n, nodules: 8 });
    const { proposals } = await analyse(volume, model);
    const found = proposals.flatMap(({ geometry, provenance }: Proposal) =>
      geometry.kind === "sphere" && provenance.by === "model" ? [{ at: geometry.centerPatient, score: provenance.score }] : [],
    );
    const hits = (at: Point, diameterMm: number, place: Point) => away(at, place) <= Math.max(2.5, diameterMm / 2);
    for (const { centerPatient, diameterMm, kind } of truth) {
      if (found.some(({ at }) => hits(at, diameterMm, centerPatient))) continue;
      missed.push({ pixels: cut(volume, centerPatient), score: 0 });
      process.stdout.write(`missed: seed ${Number(first) + n}, ${kind}, ${diameterMm.toFixed(1)} mm\n`);
    }
    for (const { at, score } of found) {
      if (truth.some(({ centerPatient, diameterMm }) => hits(at, diameterMm, centerPatient))) continue;
      wrong.push({ pixels: cut(volume, at), score });
      process.stdout.write(`proposed where none is: seed ${Number(first) + n}, score ${score.toFixed(2)}\n`);
    }
  }
  await model.dispose();
  const worst = wrong.toSorted((a, b) => b.score - a.score);
  writeFileSync(output, sheet([...inRows(missed, 2), ...inRows(worst, 2)]));
}

await main();
