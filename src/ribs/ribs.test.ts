import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { distance, dot, subtract, type Vec3 } from "../geometry/index.ts";
import {
  type Anatomy,
  buildAnatomy,
  buildChestVolume,
  CARTILAGE,
  type ChestRecipe,
  chestRecipe,
  LEFT_RIB,
  OTHER_BONE,
  type RibTruth,
  ribMaskTruth,
  ribTruth,
} from "../phantom/index.ts";
import { findRibs, type HuVolume, type RibCage, segmentRibs } from "./index.ts";

function recipeOf(ribPairs: 11 | 12 | 13, spacingMm: number): ChestRecipe {
  return chestRecipe({
    seed: 1,
    nodules: 0,
    fracture: null,
    shape: { ribPairs },
    acquisition: {
      matrix: 160,
      fieldOfViewMm: 400,
      slices: Math.round(470 / spacingMm),
      spacingMm,
      sliceThicknessMm: spacingMm,
      noiseHu: 20,
    },
  });
}

/** The slices between two heights. */
function between({ grid, values }: HuVolume, lowMm: number, highMm: number): HuVolume {
  const [columns, rows, slices] = grid.dimensions;
  const at = (mm: number) => Math.min(slices, Math.max(0, Math.round((mm - grid.originPatient[2]) / grid.spacingMm[2])));
  const [first, end] = [at(lowMm), at(highMm)];
  const [x, y, z] = grid.originPatient;
  return {
    grid: { ...grid, dimensions: [columns, rows, end - first], originPatient: [x, y, z + first * grid.spacingMm[2]] },
    values: values.slice(first * columns * rows, end * columns * rows),
  };
}

/** The rows that the body fills. */
function inRows<T extends Int16Array | Uint8Array>(grid: HuVolume["grid"], values: T): { grid: HuVolume["grid"]; values: T } {
  const [columns, rows, slices] = grid.dimensions;
  const [first, end] = [Math.round(rows * 0.16), Math.round(rows * 0.92)];
  const kept = new (values.constructor as new (size: number) => T)(columns * (end - first) * slices);
  for (let k = 0; k < slices; k++) {
    kept.set(values.subarray(columns * (rows * k + first), columns * (rows * k + end)), columns * (end - first) * k);
  }
  const [x, y, z] = grid.originPatient;
  return {
    values: kept,
    grid: { ...grid, dimensions: [columns, end - first, slices], originPatient: [x, y + first * grid.spacingMm[1], z] },
  };
}

type Turn = (point: Vec3) => Vec3;

/** A turn about the patient's axis of that index, with the table's own slices staying as they are to the patient. */
function turnAbout(axis: 0 | 1 | 2, degrees: number): Turn {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return ([x, y, z]) => {
    if (axis === 0) return [x, c * y - s * z, s * y + c * z];
    return axis === 1 ? [c * x + s * z, y, c * z - s * x] : [c * x - s * y, s * x + c * y, z];
  };
}

function turned({ grid, values }: HuVolume, turn: Turn): HuVolume {
  const [i, j, k] = grid.directions;
  return { values, grid: { ...grid, originPatient: turn(grid.originPatient), directions: [turn(i), turn(j), turn(k)] } };
}

function noisy({ grid, values }: HuVolume, deviationHu: number): HuVolume {
  let state = 12345;
  const unit = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const noise = () => (unit() + unit() + unit() + unit() - 2) * Math.sqrt(3) * deviationHu;
  return { grid, values: Int16Array.from(values, (value) => value + noise()) };
}

/** How many ribs the volume shows a third of or more, and those of them that were not given their number along most of what it shows. */
function numbersOf(
  truth: readonly RibTruth[],
  { ribs }: RibCage,
  { grid }: HuVolume,
): { shown: number; wrong: readonly string[] } {
  const share = (p: Vec3) =>
    dot(subtract(p, grid.originPatient), grid.directions[2]) / (grid.spacingMm[2] * (grid.dimensions[2] - 1));
  const shown = truth.map((rib) => ({
    ...rib,
    points: rib.points.filter((p) => share(p) > 0.02 && share(p) < 0.98),
    all: rib.points.length,
  }));
  const enough = shown.filter(({ points, all }) => points.length > all / 3);
  const wrong = enough.flatMap(({ side, rib, points }) => {
    const named = points.slice(4).flatMap((point) => {
      const near = ribs.filter((other) => other.points.some((p) => distance(p, point) < 7));
      return near.map((other) => `${other.side}${other.number ?? "?"}`);
    });
    const right = named.filter((name) => name === `${side}${rib}`).length;
    return right > points.length * 0.6 && right > named.length * 0.8
      ? []
      : [`${side}${rib} as ${[...new Set(named)].join(", ")}`];
  });
  return { shown: enough.length, wrong };
}

/** How often each label comes. */
function countsOf(labels: Uint8Array | Uint32Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}

