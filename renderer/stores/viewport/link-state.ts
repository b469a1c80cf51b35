import { dot, type Vec3 } from "../../../src/geometry/index.ts";

/**
 * Two or more patient spaces that a reader has put together by hand: where the same anatomy lies in each, millimetres along an axis
 * (a unit direction that is read in all of them). A space is a Frame of Reference UID, or the series where there is none. Where places
 * name their series, these are shifted against each other: the patient breathed, or lay down anew, between two series of one space.
 */
export interface HandLink {
  readonly axis: Vec3;
  readonly places: readonly { readonly space: string; readonly series?: string | undefined; readonly positionMm: number }[];
  /** The study that was open when it was made: it is kept with it. */
  readonly studyInstanceUid?: string | undefined;
  /** Made in an earlier sitting. */
  readonly isRestored?: boolean | undefined;
}

/** What is on a viewport of a link: a series in a patient space. */
export interface LinkedPlace {
  readonly space: string;
  readonly series?: string | undefined;
}

/** Whether a link is of this series (a shift), or of its space. */
export function isLinked({ places }: HandLink, { space, series }: LinkedPlace): boolean {
  return places.some((place) => (place.series === undefined ? place.space === space : place.series === series));
}

/** How viewports go together, but for scrolling within a frame of reference (`scrollSync`). */
export interface Linking {
  /** The same millimetres for a screen pixel in all of them. */
  readonly zoom: boolean;
  readonly pan: boolean;
  /** Windows of one modality and unit. */
  readonly window: boolean;
  /** Where the active viewport's slice lies is drawn in the others, and its first and last slice too. */
  readonly referenceLines: boolean;
  readonly referenceRange: boolean;
  /** Heeded while viewports scroll together. */
  readonly byHand: readonly HandLink[];
}

export const restingLinking: Linking = {
  zoom: false,
  pan: false,
  window: false,
  referenceLines: true,
  referenceRange: false,
  byHand: [],
};

/** Whether two unit directions are the same to within five degrees, either way. */
export function isSameAxis(a: Vec3, b: Vec3): boolean {
  return Math.abs(dot(a, b)) > Math.cos((5 * Math.PI) / 180);
}
