/** Where a rib begins and ends; heights and azimuths in the anatomy's frame. */
export interface RibPlan {
  readonly head: number;
  readonly end: number;
  readonly endAzimuth: number;
  /** Height where the cartilage joins. */
  readonly joins: number | null;
  readonly inset: number;
}

/** Heights (anatomy's frame) of the head and of the front end; azimuth of the front end. */
const PLAIN: readonly RibPlan[] = [
  { head: 86, end: 44, endAzimuth: 30, joins: 36, inset: 9 },
  { head: 67, end: 10, endAzimuth: 26, joins: 8, inset: 3 },
  { head: 45, end: -17, endAzimuth: 27, joins: -20, inset: 0 },
  { head: 23, end: -46, endAzimuth: 29, joins: -40, inset: 0 },
  { head: 0.5, end: -76, endAzimuth: 33, joins: -60, inset: 0 },
  { head: -22.5, end: -106, endAzimuth: 39, joins: -76, inset: 0 },
  { head: -46, end: -132, endAzimuth: 47, joins: -88, inset: 0 },
  { head: -70, end: -152, endAzimuth: 57, joins: -118, inset: 0 },
  { head: -94.5, end: -168, endAzimuth: 66, joins: -142, inset: 0 },
  { head: -120, end: -184, endAzimuth: 77, joins: -162, inset: 0 },
  { head: -149, end: -196, endAzimuth: 104, joins: null, inset: 0 },
  { head: -181, end: -206, endAzimuth: 138, joins: null, inset: 0 },
];

/** A thirteenth rib, of the first lumbar vertebra. */
const THIRTEENTH: RibPlan = { head: -212, end: -226, endAzimuth: 146, joins: null, inset: 0 };

/** The ribs of a side from the first down; `pairs` absent: twelve. */
export function ribPlans(pairs: 11 | 12 | 13 | undefined): readonly RibPlan[] {
  if (pairs === 11) return PLAIN.slice(0, 11);
  return pairs === 13 ? [...PLAIN, THIRTEENTH] : PLAIN;
}

/**
 * The first rib as it is in a body: from T1 out over the apex of the lung, in a flat bow to the manubrium. Per point: distance from the
 * midline, share of the way from the vertebra's middle to the manubrium (to the front) and of the fall to it.
 */
export const FIRST_RIB: readonly (readonly [aside: number, forwards: number, down: number])[] = [
  [18, -0.12, 0.02],
  [26, -0.22, 0.03],
  [37, -0.23, 0.06],
  [47, -0.14, 0.12],
  [56, 0.03, 0.22],
  [60, 0.23, 0.36],
  [58, 0.44, 0.52],
  [52, 0.62, 0.68],
  [43, 0.77, 0.82],
  [33, 0.88, 0.93],
];
