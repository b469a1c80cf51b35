import type { Repair } from "../dicom/index.ts";
import type { ImagePlane, VolumeGrid } from "../geometry/index.ts";
import type { FramePresentation, SupplementalPalette, VoiLookupTable, VoiLutFunction } from "./presentation.ts";
import type { SplitSummary } from "./split-types.ts";

export type ValueType = "uint8" | "int16" | "uint16" | "float32";
export type ValueArray = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** What is known of a frame before its pixels are decoded; the wire form is `frameSchema` of the contract. */
export interface FrameHeader extends FramePresentation {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** From 1. */
  readonly frameNumber: number;
  readonly instanceNumber: number | null;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  /** Type of the decoded values after the Modality LUT, the same for every frame of a series. */
  readonly valueType: ValueType;
  readonly photometricInterpretation: "MONOCHROME1" | "MONOCHROME2" | "RGB";
  readonly plane?: ImagePlane;
  readonly frameOfReferenceUid?: string;
  readonly pixelSpacingMm?: readonly [number, number];
  readonly pixelSpacingSource: "patient" | "calibrated" | "corrected" | "detector" | "none";
  /** The magnification that a `corrected` spacing was divided by. */
  readonly pixelSpacingFactor?: number;
  /** How a `calibrated` spacing was, where the file says it. */
  readonly pixelSpacingCalibration?: { readonly type: "GEOMETRY" | "FIDUCIAL"; readonly description: string };
  /** [between rows, between columns] in no unit, where pixels are not square and their spacing is not known. */
  readonly pixelAspectRatio?: readonly [number, number];
  /** Parts of an ultrasound image with lengths of their own, in pixels from 0, ends included; smallest first. */
  readonly ultrasoundRegions?: readonly {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    /** [between rows, between columns]; absent where its pixels are no lengths. */
    readonly spacingMm?: readonly [number, number];
  }[];
  /** Milliseconds from the frame before it in its clip to this one. */
  readonly frameTimeMs?: number;
  readonly sliceLocationMm?: number;
  readonly sliceThicknessMm?: number;
  /** Windows in file order; without a function it is LINEAR. */
  readonly voi: readonly {
    readonly windowCenter: number;
    readonly windowWidth: number;
    readonly explanation: string;
    readonly function?: VoiLutFunction;
  }[];
  /** How stored values became those of the frame; absent where they are the same. */
  readonly modalityTransform?:
    | { readonly kind: "linear"; readonly slope: number; readonly intercept: number }
    | { readonly kind: "table" };
  readonly lossyRatio?: number;
  readonly paddingRange?: readonly [number, number];
  readonly unit: string;
  /** The first 16 digits of the SHA-256 of the file: pixels of another version do not belong to this header. */
  readonly version?: string;
}

export type GeometryIssueCode =
  | "no-geometry"
  | "single-frame"
  | "mixed-orientation"
  | "mixed-size"
  | "mixed-frame-of-reference"
  | "duplicate-positions"
  | "gaps"
  | "uneven-spacing"
  | "tilt"
  | "colour"
  | "mixed-spacing"
  | "sideways-shift"
  | "duplicates"
  | "laterality-conflict";

export interface GeometryVerdict {
  readonly kind: "volume" | "marked" | "stack";
  readonly issues: readonly { readonly code: GeometryIssueCode; readonly details: Readonly<Record<string, string | number>> }[];
  readonly grid?: VolumeGrid;
  /** Slices of the grid (k) that no frame is: they were not acquired, or were lost. The frames are the others, in order. */
  readonly missingSlices?: readonly number[];
  readonly maxSpacingDeviationMm?: number;
}

/** A tolerance, the element of the first instance that needed it ("GGGGEEEE"), and how many instances did. */
export interface SeriesRepair extends Repair {
  readonly instanceCount: number;
}

/** A series ready to be shown: frames in display order with the verdict on their geometry. */
export interface SeriesFrames {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid?: string;
  readonly modality: string;
  readonly frames: readonly FrameHeader[];
  readonly geometry: GeometryVerdict;
  /** Which of the series' stacks these frames are, by its index in `splits`. */
  readonly split: number;
  /** All stacks of the series: at least this one. */
  readonly splits: readonly SplitSummary[];
  readonly recommendedFrameRate?: number;
  /** Whether text is burnt into the pixels: YES of one instance is that of all, NO only where all say so. */
  readonly burnedInAnnotation?: "YES" | "NO";
  /** Made by this program from a photo or a NIfTI file (see `conversion`). */
  readonly converted?: boolean;
  /** VOI LUTs and supplemental palettes of all frames, each once. */
  readonly voiLookupTables?: readonly VoiLookupTable[];
  readonly supplementalPalettes?: readonly SupplementalPalette[];
  readonly unreadable: readonly { readonly sopInstanceUid: string; readonly code: string; readonly message: string }[];
  /** Tolerances used on the instances that are shown, each code once. */
  readonly repairs: readonly SeriesRepair[];
  /** Texts for the overlay corners, verbatim from the first readable instance; "" where absent. */
  readonly overlay: Readonly<
    Record<
      | "patientName"
      | "patientId"
      | "patientBirthDate"
      | "patientSex"
      | "patientAge"
      | "institutionName"
      | "studyDescription"
      | "studyId"
      | "accessionNumber"
      | "acquisitionDate"
      | "acquisitionTime"
      | "laterality"
      | "contrastBolusAgent",
      string
    >
  >;
}

/** Decoded pixels of one frame: rows x columns x samplesPerPixel, interleaved, after the Modality LUT. */
export interface DecodedFrame {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  readonly valueType: ValueType;
  readonly values: ValueArray;
  /**
   * At least how many values the file does not hold (it was cut off); native ones stand for stored zeros, compressed ones may be anything.
   * The image must be said to be incomplete.
   */
  readonly missingValues?: number;
  /** How many values did not fit the value type and were held at its end. */
  readonly clippedValues?: number;
}

/** A checked volume: `values[i + columns * (j + rows * k)]` in modality units on `grid`; one value type for the whole buffer. */
export interface Volume {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid?: string;
  readonly grid: VolumeGrid;
  readonly values: Int16Array | Float32Array | Uint16Array | Uint8Array;
  readonly frames: readonly FrameHeader[];
  readonly geometry: GeometryVerdict;
}
