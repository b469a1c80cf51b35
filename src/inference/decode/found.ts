import type { Vec3, VolumeGrid } from "../../geometry/index.ts";

/** A number that a network says of something. */
export interface FoundValue {
  readonly label: string;
  readonly value: number;
  /** UCUM. */
  readonly unit: string;
}

/** Voxels of a grid of their own in patient space: 1 inside. */
export interface Region {
  readonly grid: VolumeGrid;
  readonly mask: Uint8Array;
}

/** Something found in a volume; patient space, LPS+ millimetres. */
export interface Found {
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  readonly centerPatient: Vec3;
  /** How far it reaches as a whole along each of `axes`. */
  readonly extentMm: Vec3;
  readonly axes: readonly [Vec3, Vec3, Vec3];
  readonly region?: Region;
  readonly values?: readonly FoundValue[];
  /** Middle of the crop that each stage looked at it in, by the stage's id: what it says is of that place, wherever the finding ends up. */
  readonly lookedAt?: ReadonlyMap<string, Vec3>;
}

/** A score or number of the series as a whole. */
export interface SeriesSaid {
  readonly scores: readonly { readonly label: string; readonly score: number }[];
  readonly values: readonly FoundValue[];
}
