import type { Vec3 } from "../geometry/index.ts";

export type StudyName = "current" | "prior";
export type Lobe = "RUL" | "RML" | "RLL" | "LUL" | "LLL";
export type NoduleKind = "solid" | "part-solid" | "ground-glass" | "calcified";
export type NoduleMargin = "smooth" | "lobulated" | "spiculated";
export type NoduleAttachment = "isolated" | "pleural" | "vascular" | "fissural";

/** Size of a nodule in one study; null where it is not there. */
export interface NoduleSize {
  /** Diameter of the sphere of equal volume, spicules apart, millimetres (edge = half of the density step). */
  readonly diameterMm: number;
  /** Diameter of the solid part of a part-solid nodule. */
  readonly solidDiameterMm?: number;
}

export interface NoduleRecipe {
  readonly id: string;
  readonly kind: NoduleKind;
  readonly margin: NoduleMargin;
  readonly attachment: NoduleAttachment;
  readonly lobe: Lobe;
  /** Wished place in the anatomy's own frame (millimetres from the carina, LPS+); the nearest that fits is taken. Absent: drawn from the seed. */
  readonly nearAnatomy?: Vec3;
  readonly current: NoduleSize | null;
  readonly prior: NoduleSize | null;
}

/** How the thorax differs from the standard one (about 174 cm, 74 kg). Scales are factors around 1. */
export interface ThoraxShape {
  readonly sex: "M" | "F";
  readonly widthScale: number;
  readonly depthScale: number;
  readonly heightScale: number;
  /** Subcutaneous fat on the chest wall, millimetres (standard 14). */
  readonly fatMm: number;
  readonly muscleScale: number;
  readonly heartScale: number;
  /** Domes higher (+) or lower (-) than standard, millimetres. */
  readonly diaphragmMm: number;
  /** Mean density of the lung at full inspiration, HU. */
  readonly lungHu: number;
  /** Ends of each of the arterial and the venous tree, both lungs together. */
  readonly vesselEnds: number;
  /** Calcified plaque in the aorta and the coronary arteries, 0 to 1. */
  readonly plaque: number;
  /** Centrilobular emphysema, 0 (none) to 1. */
  readonly emphysema: number;
  /**
   * A full rib cage with so many pairs: the first rib short, flat and joined to the manubrium, the lungs' apex under its neck, lumbar
   * vertebrae with their processes. Absent: twelve pairs as plain arches, the spine down to T12.
   */
  readonly ribPairs?: 11 | 12 | 13;
}

export interface CtAcquisition {
  /** Columns and rows. */
  readonly matrix: number;
  readonly fieldOfViewMm: number;
  readonly slices: number;
  /** Distance between slice centres. */
  readonly spacingMm: number;
  readonly sliceThicknessMm: number;
  /** Standard deviation of the noise in the heart, HU. */
  readonly noiseHu: number;
  /** In-plane blur, standard deviation of the point spread, millimetres (0.35 sharp, 0.7 soft). */
  readonly blurMm: number;
  /** Density of blood in the great arteries, HU (45: no contrast medium). */
  readonly bloodHu: number;
  readonly kvp: number;
  readonly tubeCurrentMa: number;
}

/** How the patient lies in one study. */
export interface Positioning {
  /** Added to every point, millimetres LPS+. */
  readonly shiftMm: Vec3;
  /** Turn about the long axis. */
  readonly rotationDegrees: number;
  /** Depth of inspiration: 1 standard; below it the parts under the carina move up. */
  readonly inspiration: number;
}

export interface RibFractureRecipe {
  readonly side: "R" | "L";
  /** 1 to 12. */
  readonly rib: number;
  /** 0 at the spine, 1 at the costal cartilage. */
  readonly along: number;
  readonly studies: readonly StudyName[];
}

/** Everything that decides the bytes of a chest CT phantom. */
export interface ChestRecipe {
  readonly seed: number;
  readonly shape: ThoraxShape;
  readonly acquisition: Readonly<Record<StudyName, CtAcquisition>>;
  readonly positioning: Readonly<Record<StudyName, Positioning>>;
  readonly nodules: readonly NoduleRecipe[];
  readonly fracture: RibFractureRecipe | null;
}

/** Options of `chestRecipe`: what is not given is drawn from the seed. */
export interface ChestRecipeOptions {
  readonly seed: number;
  readonly shape?: Partial<ThoraxShape>;
  /** For both studies. */
  readonly acquisition?: Partial<CtAcquisition>;
  /** What differs in the prior study. */
  readonly priorAcquisition?: Partial<CtAcquisition>;
  readonly positioning?: Partial<Record<StudyName, Partial<Positioning>>>;
  /** The nodules themselves, or how many to draw. */
  readonly nodules?: readonly NoduleRecipe[] | number;
  readonly fracture?: RibFractureRecipe | null;
}
