import type { Dataset } from "../dicom/index.ts";
import { type FrameTables, type InstanceTables, parseFramePresentation, parseFrameTables } from "./frame-presentation.ts";
import { functionalGroup, numberOf, numbersOf, textOf } from "./functional-group.ts";
import { parseImagePlane } from "./image-plane.ts";
import { type ModalityTransform, parseModalityTransform, toModalityUnits } from "./modality-transform.ts";
import type { PixelDescription } from "./pixel-description.ts";
import { parsePixelSpacing } from "./pixel-spacing.ts";
import { frameTimeMs } from "./series-texts.ts";
import { isRescaled } from "./suv.ts";
import { isLossySyntax } from "./transfer-syntax.ts";
import type { FrameHeader } from "./types.ts";
import { type ValueRange, valueRange } from "./value-type.ts";
import { ctWindow, parseVoiWindows } from "./voi-window.ts";

/** A frame's header before the series has settled on a value type. */
export interface FrameDraft {
  readonly header: Omit<FrameHeader, "valueType">;
  readonly range: ValueRange;
  /** Tables that the header refers to once the series has numbered them. */
  readonly tables: FrameTables;
}

/** The parsed header of an instance. */
export interface InstanceHeader {
  readonly dataset: Dataset;
  readonly transferSyntaxUid: string;
  readonly description: PixelDescription;
  /** As `openImageHeader` found. */
  readonly heldFrames: number;
  readonly irreversible: boolean;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly instanceNumber: number | null;
  /** As in `FrameHeader`. */
  readonly version?: string;
}

/** The headers of every frame of an instance (classic or enhanced multi-frame, PS3.3 C.7.6.6, C.7.6.16). */
export function buildFrameDrafts(instance: InstanceHeader): readonly FrameDraft[] {
  const { dataset, description } = instance;
  const grouped = dataset.has("PerFrameFunctionalGroupsSequence") || dataset.has("SharedFunctionalGroupsSequence");
  const common = parseModalityTransform(dataset, 1, description);
  const frames = Array.from({ length: instance.heldFrames }, (_, index) => index + 1);
  const known: InstanceTables = { voi: new Map() };
  return frames.map((frameNumber) => {
    const transform = grouped ? parseModalityTransform(dataset, frameNumber, description) : common;
    return buildFrameDraft(instance, frameNumber, transform, known);
  });
}

function buildFrameDraft(
  instance: InstanceHeader,
  frameNumber: number,
  transform: ModalityTransform,
  known: InstanceTables,
): FrameDraft {
  const { dataset, description } = instance;
  const monochrome = description.photometricInterpretation.startsWith("MONOCHROME");
  const range = monochrome ? valueRange(description, transform) : { least: 0, most: 255, integers: true };
  const plane = parseImagePlane(dataset, frameNumber, description);
  const measures = functionalGroup(dataset, frameNumber, "PixelMeasuresSequence") ?? dataset;
  const unit = monochrome ? unitOf(dataset, transform) : "1";
  const windows = monochrome ? parseVoiWindows(dataset, frameNumber, range.integers) : [];
  const context = { dataset, frameNumber, description, transform, negativeValues: range.least < 0 };
  const tables = parseFrameTables(context, known);
  const optional = {
    plane,
    frameOfReferenceUid: textOf(dataset, "FrameOfReferenceUID") || undefined,
    sliceLocationMm: numberOf(dataset, "SliceLocation"),
    sliceThicknessMm: positive(numberOf(measures, "SliceThickness")),
    lossyRatio: lossyRatioOf(instance),
    paddingRange: monochrome ? paddingRangeOf(dataset, description, transform) : undefined,
    version: instance.version,
    frameTimeMs: frameTimeMs(dataset, frameNumber),
    modalityTransform: monochrome ? shortTransform(transform) : undefined,
  };
  const header: FrameDraft["header"] = {
    sopClassUid: instance.sopClassUid,
    sopInstanceUid: instance.sopInstanceUid,
    frameNumber,
    instanceNumber: instance.instanceNumber,
    rows: description.rows,
    columns: description.columns,
    samplesPerPixel: monochrome ? 1 : 3,
    photometricInterpretation: shownAs(description),
    ...parsePixelSpacing(dataset, frameNumber, plane !== undefined),
    voi: windows.length === 0 && tables.voi.length === 0 && unit === hounsfield ? [ctWindow(dataset)] : windows,
    unit,
    ...withoutUndefined(optional),
    ...parseFramePresentation(context, known),
  };
  return { header, range, tables };
}

