import type { ElementHeader, Source } from "./element-header.ts";
import { DicomError } from "./errors.ts";
import type { Tag } from "./keyword.ts";
import type { Repair, RepairCode } from "./repair.ts";
import { tagText } from "./tag-dictionary.ts";
import type { TextInForce } from "./text-in-force.ts";

/** More elements than the largest objects have (a multi-frame object of 10,000 frames has some 500,000). */
const MAX_ELEMENTS = 2_000_000;
/** A file that is broken everywhere need not say so more often than this, nor of one code more often than a few times. */
const MAX_REPAIRS = 100;
const MAX_REPAIRS_OF_A_CODE = 8;

/** What one reading carries along: the bytes, what was repaired, how much may still be read, and why it ended early. */
export interface Reading {
  readonly source: Source;
  readonly repairs: Repair[];
  readonly budget: { elements: number };
  /** Length of the whole, of which the source may be the head. */
  readonly total: number;
  /** Character sets that were in force somewhere, to be settled when all text is known. */
  readonly texts: TextInForce[];
  /** Bytes that a head must have for reading to go on; 0 while it is long enough. */
  bytesNeeded: number;
  /** The data ended, or stopped making sense, inside this element: nothing after it can be read. */
  cutAt: Tag | undefined;
  /** Header of the first element not read, where a tag to stop at was met. */
  stoppedHeader: ElementHeader | undefined;
  /** Where items start, if somebody wants to know. */
  readonly onItem: ((item: object, offset: number) => void) | undefined;
}

export interface ReadingOptions {
  readonly repairs?: Repair[];
  readonly total?: number | undefined;
  readonly onItem?: Reading["onItem"];
}

export function startReading(source: Source, options: ReadingOptions = {}): Reading {
  return {
    source,
    repairs: options.repairs ?? [],
    budget: { elements: MAX_ELEMENTS },
    total: Math.max(options.total ?? 0, source.bytes.length),
    texts: [],
    bytesNeeded: 0,
    cutAt: undefined,
    stoppedHeader: undefined,
    onItem: options.onItem,
  };
}

/** Whether nothing more can be read: the data are cut off, or the head is too short. */
export function isOver(reading: Reading): boolean {
  return reading.cutAt !== undefined || reading.bytesNeeded > 0;
}

/** Whether bytes up to `end` are there. Where they lie beyond the head of a longer file, says how many are needed. */
export function isAtHand(reading: Reading, end: number): boolean {
  if (end <= reading.source.bytes.length) return true;
  if (end <= reading.total) reading.bytesNeeded = end;
  return false;
}

/** Counts one element or item. @throws DicomError malformed, where there are too many */
export function spend(reading: Reading): void {
  reading.budget.elements--;
  if (reading.budget.elements >= 0) return;
  throw new DicomError("malformed", "The file holds more elements than any DICOM object does; it was left out.", {
    elements: MAX_ELEMENTS,
  });
}

/** Notes what was broken; the same code once for the same element, and not for ever. */
export function repair(reading: { readonly repairs: Repair[] }, code: RepairCode, tag?: Tag): void {
  const { repairs } = reading;
  if (repairs.length >= MAX_REPAIRS) return;
  const text = tag === undefined ? undefined : tagText(tag);
  const same = repairs.filter((one) => one.code === code);
  if (same.length >= MAX_REPAIRS_OF_A_CODE || same.some((one) => one.tag === text)) return;
  repairs.push(text === undefined ? { code } : { code, tag: text });
}
