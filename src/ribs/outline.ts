import { RAY_SAMPLES, RAY_STEP_MM, RAYS } from "./sections.ts";

/** What is less dense than this is as good as air: fat and lung around a rib say nothing of its edge. */
const TISSUE_HU = 80;
/** Cortex of thin ribs in thick slices, and of the densest: the level an edge is half of. */
const CORTEX_HU = { least: 190, most: 900 } as const;
/** How far before and behind a place the edge there is looked for. */
const EDGE_MM = 0.8;
/** The first sample of a ray at which the surface may lie: no rib is thinner than 3.2 mm. */
const LEAST = Math.ceil(1.6 / RAY_STEP_MM);
/** What a change of the radius by one sample costs from ray to ray, and how many it may be. */
const BEND_COST = 0.1;
const MOST_BEND = 2;
/** What a millimetre away from the expected radius costs: at first, and once neighbours along the rib are known. */
const FIRST = { radiusMm: 5, cost: 0.02 } as const;
const NEIGHBOUR_COST = 0.2;
/** What a millimetre of soft tissue costs that is passed over after bone: what comes behind it is another bone. */
const GAP_COST = 0.25;
/** Shares of cortex over which there is bone, and under which there is none. */
const BONE = 0.5;
const NO_BONE = 0.1;
/** Sections to either side that tell what radius to expect. */
const NEIGHBOURS = 5;

/**
 * The outer surface of a rib as a radius for each ray of each section (millimetres; ray r of section n at r + RAYS * n): in each section
 * the closed line of the strongest edges from bone to what is around it, twice, the second time near what the sections before and
 * behind it have: where another bone touches the rib there is no edge, and the neighbours say where the rib ends.
 */
export function outlineRib(hu: Float32Array): Float32Array {
  const sections = hu.length / (RAYS * RAY_SAMPLES);
  const levels = cortexLevels(hu, sections);
  const edges = edgesOf(hu, levels);
  const expected = new Float32Array(sections * RAYS).fill(FIRST.radiusMm);
  const rough = traceAll(edges, expected, FIRST.cost);
  return medianAlong(traceAll(edges, medianAlong(rough, NEIGHBOURS), NEIGHBOUR_COST), 1);
}

/** How dense the cortex of each section is: what half of the rays come to, evened along the rib. */
function cortexLevels(hu: Float32Array, sections: number): readonly number[] {
  const own = Array.from({ length: sections }, (_, n) => {
    const most = Array.from({ length: RAYS }, (_ray, ray) => {
      const from = (n * RAYS + ray) * RAY_SAMPLES;
      return hu.subarray(from, from + RAY_SAMPLES / 2).reduce((high, value) => Math.max(high, value), -Infinity);
    });
    return most.sort((a, b) => a - b)[Math.floor(RAYS * 0.5)] as number;
  });
  return own.map((_, n) => {
    const near = own.slice(Math.max(0, n - NEIGHBOURS), n + NEIGHBOURS + 1).sort((a, b) => a - b);
    return Math.min(CORTEX_HU.most, Math.max(CORTEX_HU.least, near[near.length >> 1] as number));
  });
}

/** How much denser it is just before each sample of a ray than just behind it, 1: from cortex to soft tissue; less what lies between. */
function edgesOf(hu: Float32Array, levels: readonly number[]): Float32Array {
  const reach = Math.round(EDGE_MM / RAY_STEP_MM);
  const edges = new Float32Array(hu.length);
  let hasBone = false;
  let gapMm = 0;
  for (let at = 0; at < hu.length; at++) {
    const s = at % RAY_SAMPLES;
    const range = (levels[Math.floor(at / (RAYS * RAY_SAMPLES))] as number) - TISSUE_HU;
    const share = (from: number) => Math.min(1, Math.max(0, ((hu[from] as number) - TISSUE_HU) / range));
    const before = share(at - Math.min(s, reach));
    if (s === 0) [hasBone, gapMm] = [false, 0];
    hasBone ||= before > BONE;
    if (hasBone && before < NO_BONE) gapMm += RAY_STEP_MM;
    edges[at] = before - share(at + Math.min(RAY_SAMPLES - 1 - s, reach)) - GAP_COST * gapMm;
  }
  return edges;
}

function traceAll(edges: Float32Array, expected: Float32Array, cost: number): Float32Array {
  const size = RAYS * RAY_SAMPLES;
  const radii = new Float32Array(expected.length);
  for (let n = 0; n * RAYS < radii.length; n++) {
    traceSection(edges.subarray(n * size, (n + 1) * size), expected.subarray(n * RAYS, (n + 1) * RAYS), cost, radii, n * RAYS);
  }
  return radii;
}

/** The cheapest closed line around one section: dynamic programming over two turns, of which the middle one counts. */
function traceSection(edges: Float32Array, expected: Float32Array, cost: number, radii: Float32Array, offset: number): void {
  const turns = 2 * RAYS;
  const from = new Int8Array(turns * RAY_SAMPLES);
  let sums = new Float32Array(RAY_SAMPLES);
  for (let step = 0; step < turns; step++) {
    const ray = step % RAYS;
    const next = new Float32Array(RAY_SAMPLES).fill(Infinity);
    for (let s = LEAST; s < RAY_SAMPLES; s++) {
      const by = cheapestBend(sums, s);
      from[step * RAY_SAMPLES + s] = by;
      const far = Math.abs(s * RAY_STEP_MM - (expected[ray] as number));
      next[s] = (sums[s + by] as number) + BEND_COST * Math.abs(by) - (edges[ray * RAY_SAMPLES + s] as number) + cost * far;
    }
    sums = next;
  }
  let at = LEAST;
  for (let s = LEAST; s < RAY_SAMPLES; s++) if ((sums[s] as number) < (sums[at] as number)) at = s;
  for (let step = turns - 1; step >= RAYS / 2; step--) {
    if (step < turns - RAYS / 2) radii[offset + (step % RAYS)] = at * RAY_STEP_MM;
    at += from[step * RAY_SAMPLES + at] as number;
  }
}

/** How many samples further out or in the line best was on the ray before. */
function cheapestBend(sums: Float32Array, s: number): number {
  let [best, bend] = [Infinity, 0];
  for (let by = Math.max(-MOST_BEND, LEAST - s); by <= Math.min(MOST_BEND, RAY_SAMPLES - 1 - s); by++) {
    const sum = (sums[s + by] as number) + BEND_COST * Math.abs(by);
    if (sum < best) [best, bend] = [sum, by];
  }
  return bend;
}

/** Ray by ray the median over so many sections to either side. */
function medianAlong(radii: Float32Array, reach: number): Float32Array {
  const sections = radii.length / RAYS;
  return radii.map((_, at) => {
    const [n, ray] = [Math.floor(at / RAYS), at % RAYS];
    const near: number[] = [];
    for (let m = Math.max(0, n - reach); m <= Math.min(sections - 1, n + reach); m++) near.push(radii[m * RAYS + ray] as number);
    return near.sort((a, b) => a - b)[near.length >> 1] as number;
  });
}
