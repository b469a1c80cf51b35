/** A place or rectangle in pixels from edge to edge, [x, y]. */
type Place = readonly [x: number, y: number];

/** What lies around the field: nothing of it was exposed, it is shuttered, or it is a film's margin of one tone (0 black, 1 white). */
export type Surrounding = "unexposed" | "shutter" | { readonly tone: number };

export interface LimbRecipe {
  readonly columns: number;
  readonly rows: number;
  readonly seed?: number;
  /** Turned about the image's middle, degrees clockwise. */
  readonly turnedBy?: number;
  /** Middle of a fracture through the left bone, as a share of the limb's length; none without it. */
  readonly fractureAt?: number;
  /** A plate with screws along the right bone. */
  readonly metal?: boolean;
  /** Corners of the convex exposed field, clockwise; all of the image without it. */
  readonly field?: readonly Place[];
  readonly surrounding?: Surrounding;
  /** Middles of side markers of 6 % of the width. */
  readonly markers?: readonly Place[];
}

export interface LimbRadiograph {
  readonly columns: number;
  readonly rows: number;
  /** 0 to 1 as it is to be shown, bone bright. */
  readonly shown: Float32Array;
  /** Of the fracture: low and high corners, pixels from edge to edge. */
  readonly fracture: { readonly min: Place; readonly max: Place } | undefined;
}

/** Share of the image's width: half widths and places across. */
const SOFT = 0.2;
const BONE = 0.045;
const APART = 0.075;
/** Rays that pass a millimetre beside a border still get through half: pixels. */
const PENUMBRA = 1.2;

/**
 * A radiograph of a forearm as a projection of round bones in soft tissue: two shafts with their marrow, joints at both ends, and what
 * detectors and films put around it.
 */
export function drawLimb(recipe: LimbRecipe): LimbRadiograph {
  const { columns, rows, seed = 1, turnedBy = 0 } = recipe;
  const shown = new Float32Array(columns * rows);
  const random = mulberry(seed);
  const angle = (turnedBy * Math.PI) / 180;
  const turn = [Math.cos(angle), Math.sin(angle)] as const;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const noise = 0.008 * (random() + random() + random() - 1.5);
      const value = aroundField(inField(recipe, turn, column, row) + noise, recipe, [column, row], noise);
      shown[row * columns + column] = Math.min(1, Math.max(0, value));
    }
  }
  return { columns, rows, shown, fracture: fractureOf(recipe, turn) };
}

/** What a pixel of the field shows. */
function inField(recipe: LimbRecipe, [cos, sin]: Place, column: number, row: number): number {
  const { columns, rows, metal = false } = recipe;
  const [dx, dy] = [column + 0.5 - columns / 2, row + 0.5 - rows / 2];
  const across = (dx * cos + dy * sin) / columns;
  const along = (dy * cos - dx * sin) / rows + 0.5;
  if ((metal && isMetal(across, along)) || isMarked(recipe, [column, row])) return 0.97;
  return 1 - Math.exp(-absorbed(across, along, recipe)) + 0.05;
}

/** The same where the field may end, with the markers beside it: dark on bright, bright on dark. */
function aroundField(value: number, recipe: LimbRecipe, [column, row]: Place, noise: number): number {
  const { field, surrounding = "shutter", columns } = recipe;
  const inside = field ? depthIn(field, column + 0.5, row + 0.5) : Infinity;
  if (inside > 3 * PENUMBRA) return value;
  const share = 1 / (1 + Math.exp(-inside / (0.4 * PENUMBRA)));
  const beside = besideField(surrounding, -inside, columns, noise);
  const marked = beside > 0.5 ? 0 : 1;
  return share * value + (1 - share) * (inside < 0 && isMarked(recipe, [column, row]) ? marked : beside);
}

function isMarked({ markers = [], columns }: LimbRecipe, [column, row]: Place): boolean {
  return markers.some(([x, y]) => isMarker((column - x) / columns, (row - y) / columns));
}

/** What rays lose on their way; `across` in widths of the image from the limb's axis, `along` 0 to 1. */
function absorbed(across: number, along: number, { fractureAt }: LimbRecipe): number {
  const soft = SOFT * (0.85 + 0.25 * Math.sin(3 * along + 0.4));
  const tissue = 0.55 * Math.sqrt(Math.max(0, 1 - (across / soft) ** 2));
  let bone = 0;
  for (const side of [-1, 1] as const) {
    const flare = 1 + 0.8 * Math.exp(-(((along - (side < 0 ? 0.95 : 0.05)) / 0.12) ** 2));
    const outer = BONE * flare;
    let x = across - side * APART;
    let density = 1;
    if (side < 0 && fractureAt !== undefined) {
      // Oblique, the far part moved a little to the side.
      const beyond = along - fractureAt - 0.25 * x;
      if (beyond > 0) x += 0.012;
      if (Math.abs(beyond) < 0.006) density = 0.2;
    }
    const shaft = Math.sqrt(Math.max(0, 1 - (x / outer) ** 2));
    const marrow = Math.sqrt(Math.max(0, 0.42 - (x / outer) ** 2));
    bone += density * (1.25 * shaft - 0.8 * marrow);
  }
  return tissue + bone;
}

function isMetal(across: number, along: number): boolean {
  const x = across - APART;
  const isPlate = Math.abs(x - 0.5 * BONE) < 0.012 && Math.abs(along - 0.5) < 0.16;
  const isScrew =
    Math.abs(x) < 0.9 * BONE && Math.abs((((along - 0.36) / 0.07) % 1) - 0.5) < 0.06 && Math.abs(along - 0.5) < 0.15;
  return isPlate || isScrew;
}

/** A letter L, 6 % of the width. */
function isMarker(x: number, y: number): boolean {
  const isStem = x >= -0.03 && x < -0.015 && y >= -0.03 && y < 0.03;
  const isFoot = x >= -0.03 && x < 0.02 && y >= 0.015 && y < 0.03;
  return isStem || isFoot;
}

/** What is beside the field, `away` pixels from it. */
function besideField(surrounding: Surrounding, away: number, unit: number, noise: number): number {
  if (surrounding === "shutter") return 0;
  if (surrounding === "unexposed") return 0.97 - 0.1 * Math.exp(-Math.max(0, away) / (0.03 * unit)) + 0.3 * noise;
  return surrounding.tone;
}

/** Distance to the nearest side of a convex polygon, clockwise; negative outside. */
function depthIn(field: readonly Place[], x: number, y: number): number {
  return field.reduce((least, [ax, ay], n) => {
    const [bx, by] = field[(n + 1) % field.length] as Place;
    const side = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / Math.hypot(bx - ax, by - ay);
    return Math.min(least, side);
  }, Infinity);
}

function fractureOf({ columns, rows, fractureAt }: LimbRecipe, [cos, sin]: Place): LimbRadiograph["fracture"] {
  if (fractureAt === undefined) return undefined;
  const [halfX, halfY] = [1.1 * BONE * columns, 0.25 * BONE * rows + 0.01 * rows];
  const [x, y] = [-APART * columns, (fractureAt - 0.5) * rows];
  const middle = [columns / 2 + x * cos - y * sin, rows / 2 + x * sin + y * cos] as const;
  return { min: [middle[0] - halfX, middle[1] - halfY], max: [middle[0] + halfX, middle[1] + halfY] };
}

/** A seeded stream of numbers from 0 to 1. */
function mulberry(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
