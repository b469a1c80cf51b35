/**
 * Makes radiographs that nobody took: node generate.ts WORK/generated
 *
 * Projections of the chest CTs beside the checkout ($HOUNSFIELD_DATA/ct; as many as are there), of chest phantoms, and the wrist and
 * forearm phantoms, broken and whole. Writes pixels.u8 and images.jsonl as prepare.py does, so that both are read alike. Boxes of the
 * broken ones are those of their phantoms: a forearm's lies around the middle of its break and does not turn with the limb. The wrists
 * are one anatomy and one break under eight noises. The same CTs and the same phantoms give the same bytes.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexToPatientMm, type Vec3 } from "../../../src/geometry/index.ts";
import type { Box } from "../../../src/inference/index.ts";
import type { WristView } from "../../../src/phantom/index.ts";
import { drawLimb } from "../../../src/testing/limb-radiograph.ts";
import { phantomCase } from "../../lung-nodule/evaluate/phantom-cases.ts";
import { createRandom, type Random } from "../../lung-nodule/evaluate/random.ts";
import { REAL_CASES, readRealCase } from "../../lung-nodule/evaluate/real-cases.ts";
import { boxOfChange, drawWrist } from "../evaluate/drawn-wrist.ts";
import { displayed, type HuGrid, projectVolume } from "./project.ts";

interface Generated {
  readonly name: string;
  readonly region: string;
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
  /** Pixels from edge to edge. */
  readonly boxes: readonly Box[];
}

const VIEWS_OF_CT = 40;
const PHANTOMS = 6;
const VIEWS_OF_PHANTOM = 12;
const FOREARMS = 120;
/** Not that of the picture of failures. */
const FIRST_SEED = 9000;

/** A volume from a few sides, mostly from the front as chests and shoulders are taken; parts of it, as a limb's film is. */
function* projections(name: string, volume: HuGrid, views: number, random: Random): Generator<Generated> {
  const [columns, rows, slices] = volume.grid.dimensions;
  for (let n = 0; n < views; n++) {
    const share = (middle: number, spread: number) => middle + random.range(-spread, spread);
    const middle: Vec3 = [share(0.5, 0.3) * columns, 0.5 * rows, share(0.55, 0.35) * slices];
    const pixels = 448;
    const lines = projectVolume(volume, {
      middlePatient: indexToPatientMm(volume.grid, middle),
      turnedBy: random.unit() < 0.7 ? random.normal() * 20 : random.range(0, 360),
      tiltedBy: random.normal() * 12,
      extentMm: random.range(140, 330),
      pixels,
    });
    yield { name: `${name}-${n}`, region: "chest", columns: pixels, rows: pixels, pixels: displayed(lines, pixels), boxes: [] };
  }
}

const eightBit = (shown: Float32Array) => Uint8Array.from(shown, (share) => Math.round(255 * share));

function* wrists(): Generator<Generated> {
  for (const view of ["PA", "LATERAL"] as const satisfies readonly WristView[]) {
    for (let n = 0; n < 4; n++) {
      const [broken, whole] = [true, false].map((fracture) => half(drawWrist({ seed: FIRST_SEED + n, fracture }, view))) as [
        ReturnType<typeof half>,
        ReturnType<typeof half>,
      ];
      const pair = [
        { ...broken, boxes: [boxOfChange(broken, whole)] },
        { ...whole, boxes: [] },
      ];
      for (const [m, { shown, ...drawn }] of pair.entries())
        yield { ...drawn, name: `wrist-${view}-${n}-${m === 0 ? "broken" : "whole"}`, region: "hand", pixels: eightBit(shown) };
    }
  }
}

function* forearms(): Generator<Generated> {
  for (let n = 0; n < FOREARMS; n++) {
    const random = createRandom(FIRST_SEED + n);
    const drawn = drawLimb({
      ...{ columns: Math.round(random.range(280, 420)), rows: 512, seed: FIRST_SEED + n, turnedBy: random.range(-35, 35) },
      ...(n % 2 === 0 ? { fractureAt: random.range(0.15, 0.85) } : {}),
      metal: n % 4 === 1,
    });
    const boxes = drawn.fracture ? [[...drawn.fracture.min, ...drawn.fracture.max] as const] : [];
    yield {
      name: `forearm-${n}`,
      region: "hand",
      columns: drawn.columns,
      rows: drawn.rows,
      pixels: eightBit(drawn.shown),
      boxes,
    };
  }
}

/** Every second pixel's mean with its neighbours: as small as the set's images are. */
function half({ columns, rows, shown }: ReturnType<typeof drawWrist>) {
  const [wide, high] = [columns >> 1, rows >> 1];
  const at = (x: number, y: number) => shown[x + columns * y] as number;
  const mean = Float32Array.from({ length: wide * high }, (_, n) => {
    const [x, y] = [2 * (n % wide), 2 * Math.floor(n / wide)];
    return (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4;
  });
  return { columns: wide, rows: high, shown: mean };
}

async function* everything(): AsyncGenerator<Generated> {
  yield* wrists();
  yield* forearms();
  for (let n = 0; n < PHANTOMS; n++) {
    const { volume } = await phantomCase(FIRST_SEED + n, 0, 2);
    yield* projections(`phantom-${n}`, volume, VIEWS_OF_PHANTOM, createRandom(FIRST_SEED + n));
  }
  for (const [n, name] of REAL_CASES.entries()) {
    const volume = await readRealCase(name);
    if (volume) yield* projections(name, volume, VIEWS_OF_CT, createRandom(n + 1));
    else process.stderr.write(`${name} is not there: no projections of it\n`);
  }
}

async function main([folder]: readonly string[]): Promise<void> {
  if (!folder) throw new Error("where to? node generate.ts FOLDER");
  mkdirSync(folder, { recursive: true });
  const [rows, pixels]: [string[], Uint8Array[]] = [[], []];
  let at = 0;
  for await (const { name, region, columns, rows: high, pixels: these, boxes } of everything()) {
    const shares = boxes.map(([left, top, right, bottom]) => [left / columns, top / high, right / columns, bottom / high]);
    const said = { name, split: "generated", fold: -1, fractured: boxes.length > 0, hardware: false, region, besideValid: false };
    rows.push(JSON.stringify({ ...said, at, rows: high, columns, boxes: shares }));
    pixels.push(these);
    at += these.length;
  }
  writeFileSync(join(folder, "pixels.u8"), Buffer.concat(pixels));
  writeFileSync(join(folder, "images.jsonl"), `${rows.join("\n")}\n`);
  process.stdout.write(`${rows.length} radiographs, ${Math.round(at / 1e6)} MB\n`);
}

await main(process.argv.slice(2));
