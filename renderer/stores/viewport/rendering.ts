import type { Vec3 } from "../../../src/geometry/index.ts";

export const volumePresets = ["bone", "lung", "airways", "vessels", "skin", "soft-tissue", "mip", "minip"] as const;
export type VolumePreset = (typeof volumePresets)[number];

/** Sides that a volume is looked at from: anterior, posterior, left, right, head, feet. */
export type ViewSide = "A" | "P" | "L" | "R" | "H" | "F";

/** Part of a volume's box that is shown, along its own axes: 0 is the outer edge of the first voxel, 1 that of the last. */
export interface ClipBox {
  readonly low: Vec3;
  readonly high: Vec3;
}

/** How a volume rendering departs from its preset. */
export interface Rendering {
  /** What the preset tells apart is moved by so many modality units, and stretched about its middle. */
  readonly shift: number;
  readonly stretch: number;
  /** Opacity as a multiple of the preset's. */
  readonly opacity: number;
  /** What dragging with the left button does. */
  readonly hand: "turn" | "look";
  /** The box is kept while it is off. */
  readonly clip: ClipBox & { readonly isOn: boolean };
  /** Only the body is shown, without what the patient lies on. */
  readonly withoutTable: boolean;
  readonly background: "black" | "grey" | "white";
}

export const wholeBox: ClipBox = { low: [0, 0, 0], high: [1, 1, 1] };

export const restingRendering: Rendering = {
  shift: 0,
  stretch: 1,
  opacity: 1,
  hand: "turn",
  clip: { ...wholeBox, isOn: false },
  withoutTable: false,
  background: "black",
};
