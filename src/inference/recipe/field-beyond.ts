import { BLACK, BRIGHT, type Candidate, isStep, type Lines, type Sighted, WHITE } from "./field-sight.ts";

/** As far from the middle value is still a fill of one grey. */
const FLAT = 0.004;
/** A change of grey that is structure, and the share of it that what is unexposed has at most. */
const TEXTURE = 0.08;
const MOST_TEXTURE = 0.1;
/** Share of what lies beyond a border that is alike: the rest are markers. Fewer of them where the border shows little. */
const MOSTLY = 0.9;
const NEARLY_ALL = 0.96;
/** Beside the border nothing may reach across. */
const ALL = 0.99;
/** Share of a border's line that shows the step, where it does not run on through what lies beyond other borders. */
const LEAST_STEPS = 0.75;

type IsToned = (value: number) => boolean;

/** How sure and long a border is; 0 where what lies beyond it may be part of the image. */
export function beyondBorder(sighted: Sighted, lines: Lines, candidate: Candidate): number {
  const isToned = toneBeyond(sighted, lines, candidate);
  if (!isToned) return 0;
  let [steps, against] = [0, 0];
  for (const p of linesBetween(lines, candidate.bin, candidate.bin + 1)) {
    if (isStep(lines.changes[p] as number, candidate)) steps++;
    else if (!isToned(sighted.values[p] as number)) against++;
  }
  const share = steps / Math.max(1, steps + against);
  return share >= LEAST_STEPS ? share * Math.sqrt(steps) : 0;
}

/** What tells the pixels beyond a border; undefined where they are not alike. */
function toneBeyond({ values, ...sighted }: Sighted, lines: Lines, candidate: Candidate): IsToned | undefined {
  const { bin, brightens, isStrong } = candidate;
  const { black, white, bright } = lines.beyond;
  const strip = valuesOf(values, linesBetween(lines, bin + 2, bin + 5));
  if (strip.length === 0) return undefined;
  const most = isStrong ? MOSTLY : NEARLY_ALL;
  const isBlack: IsToned = (value) => value <= BLACK;
  const isWhite: IsToned = (value) => value >= WHITE;
  if ((black[bin] as number) >= most && shareOf(strip, isBlack) >= ALL) return isBlack;
  if ((white[bin] as number) >= most && shareOf(strip, isWhite) >= ALL) return isWhite;
  if (!isStrong) return undefined;
  const beyond = linesBetween(lines, bin + 2, Infinity);
  if (isAlike(strip)) {
    const all = valuesOf(values, beyond);
    const middle = middleOf(all);
    const isFill: IsToned = (value) => Math.abs(value - middle) <= FLAT;
    if (shareOf(strip, isFill) >= ALL && shareOf(all, isFill) >= MOSTLY) return isFill;
  }
  if (!brightens || (bright[bin] as number) < MOSTLY) return undefined;
  return unexposed({ values, ...sighted }, lines, candidate, valuesOf(values, beyond));
}

/** Whether values may be one fill: a quick look before all that lies beyond is looked at. */
function isAlike(values: Float32Array): boolean {
  const middle = middleOf(values);
  return shareOf(values, (value) => Math.abs(value - middle) <= 2 * FLAT) >= ALL;
}

function middleOf(values: Float32Array): number {
  return values.toSorted()[values.length >> 1] as number;
}

/** What is brighter than nearly all that lies near it inside, and has no structure. */
function unexposed(sighted: Sighted, lines: Lines, candidate: Candidate, beyond: Float32Array): IsToned | undefined {
  const { acrossX, acrossY } = sighted;
  const inner = besideSteps(sighted, lines, candidate).sort();
  if (inner.length === 0) return undefined;
  const least = Math.max(BRIGHT, inner[Math.floor(0.95 * (inner.length - 1))] as number);
  const isBright: IsToned = (value) => value >= least;
  if (shareOf(beyond, isBright) < MOSTLY) return undefined;
  const far = linesBetween(lines, candidate.bin + 4, Infinity);
  let rough = 0;
  for (const p of far) {
    if (Math.max(Math.abs(acrossX[p] as number), Math.abs(acrossY[p] as number)) > TEXTURE) rough++;
  }
  return rough <= MOST_TEXTURE * far.length ? isBright : undefined;
}

/** Values inside, along the steps of a border and a quarter of their number deep. */
function besideSteps({ xs, ys, values }: Sighted, lines: Lines, candidate: Candidate): Float32Array {
  const { bin, steps } = candidate;
  const { changes, normal } = lines;
  const along = (p: number) => Math.floor((ys[p] as number) * normal[0] - (xs[p] as number) * normal[1]);
  let [low, high] = [Infinity, -Infinity];
  for (const p of linesBetween(lines, bin, bin + 1)) {
    if (!isStep(changes[p] as number, candidate)) continue;
    low = Math.min(low, along(p));
    high = Math.max(high, along(p));
  }
  const near = linesBetween(lines, bin - 2 - Math.floor(steps / 4), bin - 2);
  return valuesOf(
    values,
    near.filter((p) => along(p) >= low && along(p) <= high),
  );
}

/** Pixels of the lines from one to another, which is not among them. */
function linesBetween({ counts, sorted }: Lines, from: number, to: number): Int32Array {
  let [start, end] = [0, 0];
  for (let bin = 0; bin < Math.min(counts.length, to); bin++) {
    if (bin < from) start += counts[bin] as number;
    end += counts[bin] as number;
  }
  return sorted().subarray(start, end);
}

function valuesOf(values: Float32Array, pixels: Int32Array): Float32Array {
  const picked = new Float32Array(pixels.length);
  for (let n = 0; n < picked.length; n++) picked[n] = values[pixels[n] as number] as number;
  return picked;
}

/** 0 of nothing. */
function shareOf(values: Float32Array, is: IsToned): number {
  let count = 0;
  for (const value of values) if (is(value)) count++;
  return count / Math.max(1, values.length);
}
