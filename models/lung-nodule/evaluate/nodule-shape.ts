import type { Thing } from "./paint.ts";
import { type Random, randomDirection } from "./random.ts";

type Direction = readonly [number, number, number];

export type NoduleKind = "solid" | "part-solid" | "ground-glass";
export type Attachment = "isolated" | "vessel" | "pleura";

/** A nodule to be put into a CT. Lengths in millimetres. */
export interface NoduleSpec {
  readonly kind: NoduleKind;
  readonly attachment: Attachment;
  /** Of the ball of the same volume, spicules apart. */
  readonly diameterMm: number;
  /** All of it, spicules too: what the CT shows. */
  readonly whole: Thing;
  /** Within the surface of half its density, without spicules: what readers measure. */
  readonly body: Thing;
}

/** The smallest of each kind: smaller ground glass is not followed (Fleischner Society 2017) and hardly seen. */
const SMALLEST_MM = { solid: 4, "part-solid": 6, "ground-glass": 6 } as const;
const LARGEST_MM = 30;

/** Draws a nodule: 4 to 30 mm, mostly small; solid, part-solid, ground glass; smooth, lobulated or spiculated. */
export function drawNodule(random: Random): NoduleSpec {
  const draw = random.unit();
  const kind: NoduleKind = draw < 0.66 ? "solid" : draw < 0.82 ? "part-solid" : "ground-glass";
  const smallest = SMALLEST_MM[kind];
  const diameterMm = smallest * Math.exp(random.unit() ** 1.4 * Math.log(LARGEST_MM / smallest));
  const place = random.unit();
  const attachment: Attachment = place < 0.5 ? "isolated" : place < 0.75 ? "vessel" : "pleura";
  const { seen, body } = drawBody(kind, diameterMm, random);
  const spiculated = kind !== "ground-glass" && diameterMm >= 6 && random.unit() < 0.35;
  return { kind, attachment, diameterMm, body, whole: spiculated ? withSpicules(seen, diameterMm, random) : seen };
}

function drawBody(kind: NoduleKind, diameterMm: number, random: Random): { seen: Thing; body: Thing } {
  const radius = diameterMm / 2;
  const solid = kind === "solid";
  const surface = drawSurface(random);
  const coreRadius = kind === "part-solid" ? radius * random.range(0.35, 0.65) : 0;
  const hu = solid ? random.range(-60, 110) : random.range(-720, -480);
  const coreHu = random.range(-120, 60);
  // A margin that grows fainter outwards, beyond what the scan blurs.
  const softMm = Math.min(diameterMm * 0.12, solid ? random.range(0, 0.5) : random.range(0.2, 1.6));
  const texture = drawTexture(random, solid ? 0.05 : random.range(0.05, 0.25));
  const withMargin = (marginMm: number): Thing => ({
    reachMm: radius * 1.75 + 3 * marginMm,
    cover: (x, y, z, stepMm) => {
      const r = Math.hypot(x, y, z);
      return edge(radius * surface(x, y, z, r) - r, marginMm, stepMm);
    },
    hu: (x, y, z) => {
      const r = Math.hypot(x, y, z);
      const core = coreRadius > 0 ? edge(coreRadius * surface(x, y, z, r) - r, 0.25, 0.3) : 0;
      return (hu + (coreHu - hu) * core + 1000) * texture(x, y, z) - 1000;
    },
  });
  return { seen: withMargin(softMm), body: withMargin(0) };
}

/** 0 outside to 1 inside: over one step where the margin is sharp, else as soft as it is. */
function edge(depthMm: number, softMm: number, stepMm: number): number {
  if (softMm < 0.15) return Math.min(1, Math.max(0, 0.5 + depthMm / stepMm));
  const share = 1 / (1 + Math.exp((-1.702 * depthMm) / softMm));
  return share < 0.004 ? 0 : share;
}

