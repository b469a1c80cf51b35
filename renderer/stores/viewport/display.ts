/** Well-known colour palettes of PS3.6 Annex B by their Content Label, and two that workstations have beside them. */
export const colourMapNames = [
  "GREY",
  "HOT_IRON",
  "PET",
  "HOT_METAL_BLUE",
  "PET_20_STEP",
  "SPRING",
  "SUMMER",
  "FALL",
  "WINTER",
  "RAINBOW",
] as const;
export type ColourMapName = (typeof colourMapNames)[number];

/** What a PET's uptake is divided by; the keys of a frame's `suv`. */
export const suvTypes = ["bodyWeight", "leanBodyMass", "leanBodyMassJanmahasatian", "bodySurfaceArea"] as const;
export type SuvType = (typeof suvTypes)[number];

/** How cine runs. Indices of slices count from 0; `to` is played too; undefined: to the first or last. */
export interface Cine {
  readonly playing: boolean;
  /** Undefined: the rate the series recommends, else 30 a second. */
  readonly framesPerSecond: number | undefined;
  readonly mode: "loop" | "bounce" | "once";
  /** Every nth slice is shown. */
  readonly step: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Through the slices of a stack, or at one place through the stacks of a series (phases). */
  readonly along: "slices" | "stacks";
}

export const restingCine: Cine = {
  playing: false,
  framesPerSecond: undefined,
  mode: "loop",
  step: 1,
  from: undefined,
  to: undefined,
  along: "slices",
};

/** How image pixels are drawn larger than they are: blended, or as squares of one value. */
export type Interpolation = "smooth" | "nearest";