describe("ribs of phantoms", () => {
  const recipe = recipeOf(12, 4);
  const truth = ribTruth(recipe, "current");
  const scale = recipe.shape.heightScale;
  let anatomy: Anatomy;
  const built = async (of: ChestRecipe): Promise<HuVolume> => {
    const { grid, values } = await buildChestVolume(of, "current", { anatomy });
    return inRows(grid, values);
  };
  let whole: HuVolume;
  let cage: RibCage;
  const asked = { shown: 0, wrong: 0 };
  const readAs = (...of: Parameters<typeof numbersOf>) => {
    const read = numbersOf(...of);
    asked.shown += read.shown;
    asked.wrong += read.wrong.length;
    return read;
  };

  beforeAll(async () => {
    anatomy = buildAnatomy(recipe);
    whole = between(await built(recipe), -1000, 125 * scale);
    cage = await findRibs(whole);
  }, 120_000);
  afterAll(() => {
    // What these phantoms are for: of all ribs asked for so many have their number.
    expect(asked.shown).toBeGreaterThan(200);
    expect(1 - asked.wrong / asked.shown).toBeGreaterThanOrEqual(0.95);
  });

  it("numbers all ribs of a whole chest, certainly", () => {
    expect(readAs(truth, cage, whole)).toEqual({ shown: 24, wrong: [] });
    expect(cage.numbering).toEqual({ certainty: "certain", from: "both", reasons: [] });
    expect(cage.ribs).toHaveLength(24);
  });

  it("marks the voxels of each rib: bone and marrow, and little of what touches it", async () => {
    const { grid, labels } = ribMaskTruth(recipe, "current");
    const shown = inRows(grid, labels).values.subarray(0, whole.values.length);
    const masks = await segmentRibs(whole, cage.ribs, () => {});
    const owners = new Uint8Array(whole.values.length);
    for (const voxel of masks.flatMap((voxels) => [...voxels])) owners[voxel] = (owners[voxel] as number) + 1;
    expect(owners.reduce((most, count) => Math.max(most, count), 0)).toBe(1);
    const sizes = countsOf(shown);
    const found = cage.ribs.map(({ side, number }, n) => {
      const voxels = masks[n] as Uint32Array;
      const own = (number as number) + (side === "R" ? 0 : LEFT_RIB);
      const inside = countsOf(voxels.map((voxel) => shown[voxel] as number));
      const share = (label: number) => (inside[label] as number) / voxels.length;
      const dice = (2 * (inside[own] as number)) / (voxels.length + (sizes[own] as number));
      return { dice, otherBone: share(OTHER_BONE), cartilage: share(CARTILAGE) };
    });
    const mean = (pick: (one: (typeof found)[number]) => number) => found.reduce((sum, one) => sum + pick(one), 0) / found.length;
    // Voxels of 2.5 x 2.5 x 4 mm: most of a rib's lie on its surface.
    expect(mean(({ dice }) => dice)).toBeGreaterThan(0.8);
    expect(Math.min(...found.map(({ dice }) => dice))).toBeGreaterThan(0.65);
    expect(mean(({ otherBone }) => otherBone)).toBeLessThan(0.02);
    expect(mean(({ cartilage }) => cartilage)).toBeLessThan(0.02);
  }, 60_000);

  it("numbers from the last rib where the apex is cut off, and says that twelve were assumed", async () => {
    const volume = between(whole, -1000, 60 * scale);
    const cage = await findRibs(volume);
    expect(readAs(truth, cage, volume).wrong).toEqual([]);
    expect(cage.numbering).toEqual({ certainty: "likely", from: "last", reasons: ["first-not-seen"] });
  }, 60_000);

  it("numbers from the first rib where the costal arch is cut off", async () => {
    const volume = between(whole, -150 * scale, 1000);
    const cage = await findRibs(volume);
    expect(readAs(truth, cage, volume).wrong).toEqual([]);
    expect(cage.numbering).toEqual({ certainty: "certain", from: "first", reasons: [] });
  }, 60_000);

  it("numbers nothing where both ends are cut off, but keeps the order", async () => {
    const cage = await findRibs(between(whole, -150 * scale, 60 * scale));
    expect(cage.numbering).toEqual({ certainty: "uncertain", from: "none", reasons: ["no-end-seen"] });
    expect(cage.ribs.every(({ number }) => number === null)).toBe(true);
    expect(cage.ribs.filter(({ side }) => side === "R").map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }, 60_000);

  it.each([
    ["nodding", 0, 12],
    ["leaning", 1, 10],
    ["turned", 2, 14],
  ] as const)(
    "numbers the ribs of a %s patient",
    async (_, axis, degrees) => {
      const turn = turnAbout(axis, degrees);
      const volume = turned(whole, turn);
      const cage = await findRibs(volume);
      const there = truth.map((rib) => ({ ...rib, points: rib.points.map(turn) }));
      expect(readAs(there, cage, volume)).toEqual({ shown: 24, wrong: [] });
      expect(cage.numbering.certainty).toBe("certain");
    },
    60_000,
  );

  it("numbers the ribs of a scan of low dose", async () => {
    const cage = await findRibs(noisy(whole, 60));
    expect(readAs(truth, cage, whole)).toEqual({ shown: 24, wrong: [] });
    expect(cage.numbering.from).toMatch(/^(both|first)$/);
  }, 60_000);

  it.each([11, 13] as const)(
    "counts %i pairs in slices of 5 mm, and says that they are not twelve",
    async (pairs) => {
      const other = recipeOf(pairs, 5);
      const volume = between(await built(other), -1000, 125 * other.shape.heightScale);
      const cage = await findRibs(volume);
      expect(readAs(ribTruth(other, "current"), cage, volume)).toEqual({ shown: 2 * pairs, wrong: [] });
      expect(cage.numbering.from).toBe("first");
    },
    120_000,
  );
});
