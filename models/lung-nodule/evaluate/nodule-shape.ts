import { type Random, randomDirection } from "./random.ts";

type Direction = readonly [number, number, number];

export type NoduleKind = "solid" | "part-solid" | "ground-glass";
export type Attachment = "isolated" | "vessel" | "pleura";

/** A nodule to be put into a real CT. Lengths in millimetres, patient axes. */
export interface NoduleSpec {
  readonly kind: NoduleKind;
  readonly attachment: Attachment;
  /** Of the ball of the same volume, about. */
  readonly diameterMm: number;
  /** Of the solid part of a part-solid nodule. */
  readonly coreDiameterMm: number;
  readonly hu: number;
  readonly coreHu: number;
  /** Radius along a unit direction, as a factor of half the diameter. */
  readonly surface: (direction: Direction) => number;
  /** Width of the margin beyond the scan's own blur, standard deviation. */
  readonly softMm: number;
  /** Density at a place from the centre, as a factor around 1. */
  readonly texture: (x: number, y: number, z: number) => number;
}

/** Draws a nodule: 4 to 28 mm, mostly small; solid, part-solid, ground glass; smooth, lobulated or spiculated. */
export function drawNodule(random: Random): NoduleSpec {
  const draw = random.unit();
  const kind: NoduleKind = draw < 0.66 ? "solid" : draw < 0.82 ? "part-solid" : "ground-glass";
  const smallest = kind === "solid" ? 4 : 6.5;
  const diameterMm = smallest * Math.exp(random.unit() ** 1.4 * Math.log(28 / smallest));
  const place = random.unit();
  return {
    kind,
    attachment: place < 0.5 ? "isolated" : place < 0.75 ? "vessel" : "pleura",
    diameterMm,
    coreDiameterMm: kind === "part-solid" ? diameterMm * random.range(0.35, 0.65) : 0,
    hu: kind === "solid" ? random.range(-60, 110) : random.range(-720, -480),
    coreHu: random.range(-120, 60),
    surface: drawSurface(random, kind),
    softMm: kind === "solid" ? random.range(0, 0.5) : random.range(0.2, 1.6),
    texture: drawTexture(random, kind === "solid" ? 0.06 : random.range(0.05, 0.3)),
  };
}

/** A few waves of 3 to 9 mm. */
function drawTexture(random: Random, depth: number): (x: number, y: number, z: number) => number {
  const waves = Array.from({ length: 5 }, () => {
    const toward = randomDirection(random);
    const perMm = (2 * Math.PI) / random.range(3, 9);
    return { toward, perMm, phase: random.range(0, 2 * Math.PI) };
  });
  return (x, y, z) =>
    waves.reduce((sum, { toward, perMm, phase }) => {
      const along = x * toward[0] + y * toward[1] + z * toward[2];
      return sum + (depth / Math.sqrt(waves.length)) * Math.sin(along * perMm + phase);
    }, 1);
}

/** Mean volume of the lobulated body is that of the ball; spicules come on top, as readers leave them out. */
function drawSurface(random: Random, kind: NoduleKind): (direction: Direction) => number {
  const most = random.range(0.02, 0.32);
  const stretch = [random.range(1 - most, 1 + most), random.range(1 - most, 1 + most), random.range(1 - most, 1 + most)] as const;
  const rough = random.range(0.05, 0.45);
  const lobes = bumps(random, 4 + Math.floor(random.unit() * 10), [3, 26], [-rough * 0.8, rough]);
  const spiculated = kind !== "ground-glass" && random.unit() < 0.35;
  const spicules = spiculated ? bumps(random, 8 + Math.floor(random.unit() * 14), [60, 160], [0.25, 0.9]) : [];
  const body = (u: Direction) => 1 / Math.hypot(u[0] / stretch[0], u[1] / stretch[1], u[2] / stretch[2]) + rise(lobes, u);
  const scale = 1 / Math.cbrt(meanOverSphere((u) => body(u) ** 3));
  return (u) => Math.max(0.3, scale * body(u)) + rise(spicules, u);
}

function rise(of: readonly Bump[], u: Direction): number {
  return of.reduce((sum, { toward, width, height }) => {
    const cosine = u[0] * toward[0] + u[1] * toward[1] + u[2] * toward[2];
    return sum + height * Math.exp(width * (cosine - 1));
  }, 0);
}

function meanOverSphere(of: (direction: Direction) => number): number {
  const points = 300;
  let sum = 0;
  for (let n = 0; n < points; n++) {
    const z = 1 - (2 * n + 1) / points;
    const r = Math.sqrt(1 - z * z);
    sum += of([r * Math.cos(n * 2.399963), r * Math.sin(n * 2.399963), z]);
  }
  return sum / points;
}

interface Bump {
  readonly toward: Direction;
  readonly width: number;
  readonly height: number;
}

function bumps(
  random: Random,
  count: number,
  width: readonly [number, number],
  height: readonly [number, number],
): readonly Bump[] {
  return Array.from({ length: count }, () => ({
    toward: randomDirection(random),
    width: random.range(...width),
    height: random.range(...height),
  }));
}
