import type { Dataset } from "../dicom/index.ts";
import { dayMs, momentMs, parseDateTimeMs, parseTimeMs } from "./dicom-time.ts";
import { functionalGroup, itemsOf, textOf } from "./functional-group.ts";

/** When a frame was acquired, and when its contrast agent began to flow; what is not said is left out. */
export interface ContrastTiming {
  /** Local milliseconds: only differences of two of them mean something. */
  readonly acquiredMs?: number;
  /** Since midnight. */
  readonly contrastStartMs?: number;
}

/**
 * Acquisition DateTime, else Acquisition Date and Time, of multi-frame objects Frame Acquisition DateTime (PS3.3 C.7.6.16.2.2); Contrast/Bolus
 * Start Time (C.7.6.4), of enhanced objects that of the first administration (C.7.6.4b).
 */
export function contrastTimingOf(dataset: Dataset, frameNumber: number): ContrastTiming {
  const content = functionalGroup(dataset, frameNumber, "FrameContentSequence");
  const zone = textOf(dataset, "TimezoneOffsetFromUTC");
  const acquiredMs =
    parseDateTimeMs(textOf(content, "FrameAcquisitionDateTime"), zone) ??
    parseDateTimeMs(textOf(dataset, "AcquisitionDateTime"), zone) ??
    momentMs(dataset, "AcquisitionDate", "AcquisitionTime") ??
    parseTimeMs(textOf(dataset, "AcquisitionTime"));
  const agent = itemsOf(dataset, "ContrastBolusAgentSequence")[0];
  const profile = agent === undefined ? undefined : itemsOf(agent, "ContrastAdministrationProfileSequence")[0];
  const start = textOf(dataset, "ContrastBolusStartTime") || textOf(profile, "ContrastBolusStartTime");
  const contrastStartMs = parseTimeMs(start.split("\\")[0] ?? "");
  return {
    ...(acquiredMs === undefined ? {} : { acquiredMs }),
    ...(contrastStartMs === undefined ? {} : { contrastStartMs }),
  };
}

/** Longer before or after the injection than this and it belongs to another acquisition. */
const LONGEST_S = 4 * 3600;

/** Seconds from the beginning of the injection to the acquisition, below 0 before it; undefined where either is not known. */
export function secondsAfterContrast({ acquiredMs, contrastStartMs }: ContrastTiming): number | undefined {
  if (acquiredMs === undefined || contrastStartMs === undefined) return undefined;
  const within = acquiredMs % dayMs;
  // Around midnight the nearer of the two days is meant.
  const difference = ((within - contrastStartMs + 1.5 * dayMs) % dayMs) - dayMs / 2;
  const seconds = Math.round(difference / 100) / 10;
  return Math.abs(seconds) > LONGEST_S ? undefined : seconds;
}
