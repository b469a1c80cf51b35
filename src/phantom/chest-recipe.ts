import { exp, log } from "./mathematics.ts";
import { createRandom, type Random } from "./random.ts";
import type {
  ChestRecipe,
  ChestRecipeOptions,
  CtAcquisition,
  Lobe,
  NoduleAttachment,
  NoduleKind,
  NoduleMargin,
  NoduleRecipe,
  NoduleSize,
  Positioning,
  RibFractureRecipe,
  ThoraxShape,
} from "./recipe.ts";

/**
 * A whole recipe from a seed: patient, technique, position and nodules are drawn from realistic ranges unless given.
 *
 * The same options give the same recipe, and the same recipe the same voxels, on every machine.
 */
export function chestRecipe(options: ChestRecipeOptions): ChestRecipe {
  const { seed } = options;
  const shape = { ...drawShape(createRandom(seed, "shape")), ...options.shape };
  const acquisition = { ...drawAcquisition(createRandom(seed, "acquisition"), shape), ...options.acquisition };
  const place = createRandom(seed, "positioning");
  const nodules = options.nodules ?? Math.floor(createRandom(seed, "nodule count").range(0, 7));
  return {
    seed,
    shape,
    acquisition: { current: acquisition, prior: { ...acquisition, ...options.priorAcquisition } },
    positioning: {
      current: { ...drawPositioning(place), ...options.positioning?.current },
      prior: { ...drawPositioning(place), ...options.positioning?.prior },
    },
    nodules: typeof nodules === "number" ? drawNodules(createRandom(seed, "nodules"), nodules) : nodules,
    fracture: options.fracture === undefined ? drawFracture(createRandom(seed, "fracture")) : options.fracture,
  };
}

function drawShape(random: Random): ThoraxShape {
  const sex = random.unit() < 0.5 ? "F" : "M";
  const size = sex === "F" ? 0.93 : 1;
  return {
    sex,
    widthScale: size * random.range(0.92, 1.07),
    depthScale: size * random.range(0.92, 1.1),
    heightScale: size * random.range(0.92, 1.06),
    fatMm: random.range(6, 26),
    muscleScale: random.range(0.7, 1.15) * (sex === "F" ? 0.8 : 1),
    heartScale: random.range(0.9, 1.12),
    diaphragmMm: random.range(-10, 12),
    lungHu: random.range(-885, -815),
    vesselEnds: Math.round(random.range(2200, 3400)),
    plaque: Math.max(0, random.range(-0.6, 1)),
    emphysema: Math.max(0, random.range(-1.5, 1)),
  };
}

function drawAcquisition(random: Random, shape: ThoraxShape): CtAcquisition {
  const spacingMm = random.pick([1, 1.25, 1.5, 2, 2, 2.5]);
  const wide = Math.max(shape.widthScale, 0.95) * (346 + shape.fatMm);
  const contrast = random.unit() < 0.45;
  return {
    matrix: 512,
    fieldOfViewMm: Math.round(wide * random.range(0.92, 1.08)),
    slices: Math.round((300 * shape.heightScale) / spacingMm),
    spacingMm,
    sliceThicknessMm: spacingMm * random.pick([1, 1, 1.25]),
    noiseHu: exp(random.range(log(9), log(38))),
    blurMm: random.range(0.34, 0.68),
    bloodHu: contrast ? random.range(110, 260) : random.range(36, 48),
    kvp: random.pick([100, 120, 120]),
    tubeCurrentMa: Math.round(random.range(40, 220)),
  };
}

function drawPositioning(random: Random): Positioning {
  return {
    shiftMm: [random.range(-7, 7), random.range(-6, 6), random.range(-5, 5)],
    rotationDegrees: random.range(-2.5, 2.5),
    inspiration: random.range(0.95, 1.02),
  };
}

/** One of the values, by their shares (which sum to 1). */
function draw<T>(random: Random, shares: readonly (readonly [T, number])[]): T {
  let rest = random.unit();
  for (const [value, share] of shares) {
    if (rest < share) return value;
    rest -= share;
  }
  return (shares[0] as readonly [T, number])[0];
}

const LOBES: readonly (readonly [Lobe, number])[] = [
  ["RUL", 0.26],
  ["RML", 0.1],
  ["RLL", 0.24],
  ["LUL", 0.22],
  ["LLL", 0.18],
];
const KINDS: readonly (readonly [NoduleKind, number])[] = [
  ["solid", 0.62],
  ["part-solid", 0.14],
  ["ground-glass", 0.16],
  ["calcified", 0.08],
];
const MARGINS: Readonly<Record<NoduleKind, readonly (readonly [NoduleMargin, number])[]>> = {
  solid: [
    ["smooth", 0.55],
    ["lobulated", 0.25],
    ["spiculated", 0.2],
  ],
  "part-solid": [
    ["smooth", 0.3],
    ["lobulated", 0.4],
    ["spiculated", 0.3],
  ],
  "ground-glass": [
    ["smooth", 0.5],
    ["lobulated", 0.5],
  ],
  calcified: [["smooth", 1]],
};
const ATTACHMENTS: readonly (readonly [NoduleAttachment, number])[] = [
  ["isolated", 0.55],
  ["pleural", 0.2],
  ["vascular", 0.17],
  ["fissural", 0.08],
];

function drawNodules(random: Random, count: number): readonly NoduleRecipe[] {
  return Array.from({ length: count }, (_, index) => drawNodule(random, `N${index + 1}`));
}

function drawNodule(random: Random, id: string): NoduleRecipe {
  const kind = draw(random, KINDS);
  const margin = draw(random, MARGINS[kind]);
  const attachment = draw(random, ATTACHMENTS);
  const smallest = kind === "solid" || kind === "calcified" ? 3.5 : 6;
  const diameterMm = exp(random.range(log(smallest), log(kind === "calcified" ? 9 : 22)));
  const growth = kind === "calcified" ? 1 : random.range(0.55, 1.02);
  const isNew = random.unit() < 0.15 && kind !== "calcified";
  const core = random.range(0.3, 0.6);
  const size = (factor: number): NoduleSize => {
    const diameter = { diameterMm: diameterMm * factor };
    return kind === "part-solid" ? { ...diameter, solidDiameterMm: diameterMm * factor * core } : diameter;
  };
  return { id, kind, margin, attachment, lobe: draw(random, LOBES), current: size(1), prior: isNew ? null : size(growth) };
}

function drawFracture(random: Random): RibFractureRecipe | null {
  if (random.unit() < 0.8) return null;
  return {
    side: random.unit() < 0.5 ? "R" : "L",
    rib: Math.floor(random.range(4, 10)),
    along: random.range(0.35, 0.8),
    studies: ["current"],
  };
}
