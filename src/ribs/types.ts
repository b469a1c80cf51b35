import type { Vec3, VolumeGrid } from "../geometry/index.ts";

/** Hounsfield units on a grid: voxel (i, j, k) at i + columns * (j + rows * k). */
export interface HuVolume {
  readonly grid: VolumeGrid;
  readonly values: Int16Array | Float32Array | Uint16Array | Uint8Array;
}

export type Side = "R" | "L";

/** Why a numbering is what it is. */
export type NumberingReason =
  /** A rib between two others was not found. */
  | "gap"
  /** The first rib was told by its shape alone or by its place alone. */
  | "first-doubtful"
  /** Both ends of the chest are in view, and there are not twelve pairs. */
  | "not-twelve"
  /** Counted from the last rib, which was taken for the twelfth. */
  | "first-not-seen"
  /** Neither the first nor the last rib is in view. */
  | "no-end-seen";

/** How the ribs were numbered, and how far that can be trusted. */
export interface Numbering {
  readonly certainty: "certain" | "likely" | "uncertain";
  /** The end that was counted from; `both` agree on twelve. */
  readonly from: "first" | "last" | "both" | "none";
  readonly reasons: readonly NumberingReason[];
}

/** One rib's middle line, from its head at the spine to its front end. */
export interface Rib {
  readonly side: Side;
  /** 1 to 13; null where the numbering is uncertain. */
  readonly number: number | null;
  /** Which of the levels found, from the head down, from 1: the ribs of a pair share it. */
  readonly order: number;
  /** LPS+ millimetres, `STEP_MM` apart. */
  readonly points: readonly Vec3[];
  /** Whether the volume ends before the rib does. */
  readonly isCut: boolean;
}

/** The ribs of a chest. */
export interface RibCage {
  readonly ribs: readonly Rib[];
  readonly numbering: Numbering;
}
