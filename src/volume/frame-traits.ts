import type { Dataset } from "../dicom/index.ts";
import { bValueOf } from "./b-value.ts";
import { type ContrastTiming, contrastTimingOf } from "./contrast-timing.ts";
import { functionalGroup, itemsOf, numberOf, numbersOf, textOf } from "./functional-group.ts";
import { type ImageKind, imageKindOf } from "./image-kind.ts";

/** What can tell apart frames that lie at one place; the order is that in which they are asked. */
export const splitDimensions = [
  "stack",
  "time",
  "cardiac-phase",
  "respiratory-phase",
  "b-value",
  "diffusion-direction",
  "echo",
  "echo-time",
  "inversion-time",
  "flip-angle",
  "energy",
  "kernel",
  "segment",
  "detector",
  "energy-window",
  "time-slot",
  "image-type",
  "instance",
  "trigger-time",
  "reference-time",
  "acquisition",
  "acquisition-time",
  "content-time",
] as const;
export type SplitDimension = (typeof splitDimensions)[number];

/** Times that need not agree to the millisecond from slice to slice: the first of every place belong together, the second, and so on. */
export const risingDimensions: ReadonlySet<SplitDimension> = new Set([
  "trigger-time",
  "reference-time",
  "acquisition-time",
  "content-time",
]);

/** What of a frame's header says to which stack it belongs. */
export interface FrameTraits {
  readonly kind: ImageKind;
  readonly values: Readonly<Partial<Record<SplitDimension, string | number>>>;
  readonly timing: ContrastTiming;
}

/** Reads a frame's traits (frame from 1): functional groups where there are any, else the instance's own attributes. */
export function parseFrameTraits(dataset: Dataset, frameNumber: number): FrameTraits {
  const content = functionalGroup(dataset, frameNumber, "FrameContentSequence");
  const found: Partial<Record<SplitDimension, string | number | undefined>> = {
    stack: textOf(content, "StackID") || undefined,
    ...mrTraits(dataset, frameNumber),
    ...ctTraits(dataset, frameNumber),
    ...vectorTraits(dataset, frameNumber),
    ...timeTraits(dataset, frameNumber, content),
    segment: numberOf(functionalGroup(dataset, frameNumber, "SegmentIdentificationSequence"), "ReferencedSegmentNumber"),
    "image-type": imageTypeOf(dataset, frameNumber).join(" ") || undefined,
    // Several frames of one file are a stack where the series has more such files: dose grids, the phases of an enhanced series.
    instance: (numberOf(dataset, "NumberOfFrames") ?? 1) > 1 ? textOf(dataset, "SOPInstanceUID") || undefined : undefined,
    acquisition: numberOf(content, "FrameAcquisitionNumber") ?? numberOf(dataset, "AcquisitionNumber"),
  };
  const values = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  const kind = imageKindOf(dataset, imageTypeOf(dataset, frameNumber), complexOf(dataset, frameNumber));
  return { kind, values, timing: contrastTimingOf(dataset, frameNumber) };
}

const frameTypes = [
  "MRImageFrameTypeSequence",
  "CTImageFrameTypeSequence",
  "PETFrameTypeSequence",
  "XRay3DFrameTypeSequence",
] as const;

/** Image Type, or a frame's own Frame Type (PS3.3 C.8.13.3.1, C.8.15.3.1), in capitals. */
function imageTypeOf(dataset: Dataset, frameNumber: number): readonly string[] {
  const own = frameTypes.map((keyword) => functionalGroup(dataset, frameNumber, keyword)?.get("FrameType"));
  const type = own.find((value) => value !== undefined) ?? dataset.get("ImageType") ?? [];
  return type.map((part) => String(part).trim().toUpperCase());
}

function complexOf(dataset: Dataset, frameNumber: number): string {
  const own = functionalGroup(dataset, frameNumber, "MRImageFrameTypeSequence");
  return (textOf(own, "ComplexImageComponent") || textOf(dataset, "ComplexImageComponent")).toUpperCase();
}

