import type { Vec3 } from "../../../src/geometry/index.ts";

/** Which places of a thinned volume hold more than air. `at = i + size[0] * (j + size[1] * k)`; 1 or 0. */
export interface Coarse {
  readonly size: readonly [number, number, number];
  readonly spacingMm: Vec3;
  readonly isFilled: Uint8Array;
}

/** What a place is to the body. */
export const OUTSIDE = 0;
/** The skin and a little of what is around it. */
export const RIM = 1;
export const INSIDE = 2;

/** What is thinner than twice this is no body of its own: shells of tables, tubes, blankets. */
const THIN_MM = 4;
/** A second region this large a share of the largest is of the body too: the other leg. */
const SECOND_SHARE = 0.25;
/** And so is a smaller one beside it, not under or over it: an arm. */
const BESIDE_SHARE = 0.01;
/** How far under the skin the inside begins. */
const INSIDE_MM = 4;

/**
 * Finds the body: what is left of all that is more than air when thin shells are worn away, the largest connected region of it grown back to
 * its surface, with the air that it holds in each slice (lungs, bowel). What the patient lies on hangs on by less than its thickness, or
 * not at all.
 *
 * @returns OUTSIDE, RIM or INSIDE for every place
 */
export function findBody({ size, spacingMm, isFilled }: Coarse): Uint8Array {
  const steps = (mm: number) => spacingMm.map((spacing) => Math.max(1, Math.round(mm / spacing))) as [number, number, number];
  const worn = isFilled.slice();
  const thin = steps(THIN_MM);
  for (const axis of [0, 1, 2] as const) wear(worn, size, axis, thin[axis]);
  const body = largeRegions(worn, size);
  for (let step = 0; step < Math.max(...thin) + 1; step++) {
    for (const axis of [0, 1, 2] as const) grow(body, size, axis, isFilled);
  }
  for (let k = 0; k < size[2]; k++)
    fillHoles(body.subarray(k * size[0] * size[1], (k + 1) * size[0] * size[1]), size[0], size[1]);
  const inside = body.slice();
  const under = steps(INSIDE_MM);
  // The first and last slice are no skin: nothing is worn away along the patient.
  for (const axis of [0, 1] as const) wear(inside, size, axis, under[axis]);
  for (const axis of [0, 1, 2] as const) grow(body, size, axis);
  return body.map((value, at) => (inside[at] === 1 ? INSIDE : value === 1 ? RIM : OUTSIDE));
}

/** Calls with the start of every line along an axis and the way from place to place. */
function eachLine(
  size: readonly [number, number, number],
  axis: 0 | 1 | 2,
  call: (start: number, stride: number, count: number) => void,
): void {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [u, v] = ([0, 1, 2] as const).filter((other) => other !== axis) as [0 | 1 | 2, 0 | 1 | 2];
  for (let b = 0; b < size[v]; b++)
    for (let a = 0; a < size[u]; a++) call(a * strides[u] + b * strides[v], strides[axis], size[axis]);
}

/** Leaves of each run along an axis what is further than `reach` from its ends; the edge of the volume is no end. */
function wear(values: Uint8Array, size: readonly [number, number, number], axis: 0 | 1 | 2, reach: number): void {
  eachLine(size, axis, (start, stride, count) => {
    let from = 0;
    for (let at = 0; at <= count; at++) {
      if (at < count && values[start + at * stride] === 1) continue;
      for (let n = from; n < at; n++) {
        const isKept = (from === 0 || n >= from + reach) && (at === count || n < at - reach);
        if (!isKept) values[start + n * stride] = 0;
      }
      from = at + 1;
    }
  });
}

/** Grows by one along an axis, both ways, where `within` allows it. */
function grow(values: Uint8Array, size: readonly [number, number, number], axis: 0 | 1 | 2, within?: Uint8Array): void {
  eachLine(size, axis, (start, stride, count) => {
    let before = 0;
    for (let n = 0; n < count; n++) {
      const at = start + n * stride;
      const own = values[at] as number;
      const after = n + 1 < count ? (values[at + stride] as number) : 0;
      if (own === 0 && (before === 1 || after === 1) && (within === undefined || within[at] === 1)) values[at] = 1;
      before = own;
    }
  });
}

interface Region {
  readonly count: number;
  /** Rows that it reaches from and to, and the mean of its places'. */
  readonly from: number;
  readonly to: number;
  readonly mean: number;
}

/** The largest region that hangs together by faces, others of its order, and smaller ones that lie beside it. */
function largeRegions(values: Uint8Array, size: readonly [number, number, number]): Uint8Array {
  const labels = new Int32Array(values.length);
  const regions: Region[] = [{ count: 0, from: 0, to: 0, mean: 0 }];
  const queue = new Int32Array(values.length);
  for (let seed = 0; seed < values.length; seed++) {
    if (values[seed] === 0 || labels[seed] !== 0) continue;
    const count = flood(values, labels, size, seed, regions.length, queue);
    regions.push(measure(queue.subarray(0, count), size));
  }
  const largest = regions.reduce((most, region) => (region.count > most.count ? region : most));
  const isKept = regions.map(({ count, mean }) => {
    const share = count / (largest.count || 1);
    return share >= SECOND_SHARE || (share >= BESIDE_SHARE && mean >= largest.from && mean <= largest.to);
  });
  return values.map((_, at) => Number((labels[at] as number) > 0 && isKept[labels[at] as number]));
}

function measure(places: Int32Array, [width, height]: readonly [number, number, number]): Region {
  let [from, to, sum] = [height, 0, 0];
  for (const at of places) {
    const row = Math.floor(at / width) % height;
    if (row < from) from = row;
    if (row > to) to = row;
    sum += row;
  }
  return { count: places.length, from, to, mean: sum / places.length };
}

function flood(
  values: Uint8Array,
  labels: Int32Array,
  [width, height, depth]: readonly [number, number, number],
  seed: number,
  label: number,
  queue: Int32Array,
): number {
  let [head, tail] = [0, 0];
  const reach = (at: number, isInside: boolean) => {
    if (!isInside || values[at] === 0 || labels[at] !== 0) return;
    labels[at] = label;
    queue[tail++] = at;
  };
  reach(seed, true);
  const slice = width * height;
  while (head < tail) {
    const at = queue[head++] as number;
    const i = at % width;
    const j = Math.floor(at / width) % height;
    const k = Math.floor(at / slice);
    reach(at - 1, i > 0);
    reach(at + 1, i + 1 < width);
    reach(at - width, j > 0);
    reach(at + width, j + 1 < height);
    reach(at - slice, k > 0);
    reach(at + slice, k + 1 < depth);
  }
  return tail;
}

/** Fills what the outside of a slice does not reach. */
function fillHoles(slice: Uint8Array, width: number, height: number): void {
  const isOutside = new Uint8Array(slice.length);
  const queue: number[] = [];
  const reach = (at: number) => {
    if (slice[at] === 1 || isOutside[at] === 1) return;
    isOutside[at] = 1;
    queue.push(at);
  };
  for (let i = 0; i < width; i++) for (const j of [0, height - 1]) reach(i + width * j);
  for (let j = 0; j < height; j++) for (const i of [0, width - 1]) reach(i + width * j);
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const i = at % width;
    if (i > 0) reach(at - 1);
    if (i + 1 < width) reach(at + 1);
    if (at >= width) reach(at - width);
    if (at + width < slice.length) reach(at + width);
  }
  for (let at = 0; at < slice.length; at++) if (isOutside[at] === 0) slice[at] = 1;
}
