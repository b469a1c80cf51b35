/** How a window's values become greys (VOI LUT Function, PS3.3 C.11.2.1.3). */
export type VoiLutFunction = "LINEAR" | "LINEAR_EXACT" | "SIGMOID";

/** A VOI LUT (PS3.3 C.11.2.1.1): entry n is the grey, 0 to 2^bits - 1, of the value `first + n`; the ends hold outside. */
export interface VoiLookupTable {
  readonly first: number;
  readonly bits: number;
  readonly explanation: string;
  readonly values: Uint16Array;
}

/** An overlay plane on a frame (PS3.3 C.9.2); its bits are read by `readOverlay`. */
export interface OverlayPlane {
  /** 0x6000 to 0x601E. */
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  /** Overlay Origin: row and column of its first pixel in the image, from 1; may be negative. */
  readonly origin: readonly [row: number, column: number];
  readonly overlayType: "GRAPHICS" | "ROI";
  readonly label: string;
  readonly description: string;
}

/** What hides part of a frame (Display Shutter, PS3.3 C.7.6.11); a pixel is seen only within every shape that is given. */
export interface Shutter {
  /** Edges in columns and rows from 1, all of them still seen. */
  readonly rectangle?: { readonly left: number; readonly right: number; readonly upper: number; readonly lower: number };
  /** Radius in pixels along the row direction. */
  readonly circle?: { readonly row: number; readonly column: number; readonly radius: number };
  /** [row, column] from 1. */
  readonly polygon?: readonly (readonly [number, number])[];
  /** Overlay plane whose set bits are hidden (Bitmap Display Shutter, C.7.6.15). */
  readonly overlayGroup?: number;
  /** What hidden pixels are drawn with, 0 to 255. */
  readonly fillRgb: readonly [number, number, number];
}

/** Factors from a PET's values to standardized uptake values; absent where a datum is missing, which is then named. */
export interface SuvFactors {
  /** SUVbw, g/ml. */
  readonly bodyWeight?: number;
  /** SUVbsa, cm2/ml (Du Bois & Du Bois 1916). */
  readonly bodySurfaceArea?: number;
  /** SUVlbm, g/ml (James 1976, with 128 in the male formula: SUV Type LBMJAMES128). */
  readonly leanBodyMass?: number;
  /** SUVlbm, g/ml (Janmahasatian et al. 2005: SUV Type LBMJANMA). */
  readonly leanBodyMassJanmahasatian?: number;
  /** Keywords of the attributes that are absent or cannot be meant. */
  readonly missing: readonly string[];
}

/** What values mean in the real world: `value * slope + intercept` for values of `range`, in `unit` (PS3.3 C.7.6.16.2.11). */
export interface RealWorldValue {
  readonly label: string;
  /** UCUM code, or the unit's name where it has none. */
  readonly unit: string;
  readonly range: readonly [number, number];
  readonly slope: number;
  readonly intercept: number;
  /** Instead of slope and intercept: the meaning of `range[0] + n * step`. */
  readonly table?: { readonly step: number; readonly values: readonly number[] };
}

/** What tells one frame of a multi-frame image from the next (Frame Content, PS3.3 C.7.6.16.2.2). */
export interface FrameContent {
  readonly frameLabel?: string;
  readonly frameComments?: string;
  readonly temporalPositionIndex?: number;
}

/** Colours of the stored values from a value on (Supplemental Palette Color Lookup Table, PS3.3 C.7.6.19). */
export interface SupplementalPalette {
  /** The value after the Modality LUT that entry 0 belongs to; values below stay grey, values above hold the last entry. */
  readonly first: number;
  /** Red, green, blue of every entry. */
  readonly colours: Uint8Array;
}

/** Everything of a frame that decides how its values are seen; all of it verbatim or absent. */
export interface FramePresentation {
  /** Indices into the series' `voiLookupTables`. */
  readonly voiLookupTables?: readonly number[];
  /** Where it is given, it says whether low values are drawn bright; else the photometric interpretation does (PS3.3 C.11.6.1). */
  readonly presentationLutShape?: "IDENTITY" | "INVERSE";
  readonly overlays?: readonly OverlayPlane[];
  readonly shutter?: Shutter;
  readonly suv?: SuvFactors;
  readonly realWorldValues?: readonly RealWorldValue[];
  /** Index into the series' `supplementalPalettes`. */
  readonly supplementalPalette?: number;
  readonly frameContent?: FrameContent;
  /** Colour by an ICC profile other than sRGB, which is drawn as if it were sRGB (PS3.3 C.11.15). */
  readonly ignoredIccProfile?: true;
}
