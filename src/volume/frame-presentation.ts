import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, numberOf, textOf } from "./functional-group.ts";
import type { ModalityTransform } from "./modality-transform.ts";
import { type PlacedOverlay, parseOverlays } from "./overlay-plane.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { FrameContent, FramePresentation, SupplementalPalette, VoiLookupTable } from "./presentation.ts";
import { parseRealWorldValues } from "./real-world-value.ts";
import { createSharedTables } from "./shared-tables.ts";
import { parseShutter } from "./shutter.ts";
import { parseSupplementalPalette } from "./supplemental-palette.ts";
import { suvFactors } from "./suv.ts";
import type { SeriesFrames, ValueType } from "./types.ts";
import { valueLimits } from "./value-type.ts";
import { parseVoiTables } from "./voi-window.ts";

/** Tables that a frame brings along, before the series has given them their numbers. */
export interface FrameTables {
  readonly voi: readonly VoiLookupTable[];
  readonly palette: SupplementalPalette | undefined;
}

/** What an instance's frames have in common, parsed once. */
export interface InstanceTables {
  readonly voi: Map<Dataset, VoiLookupTable | undefined>;
  palette?: { readonly value: SupplementalPalette | undefined };
  overlays?: readonly PlacedOverlay[];
  ignoresProfile?: boolean;
}

interface FrameContext {
  readonly dataset: Dataset;
  readonly frameNumber: number;
  readonly description: PixelDescription;
  readonly transform: ModalityTransform;
  readonly negativeValues: boolean;
}

/** The display members of a frame's header; those that are not there are absent. Colour has overlays and shutters only. */
export function parseFramePresentation(
  { dataset, frameNumber, description, transform }: FrameContext,
  known: InstanceTables,
): FramePresentation {
  const monochrome = description.photometricInterpretation.startsWith("MONOCHROME");
  const shape = textOf(dataset, "PresentationLUTShape").toUpperCase();
  known.overlays ??= parseOverlays(dataset, description);
  known.ignoresProfile ??= hasOtherProfile(dataset);
  const overlays = known.overlays.flatMap(({ plane, frameOn }) => (frameOn(frameNumber) === undefined ? [] : plane));
  const shutter = parseShutter(dataset, frameNumber);
  const realWorldValues = monochrome ? parseRealWorldValues(dataset, frameNumber, transform) : [];
  const frameContent = contentOf(dataset, frameNumber);
  return {
    ...(monochrome && (shape === "INVERSE" || shape === "IDENTITY") ? { presentationLutShape: shape } : {}),
    ...(overlays.length > 0 ? { overlays } : {}),
    ...(shutter === undefined ? {} : { shutter }),
    ...(realWorldValues.length > 0 ? { realWorldValues } : {}),
    ...(frameContent === undefined ? {} : { frameContent }),
    ...(!monochrome && known.ignoresProfile ? { ignoredIccProfile: true as const } : {}),
  };
}

/** A profile that neither Color Space nor its own description calls sRGB. */
function hasOtherProfile(dataset: Dataset): boolean {
  const profile = dataset.get("ICCProfile");
  if (!(profile instanceof Uint8Array) || profile.length < 128 || textOf(dataset, "ColorSpace").toUpperCase() === "SRGB")
    return false;
  const text = String.fromCharCode(...profile.subarray(0, 4096)).replaceAll("\0", "");
  return !/sRGB/i.test(text);
}

/** The tables of a grey frame. */
export function parseFrameTables(context: FrameContext, known: InstanceTables): FrameTables {
  const { dataset, frameNumber, description, transform, negativeValues } = context;
  if (!description.photometricInterpretation.startsWith("MONOCHROME")) return { voi: [], palette: undefined };
  known.palette ??= { value: parseSupplementalPalette(dataset, description, transform) };
  return { voi: parseVoiTables(dataset, frameNumber, negativeValues, known.voi), palette: known.palette.value };
}

function contentOf(dataset: Dataset, frameNumber: number): FrameContent | undefined {
  const item = functionalGroup(dataset, frameNumber, "FrameContentSequence");
  const frameLabel = textOf(item, "FrameLabel").slice(0, 64);
  const frameComments = textOf(item, "FrameComments").slice(0, 128);
  const temporalPositionIndex = numberOf(item, "TemporalPositionIndex");
  if (frameLabel === "" && frameComments === "" && temporalPositionIndex === undefined) return undefined;
  return {
    ...(frameLabel === "" ? {} : { frameLabel }),
    ...(frameComments === "" ? {} : { frameComments }),
    ...(temporalPositionIndex === undefined ? {} : { temporalPositionIndex }),
  };
}

/** What of a frame's display only its series can tell: the numbers of its tables, SUV factors, padding as the value type holds it. */
export interface SeriesPresentation {
  settle(frame: {
    readonly dataset: Dataset;
    readonly tables: FrameTables;
    readonly header: FramePresentation & { readonly paddingRange?: readonly [number, number] };
  }): Pick<FramePresentation, "voiLookupTables" | "supplementalPalette" | "suv" | "overlays" | "realWorldValues"> & {
    readonly paddingRange?: readonly [number, number];
  };
  /** The tables of the frames that were settled. */
  tables(): Pick<SeriesFrames, "voiLookupTables" | "supplementalPalettes">;
}

/** @param datasets headers of all instances of the series */
export function createSeriesPresentation(datasets: readonly Dataset[], valueType: ValueType): SeriesPresentation {
  const shared = createSharedTables();
  const suvOf = suvFactors(datasets);
  let details = 0;
  return {
    settle({ dataset, tables, header: { paddingRange, ...header } }) {
      details += detailsOf(header);
      const voiLookupTables = tables.voi.flatMap((table) => shared.indexOfVoi(table) ?? []);
      const supplementalPalette = tables.palette && shared.indexOfPalette(tables.palette);
      const suv = suvOf(dataset);
      return {
        ...(details > maxDetails ? { overlays: [], realWorldValues: [] } : {}),
        ...(voiLookupTables.length > 0 ? { voiLookupTables } : {}),
        ...(supplementalPalette === undefined ? {} : { supplementalPalette }),
        ...(suv === undefined ? {} : { suv }),
        ...(paddingRange === undefined ? {} : { paddingRange: heldPadding(paddingRange, valueType) }),
      };
    },
    tables: () => ({
      ...(shared.voiLookupTables.length > 0 ? { voiLookupTables: shared.voiLookupTables } : {}),
      ...(shared.supplementalPalettes.length > 0 ? { supplementalPalettes: shared.supplementalPalettes } : {}),
    }),
  };
}

/** Overlay planes and entries of real world value tables that all frames of a series may name together; a small file can claim millions. */
const maxDetails = 500_000;

function detailsOf({ overlays = [], realWorldValues = [] }: FramePresentation): number {
  return realWorldValues.reduce((sum, { table }) => sum + 1 + (table?.values.length ?? 0), overlays.length);
}

/** Decoding saturates: padding beyond the value type's end is met at that end. */
function heldPadding([low, high]: readonly [number, number], valueType: ValueType): readonly [number, number] {
  if (valueType === "float32") return [Math.fround(low), Math.fround(high)];
  const [least, most] = valueLimits[valueType];
  const hold = (value: number) => Math.min(most, Math.max(least, value));
  return [hold(low), hold(high)];
}