function mrTraits(dataset: Dataset, frameNumber: number): Partial<Record<SplitDimension, string | number | undefined>> {
  const diffusion = functionalGroup(dataset, frameNumber, "MRDiffusionSequence");
  const direction = itemsOf(diffusion ?? dataset, "DiffusionGradientDirectionSequence")[0];
  const gradient = numbersOf(direction ?? diffusion ?? dataset, "DiffusionGradientOrientation");
  const echo = functionalGroup(dataset, frameNumber, "MREchoSequence");
  const modifier = functionalGroup(dataset, frameNumber, "MRModifierSequence");
  const timing = functionalGroup(dataset, frameNumber, "MRTimingAndRelatedParametersSequence");
  const cardiac = functionalGroup(dataset, frameNumber, "CardiacSynchronizationSequence") ?? dataset;
  const breathing = functionalGroup(dataset, frameNumber, "RespiratorySynchronizationSequence") ?? dataset;
  return {
    "b-value": numberOf(diffusion, "DiffusionBValue") ?? bValueOf(dataset),
    "diffusion-direction":
      gradient.length === 3
        ? gradient.map((part) => part.toFixed(3)).join(" ")
        : textOf(diffusion, "DiffusionDirectionality") || undefined,
    echo: numberOf(dataset, "EchoNumbers"),
    "echo-time": numberOf(echo, "EffectiveEchoTime") ?? numberOf(dataset, "EchoTime"),
    "inversion-time": numberOf(modifier, "InversionTimes") ?? numberOf(dataset, "InversionTime"),
    "flip-angle": numberOf(timing, "FlipAngle") ?? numberOf(dataset, "FlipAngle"),
    "cardiac-phase": numberOf(cardiac, "NominalPercentageOfCardiacPhase"),
    "respiratory-phase": numberOf(breathing, "NominalPercentageOfRespiratoryPhase"),
    "trigger-time": numberOf(cardiac, "NominalCardiacTriggerDelayTime") ?? numberOf(dataset, "TriggerTime"),
  };
}

function ctTraits(dataset: Dataset, frameNumber: number): Partial<Record<SplitDimension, string | number | undefined>> {
  const tube = functionalGroup(dataset, frameNumber, "CTXRayDetailsSequence") ?? dataset;
  const reconstruction = functionalGroup(dataset, frameNumber, "CTReconstructionSequence") ?? dataset;
  const kernel = reconstruction.get("ConvolutionKernel");
  return {
    energy: numberOf(tube, "KVP"),
    kernel: kernel === undefined ? undefined : kernel.join(" ") || undefined,
  };
}

/** The vectors of nuclear medicine: one number a frame (PS3.3 C.8.4.8). */
function vectorTraits(dataset: Dataset, frameNumber: number): Partial<Record<SplitDimension, string | number | undefined>> {
  const at = (keyword: "DetectorVector" | "EnergyWindowVector" | "TimeSlotVector" | "PhaseVector") =>
    numbersOf(dataset, keyword)[frameNumber - 1];
  return {
    detector: at("DetectorVector"),
    "energy-window": at("EnergyWindowVector"),
    "time-slot": at("TimeSlotVector") ?? at("PhaseVector"),
  };
}

function timeTraits(
  dataset: Dataset,
  frameNumber: number,
  content: Dataset | undefined,
): Partial<Record<SplitDimension, string | number | undefined>> {
  const offset = functionalGroup(dataset, frameNumber, "TemporalPositionSequence");
  return {
    time:
      numberOf(content, "TemporalPositionIndex") ??
      numberOf(offset, "TemporalPositionTimeOffset") ??
      numberOf(dataset, "TemporalPositionIdentifier"),
    "reference-time": numberOf(dataset, "FrameReferenceTime"),
    "acquisition-time":
      textOf(content, "FrameAcquisitionDateTime") ||
      textOf(dataset, "AcquisitionDateTime") ||
      `${textOf(dataset, "AcquisitionDate")}${textOf(dataset, "AcquisitionTime")}` ||
      undefined,
    "content-time": `${textOf(dataset, "ContentDate")}${textOf(dataset, "ContentTime")}` || undefined,
  };
}
