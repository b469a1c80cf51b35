/** Pixels of a small picture that may belong to the field, each with its centre and how it changes around it. */
export interface Sighted {
  readonly small: { readonly columns: number; readonly rows: number; readonly values: Float32Array };
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly values: Float32Array;
  /** Change of grey along x and y, as much as a sharp border in the middle has. */
  readonly acrossX: Float32Array;
  readonly acrossY: Float32Array;
}

/** Pixels whose centre c has floor(c · normal) >= at are no part of the field. */
export interface BorderLine {
  readonly normal: readonly [number, number];
  readonly at: number;
}

/** The pixels in parallel lines a pixel wide, their bins from 0 outwards. */
export interface Lines {
  readonly normal: readonly [number, number];
  /** Line of bin 0. */
  readonly low: number;
  readonly binOf: Int32Array;
  readonly counts: Int32Array;
  /** Pixels in the order of their bins; worked out when it is needed. */
  readonly sorted: () => Int32Array;
  /** How much brighter it gets outwards. */
  readonly changes: Float32Array;
  /** Share of black, white and bright pixels from the second line after each on. */
  readonly beyond: { readonly black: Float64Array; readonly white: Float64Array; readonly bright: Float64Array };
}

/** A line that may be a border. */
export interface Candidate {
  readonly bin: number;
  /** Outwards. */
  readonly brightens: boolean;
  /** Its steps are of more than a shade. */
  readonly isStrong: boolean;
  readonly steps: number;
}

/** A shutter or the margin of a film; what is unexposed is at least bright. */
export const BLACK = 0.02;
export const WHITE = 0.98;
export const BRIGHT = 0.5;
/** Change of grey across a border. */
export const STRONG = 0.1;
export const WEAK = 0.03;

/** Whether a pixel shows the step of a border. */
export function isStep(change: number, { brightens, isStrong }: Pick<Candidate, "brightens" | "isStrong">): boolean {
  return (brightens ? change : -change) > (isStrong ? STRONG : WEAK);
}
