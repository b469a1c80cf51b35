/**
 * Draws where the package goes wrong on generated radiographs: node failures.ts OUTPUT.png [FIRST_SEED] [LIMBS]
 *
 * Upper rows: fractures without a box at the default operating point; lower rows: boxes where nothing is broken, highest score first. Dashed, green:
 * what is there; solid, amber: what the network says. Wrists and forearms of this program's own making: no picture of anybody.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { loadModel, runModelOnImages, type SeriesImage } from "../../../src/inference/index.ts";
import { drawLimb } from "../../../src/testing/limb-radiograph.ts";
import { boxOfChange, drawWrist } from "../evaluate/drawn-wrist.ts";
import { type Drawing, tileOf } from "../evaluate/tile.ts";

const TILE = 224;
const GAP = 4;
const COLUMNS = 6;

interface Drawn extends Omit<Drawing, "found"> {
  readonly name: string;
}

function drawings(first: number, limbs: number): readonly Drawn[] {
  // Another seed is another noise alone.
  const wrists = (["PA", "LATERAL"] as const).flatMap((view) => {
    const [broken, whole] = [true, false].map((fracture) => drawWrist({ seed: first, fracture }, view)) as [Drawn, Drawn];
    return [{ ...broken, truth: [boxOfChange(broken, whole)] }, whole];
  });
  const forearms = Array.from({ length: limbs }, (_, n): Drawn => {
    const isBroken = n % 2 === 0;
    const drawn = drawLimb({
      ...{ columns: 480, rows: 640, seed: first + n, turnedBy: ((n * 37) % 60) - 30, metal: n % 3 === 1 },
      ...(isBroken ? { fractureAt: 0.25 + ((n * 7) % 11) / 20 } : {}),
      ...(n % 4 === 3 ? { markers: [[60, 80]] as const } : {}),
    });
    const truth = drawn.fracture ? [[...drawn.fracture.min, ...drawn.fracture.max] as const] : [];
    return { ...drawn, name: `forearm ${first + n}${n % 3 === 1 ? ", metal" : ""}`, truth };
  });
  return [...wrists, ...forearms];
}

function asSeriesImage({ rows, columns, shown }: Drawn, n: number): SeriesImage {
  return {
    header: {
      ...{ sopClassUid: "1.2.840.10008.5.1.4.1.1.1.1", sopInstanceUid: `2.25.${n + 1}`, frameNumber: 1, instanceNumber: 1 },
      ...{ rows, columns, samplesPerPixel: 1, valueType: "uint16", photometricInterpretation: "MONOCHROME2", voi: [], unit: "1" },
      pixelSpacingSource: "none",
    },
    about: { bodyPartExamined: "FOREARM" },
    read: async () => ({
      ...{ rows, columns, samplesPerPixel: 1, display: () => shown },
      values: Uint16Array.from(shown, (share) => share * 4095),
    }),
  };
}

function sheet(rows: readonly (readonly Uint8Array[])[]): Uint8Array {
  const width = COLUMNS * (TILE + GAP) + GAP;
  const height = Math.max(1, rows.length) * (TILE + GAP) + GAP;
  const data = new Uint8Array(width * height * 3).fill(255);
  for (const [r, row] of rows.entries()) {
    for (const [c, tile] of row.entries()) {
      const start = GAP + c * (TILE + GAP) + width * (GAP + r * (TILE + GAP));
      for (let y = 0; y < TILE; y++) data.set(tile.subarray(y * TILE * 3, (y + 1) * TILE * 3), 3 * (start + y * width));
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}

const inRows = <T>(tiles: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.min(most, Math.ceil(tiles.length / COLUMNS)) }, (_, n) =>
    tiles.slice(n * COLUMNS, (n + 1) * COLUMNS),
  );

async function main(): Promise<void> {
  const [output = "failures.png", first = "500", limbs = "24"] = process.argv.slice(2);
  const model = await loadModel(fileURLToPath(new URL("..", import.meta.url)), { threads: 1 });
  const missed: Uint8Array[] = [];
  const wrong: { readonly tile: Uint8Array; readonly score: number }[] = [];
  for (const [n, drawn] of drawings(Number(first), Number(limbs)).entries()) {
    const { proposals } = await runModelOnImages([asSeriesImage(drawn, n)], model, { signal: new AbortController().signal });
    const found = proposals.flatMap(({ geometry, provenance }) => {
      if (geometry.kind !== "image" || geometry.pointsPixel.length < 3 || provenance.by !== "model") return [];
      const [xs, ys] = [0, 1].map((axis) => geometry.pointsPixel.map((point) => (point[axis] as number) + 0.5)) as [
        number[],
        number[],
      ];
      return [{ box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const, score: provenance.score }];
    });
    const tile = () => tileOf({ ...drawn, found: found.map(({ box }) => box) }, TILE);
    const points = (box: readonly number[], [left, top, right, bottom]: readonly number[]) => {
      const [x, y] = [((box[0] ?? 0) + (box[2] ?? 0)) / 2, ((box[1] ?? 0) + (box[3] ?? 0)) / 2];
      return x >= (left ?? 0) && x <= (right ?? 0) && y >= (top ?? 0) && y <= (bottom ?? 0);
    };
    if (drawn.truth.some((truth) => !found.some(({ box }) => points(box, truth)))) {
      missed.push(tile());
      process.stdout.write(`missed: ${drawn.name}\n`);
    }
    const astray = found.filter(({ box }) => !drawn.truth.some((truth) => points(box, truth)));
    if (astray.length > 0) {
      const score = Math.max(...astray.map((one) => one.score));
      wrong.push({ tile: tile(), score });
      process.stdout.write(`box where nothing is broken: ${drawn.name}, score ${score.toFixed(2)}\n`);
    }
  }
  await model.dispose();
  const worst = wrong.toSorted((a, b) => b.score - a.score).map(({ tile }) => tile);
  writeFileSync(output, sheet([...inRows(missed, 2), ...inRows(worst, 2)]));
}

await main();