/** What a presentation state needs to go back to stored values. */
function shortTransform(transform: ModalityTransform): FrameHeader["modalityTransform"] {
  if (transform.kind === "table") return { kind: "table" };
  const { slope, intercept } = transform;
  return slope === 1 && intercept === 0 ? undefined : { kind: "linear", slope, intercept };
}

const hounsfield = "[hnsf'U]";

/**
 * UCUM unit of the values after the Modality LUT. CT is in Hounsfield units unless its Rescale Type says otherwise, it is a localizer
 * (PS3.3 C.8.2.1.1.2), or its Rescale Slope (type 1) is missing: what is stored is then on a scale that nobody knows. Positron emission
 * tomography by its Units (C.8.9.1.1.3), dose by its Dose Units (C.8.8.3).
 */
function unitOf(dataset: Dataset, transform: ModalityTransform): string {
  const modality = textOf(dataset, "Modality");
  const type = transform.rescaleType.toUpperCase();
  if (type === "HU") return hounsfield;
  if (modality === "CT") {
    const localizer = dataset.get("ImageType")?.[2]?.toUpperCase() === "LOCALIZER";
    const isStated = transform.kind === "table" || isRescaled(dataset);
    return type === "" && isStated && !localizer ? hounsfield : "1";
  }
  if (modality === "RTDOSE") return type === "GY" ? "Gy" : "1";
  if (modality !== "PT" || !isRescaled(dataset)) return "1";
  const units = textOf(dataset, "Units").toUpperCase();
  if (units === "BQML") return "Bq/ml";
  const suvType = textOf(dataset, "SUVType").toUpperCase();
  return units === "GML" && (suvType === "" || suvType === "BW") ? "{SUVbw}g/ml" : "1";
}

function shownAs({ photometricInterpretation }: PixelDescription): FrameHeader["photometricInterpretation"] {
  return photometricInterpretation === "MONOCHROME1" || photometricInterpretation === "MONOCHROME2"
    ? photometricInterpretation
    : "RGB";
}

/** Undefined where nothing was lost; the largest ratio of several steps; 1 where lossy by an unknown ratio (PS3.3 C.7.6.1.1.5). */
function lossyRatioOf({ dataset, transferSyntaxUid, irreversible }: InstanceHeader): number | undefined {
  const lossy = irreversible || textOf(dataset, "LossyImageCompression") === "01" || isLossySyntax(transferSyntaxUid);
  return lossy ? Math.max(1, ...numbersOf(dataset, "LossyImageCompressionRatio").slice(0, 16)) : undefined;
}

/** Pixel Padding Value and its limit in modality units (PS3.3 C.7.5.1.1.2); the sign of a value written with the wrong VR is restored. */
function paddingRangeOf(
  dataset: Dataset,
  description: PixelDescription,
  transform: ModalityTransform,
): readonly [number, number] | undefined {
  const float = description.element !== "PixelData";
  const value = numberOf(dataset, float ? "FloatPixelPaddingValue" : "PixelPaddingValue");
  if (value === undefined) return undefined;
  const limit = numberOf(dataset, float ? "FloatPixelPaddingRangeLimit" : "PixelPaddingRangeLimit") ?? value;
  const stored = (raw: number) =>
    float || description.bitsAllocated > 16 ? raw : description.signed ? (raw << 16) >> 16 : raw & 0xffff;
  const ends = [toModalityUnits(transform, stored(value)), toModalityUnits(transform, stored(limit))];
  return [Math.min(...ends), Math.max(...ends)];
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

/** Only the members that are there: a missing one is absent, not undefined. */
function withoutUndefined<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