/** Thin cones that start inside the body; they hold tissue and lung, so they are a little less dense. */
function withSpicules(body: Thing, diameterMm: number, random: Random): Thing {
  const radius = diameterMm / 2;
  const spicules = Array.from({ length: 8 + Math.floor(random.unit() * 14) }, () => ({
    toward: randomDirection(random),
    lengthMm: radius * random.range(1.25, 1.9) + 1,
    widthMm: random.range(0.45, 0.95) * Math.min(1.3, Math.max(0.7, diameterMm / 12)),
  }));
  const spicule = (x: number, y: number, z: number, stepMm: number) => {
    let most = 0;
    for (const { toward, lengthMm, widthMm } of spicules) {
      const along = x * toward[0] + y * toward[1] + z * toward[2];
      if (along <= 0 || along >= lengthMm) continue;
      const across = Math.sqrt(Math.max(0, x * x + y * y + z * z - along * along));
      most = Math.max(most, Math.min(1, 0.5 + (widthMm * (1 - (0.8 * along) / lengthMm) - across) / stepMm));
    }
    return most;
  };
  return {
    reachMm: Math.max(body.reachMm, radius * 1.9 + 1.5),
    cover: (x, y, z, stepMm) => Math.max(body.cover(x, y, z, stepMm), spicule(x, y, z, stepMm)),
    hu: body.hu,
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

type Relief = (x: number, y: number, z: number, r: number) => number;

/** Radius along a direction as a factor of that of the ball of the same volume: stretched, with lobes. */
function drawSurface(random: Random): Relief {
  const most = random.range(0.02, 0.28);
  const stretch = [random.range(1 - most, 1 + most), random.range(1 - most, 1 + most), random.range(1 - most, 1 + most)] as const;
  const rough = random.range(0.04, 0.4);
  const lobes = Array.from({ length: 4 + Math.floor(random.unit() * 10) }, () => ({
    toward: randomDirection(random),
    width: random.range(3, 26),
    height: random.range(-rough * 0.8, rough),
  }));
  const turn = [randomDirection(random), randomDirection(random)] as const;
  const axes = orthonormal(...turn);
  const raw = (u: Direction) => {
    const [a, b, c] = axes.map((axis) => u[0] * axis[0] + u[1] * axis[1] + u[2] * axis[2]) as [number, number, number];
    const body = 1 / Math.hypot(a / stretch[0], b / stretch[1], c / stretch[2]);
    return Math.max(
      0.4,
      lobes.reduce((sum, { toward, width, height }) => {
        const cosine = u[0] * toward[0] + u[1] * toward[1] + u[2] * toward[2];
        return sum + height * Math.exp(width * (cosine - 1));
      }, body),
    );
  };
  return tabulated(raw);
}

const TABLE_ROWS = 48;
const TABLE_COLUMNS = 96;

/** A relief looked up by latitude and longitude, scaled so that its volume is the ball's and nothing reaches over 1.7. */
function tabulated(raw: (u: Direction) => number): Relief {
  const table = new Float32Array(TABLE_ROWS * TABLE_COLUMNS);
  let cubes = 0;
  for (let row = 0; row < TABLE_ROWS; row++) {
    const z = ((row + 0.5) / TABLE_ROWS) * 2 - 1;
    const ring = Math.sqrt(1 - z * z);
    for (let column = 0; column < TABLE_COLUMNS; column++) {
      const angle = ((column + 0.5) / TABLE_COLUMNS) * 2 * Math.PI - Math.PI;
      const value = Math.min(1.6, raw([ring * Math.cos(angle), ring * Math.sin(angle), z]));
      table[row * TABLE_COLUMNS + column] = value;
      cubes += value ** 3;
    }
  }
  const scale = 1 / Math.cbrt(cubes / table.length);
  return (x, y, z, r) => {
    if (r < 1e-6) return scale;
    const row = Math.min(TABLE_ROWS - 1.001, Math.max(0, ((z / r + 1) / 2) * TABLE_ROWS - 0.5));
    const column = ((Math.atan2(y, x) + Math.PI) / (2 * Math.PI)) * TABLE_COLUMNS - 0.5 + TABLE_COLUMNS;
    const [m, n] = [Math.floor(row), Math.floor(column)];
    const [fm, fn] = [row - m, column - n];
    const at = (a: number, b: number) => table[a * TABLE_COLUMNS + (b % TABLE_COLUMNS)] as number;
    const low = at(m, n) * (1 - fn) + at(m, n + 1) * fn;
    const high = at(m + 1, n) * (1 - fn) + at(m + 1, n + 1) * fn;
    return Math.min(1.7, scale * (low * (1 - fm) + high * fm));
  };
}

/** Three directions at right angles, the first as given. */
export function orthonormal(a: Direction, other: Direction): readonly [Direction, Direction, Direction] {
  const cross = (u: Direction, v: Direction): Direction => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const across = cross(a, other);
  const length = Math.hypot(...across);
  if (length < 1e-3) return orthonormal(a, [other[1], other[2], other[0] + 0.5]);
  const b: Direction = [across[0] / length, across[1] / length, across[2] / length];
  return [a, b, cross(a, b)];
}
