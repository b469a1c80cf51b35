import { beyondBorder } from "./field-beyond.ts";
import { BLACK, type BorderLine, BRIGHT, type Candidate, type Lines, type Sighted, STRONG, WEAK, WHITE } from "./field-sight.ts";

const ANGLE_STEP = 2;
/** Length of a border as a share of the picture's shorter edge, and of the line it lies on. */
const LEAST_LENGTH = 0.4;
const LEAST_PART = 0.35;
/** Share of the picture that a border leaves. */
const LEAST_LEFT = 0.15;
/** A border's line has more of a step than those so near. */
const NEAR = 2;

/** The border that is surest and longest; undefined where there is none. */
export function bestBorder(sighted: Sighted): BorderLine | undefined {
  let best: BorderLine | undefined;
  let most = 0;
  for (let degrees = 0; degrees < 360; degrees += ANGLE_STEP) {
    const angle = (degrees * Math.PI) / 180;
    const lines = linesAlong(sighted, [Math.cos(angle), Math.sin(angle)]);
    for (const candidate of candidates(sighted, lines)) {
      if (Math.sqrt(candidate.steps) <= most) continue;
      const score = beyondBorder(sighted, lines, candidate);
      if (score <= most) continue;
      most = score;
      best = { normal: lines.normal, at: candidate.bin + lines.low };
    }
  }
  return best;
}

function linesAlong({ xs, ys, values, acrossX, acrossY }: Sighted, normal: readonly [number, number]): Lines {
  const [nx, ny] = normal;
  const binOf = new Int32Array(xs.length);
  const changes = new Float32Array(xs.length);
  let [low, high] = [Infinity, -Infinity];
  for (let p = 0; p < binOf.length; p++) {
    const at = Math.floor((xs[p] as number) * nx + (ys[p] as number) * ny);
    binOf[p] = at;
    changes[p] = (acrossX[p] as number) * nx + (acrossY[p] as number) * ny;
    if (at < low) low = at;
    if (at > high) high = at;
  }
  const size = Math.max(0, high - low + 1);
  const counts = new Int32Array(size);
  const [black, white, bright] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let p = 0; p < binOf.length; p++) {
    const bin = (binOf[p] as number) - low;
    const value = values[p] as number;
    binOf[p] = bin;
    counts[bin] = (counts[bin] as number) + 1;
    if (value <= BLACK) black[bin] = (black[bin] as number) + 1;
    else if (value >= BRIGHT) {
      bright[bin] = (bright[bin] as number) + 1;
      if (value >= WHITE) white[bin] = (white[bin] as number) + 1;
    }
  }
  const share = (of: Float64Array) => shareBeyond(of, counts);
  let order: Int32Array | undefined;
  const sorted = () => {
    order ??= orderOf(binOf, counts);
    return order;
  };
  return {
    normal,
    low,
    binOf,
    counts,
    sorted,
    changes,
    beyond: { black: share(black), white: share(white), bright: share(bright) },
  };
}

/** Pixels by their bins, in each as they come. */
function orderOf(binOf: Int32Array, counts: Int32Array): Int32Array {
  const next = new Int32Array(counts.length);
  for (let bin = 1; bin < next.length; bin++) next[bin] = (next[bin - 1] as number) + (counts[bin - 1] as number);
  const order = new Int32Array(binOf.length);
  for (let p = 0; p < binOf.length; p++) {
    const bin = binOf[p] as number;
    order[next[bin] as number] = p;
    next[bin] = (next[bin] as number) + 1;
  }
  return order;
}

/** From sums of each line to shares of all that lies from the second line after it on. */
function shareBeyond(sums: Float64Array, counts: Int32Array): Float64Array {
  const shares = new Float64Array(sums.length);
  let [sum, count] = [0, 0];
  for (let bin = sums.length - 3; bin >= 0; bin--) {
    sum += sums[bin + 2] as number;
    count += counts[bin + 2] as number;
    shares[bin] = sum / count;
  }
  return shares;
}

/** Lines that are long enough, leave enough, and have more of a step than their neighbours: strong ones first. */
function* candidates({ small }: Sighted, lines: Lines): Generator<Candidate> {
  const { counts } = lines;
  const leastLength = LEAST_LENGTH * Math.min(small.columns, small.rows);
  const leastLeft = LEAST_LEFT * small.columns * small.rows;
  for (const { steps, strength, ...kind } of stepsOf(lines)) {
    let left = 0;
    for (const [bin, count] of counts.entries()) {
      const own = steps[bin] as number;
      const isLong = own >= leastLength && own >= LEAST_PART * count;
      if (isLong && left >= leastLeft && isPeak(strength, bin)) yield { ...kind, bin, steps: own };
      left += count;
    }
  }
}

interface StepsOfKind extends Pick<Candidate, "brightens" | "isStrong"> {
  /** Of each line, and the sum of their changes. */
  readonly steps: Int32Array;
  readonly strength: Float64Array;
}

/** The steps of each line: strong ones that brighten or darken outwards, then all. */
function stepsOf({ binOf, counts, changes }: Lines): readonly StepsOfKind[] {
  const of = (isStrong: boolean, brightens: boolean): StepsOfKind => ({
    ...{ isStrong, brightens, steps: new Int32Array(counts.length), strength: new Float64Array(counts.length) },
  });
  const [strongUp, strongDown, up, down] = [of(true, true), of(true, false), of(false, true), of(false, false)];
  const add = ({ steps, strength }: StepsOfKind, bin: number, size: number) => {
    steps[bin] = (steps[bin] as number) + 1;
    strength[bin] = (strength[bin] as number) + size;
  };
  for (let p = 0; p < binOf.length; p++) {
    const change = changes[p] as number;
    const size = Math.abs(change);
    if (size <= WEAK) continue;
    const bin = binOf[p] as number;
    add(change > 0 ? up : down, bin, size);
    if (size > STRONG) add(change > 0 ? strongUp : strongDown, bin, size);
  }
  return [strongUp, strongDown, up, down];
}

function isPeak(strength: Float64Array, bin: number): boolean {
  for (let near = bin - NEAR; near <= bin + NEAR; near++) {
    if ((strength[near] ?? 0) > (strength[bin] as number)) return false;
  }
  return true;
}
