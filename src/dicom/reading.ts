import type { Source } from "./element-header.ts";
import { DicomError } from "./errors.ts";
import type { Tag } from "./keyword.ts";
import type { Repair, RepairCode } from "./repair.ts";
import { tagText } from "./tag-dictionary.ts";

/** More elements than the largest objects have (a multi-frame object of 10,000 frames has some 500,000). */
const MAX_ELEMENTS = 2_000_000;
/** A file that is broken everywhere need not say so more often than this. */
const MAX_REPAIRS = 100;

/** What one reading carries along: the bytes, what was repaired, how much may still be read. */
export interface Reading {
  readonly source: Source;
  readonly repairs: Repair[];
  readonly budget: { elements: number };
}

export function startReading(source: Source, repairs: Repair[] = []): Reading {
  return { source, repairs, budget: { elements: MAX_ELEMENTS } };
}

/** Counts one element or item. @throws DicomError malformed, where there are too many */
export function spend(reading: Reading): void {
  reading.budget.elements--;
  if (reading.budget.elements >= 0) return;
  throw new DicomError("malformed", "The file holds more elements than any DICOM object does; it was left out.", {
    elements: MAX_ELEMENTS,
  });
}

/** Notes what was broken; the same code once for the same element. */
export function repair(reading: { readonly repairs: Repair[] }, code: RepairCode, tag?: Tag): void {
  const { repairs } = reading;
  const text = tag === undefined ? undefined : tagText(tag);
  if (repairs.length >= MAX_REPAIRS || repairs.some((one) => one.code === code && one.tag === text)) return;
  repairs.push(text === undefined ? { code } : { code, tag: text });
}
