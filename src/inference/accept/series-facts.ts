import type { Code } from "../../findings/index.ts";
import { sliceSpacingMm } from "../../geometry/index.ts";
import type { FrameHeader, Volume } from "../../volume/index.ts";
import type { AcceptedModality, BodyRegion } from "../contract/accepts.ts";

/** What the headers say of a series beside its geometry, verbatim; "" and undefined are alike. */
export interface SeriesAbout {
  /** Modality (0008,0060): of a secondary capture that of what was captured, where it says. */
  readonly modality?: string | undefined;
  /** Body Part Examined (0018,0015). */
  readonly bodyPartExamined?: string | undefined;
  /** Anatomic Region Sequence (0008,2218). */
  readonly anatomicRegions?: readonly Code[] | undefined;
  /** Of the series itself: Series Description (0008,103E), Protocol Name (0018,1030). */
  readonly descriptions?: readonly string[] | undefined;
  /** Study Description (0008,1030): of all series of the study. */
  readonly studyDescription?: string | undefined;
  /** Contrast/Bolus Agent (0018,0010). */
  readonly contrastBolusAgent?: string | undefined;
  /** View Position (0018,5101). */
  readonly viewPosition?: string | undefined;
  /** Code meanings of View Code Sequence (0054,0220). */
  readonly viewMeanings?: readonly string[] | undefined;
  /** Image Laterality (0020,0062) or Laterality (0020,0060). */
  readonly laterality?: string | undefined;
  /** Regions that were seen in the pixels, such as lungs. */
  readonly seen?: readonly BodyRegion[] | undefined;
}

/** Everything that decides whether a model takes a series or image. Lengths in mm; undefined where they are not known. */
export interface SeriesFacts {
  readonly about: SeriesAbout;
  /** By the SOP class (PS3.4 B.5): undefined for one that no model can take, or several. */
  readonly modality: AcceptedModality | undefined;
  readonly of: "volume" | "stack" | "image";
  readonly slices: number;
  readonly sliceSpacingMm: number | undefined;
  readonly sliceThicknessMm: number | undefined;
  readonly pixelSpacingMm: number | undefined;
  /** Along each axis. */
  readonly extentMm: readonly number[] | undefined;
  readonly photometricInterpretation: string | undefined;
}

const STORAGE = "1.2.840.10008.5.1.4.1.1.";
const SOP_CLASSES: Readonly<Record<AcceptedModality, readonly string[]>> = {
  CT: ["2", "2.1", "2.2"],
  MR: ["4", "4.1", "4.4"],
  PT: ["128", "128.1", "130"],
  NM: ["20"],
  DX: ["1.1", "1.1.1"],
  CR: ["1"],
  MG: ["1.2", "1.2.1"],
  US: ["6.1", "3.1"],
  XA: ["12.1", "12.1.1"],
  SC: ["7", "7.2", "7.3", "7.4"],
};

/** A volume is known by all of its frames. */
export function factsOfVolume(volume: Pick<Volume, "grid" | "frames" | "geometry">, about: SeriesAbout = {}): SeriesFacts {
  const { dimensions, spacingMm } = volume.grid;
  const betweenSlicesMm = sliceSpacingMm(volume.grid);
  const thicknesses = volume.frames.flatMap(({ sliceThicknessMm }) => (sliceThicknessMm === undefined ? [] : [sliceThicknessMm]));
  return {
    about,
    modality: modalityOf(volume.frames),
    of: volume.geometry.kind === "stack" ? "stack" : "volume",
    slices: dimensions[2],
    sliceSpacingMm: betweenSlicesMm,
    sliceThicknessMm: thicknesses.length > 0 ? Math.max(...thicknesses) : undefined,
    pixelSpacingMm: Math.max(spacingMm[0], spacingMm[1]),
    extentMm: [spacingMm[0] * dimensions[0], spacingMm[1] * dimensions[1], betweenSlicesMm * dimensions[2]],
    photometricInterpretation: volume.frames[0]?.photometricInterpretation,
  };
}

/** A single image; its pixels' size counts only where it is one of the patient or of the detector. */
export function factsOfImage(frame: FrameHeader, about: SeriesAbout = {}): SeriesFacts {
  const { pixelSpacingMm: spacing, rows, columns } = frame;
  return {
    about,
    modality: modalityOf([frame]),
    of: "image",
    slices: 1,
    sliceSpacingMm: undefined,
    sliceThicknessMm: undefined,
    pixelSpacingMm: spacing && Math.max(...spacing),
    extentMm: spacing && [rows * spacing[0], columns * spacing[1]],
    photometricInterpretation: frame.photometricInterpretation,
  };
}

function modalityOf(frames: readonly Pick<FrameHeader, "sopClassUid">[]): AcceptedModality | undefined {
  const classes = new Set(frames.map(({ sopClassUid }) => sopClassUid));
  const known = (Object.keys(SOP_CLASSES) as AcceptedModality[]).find((modality) =>
    [...classes].every((uid) => uid.startsWith(STORAGE) && SOP_CLASSES[modality].includes(uid.slice(STORAGE.length))),
  );
  return classes.size > 0 ? known : undefined;
}
