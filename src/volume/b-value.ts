import type { Dataset } from "../dicom/index.ts";
import { privateElement, privateNumber } from "./private-element.ts";

/** Some GE software adds this to the b-value it writes. */
const generalElectricOffset = 1_000_000_000;
/** s/mm2; a larger number is something else. */
const largest = 100_000;

interface Place {
  readonly creator: RegExp;
  readonly group: number;
  readonly element: number;
  /** Its VR is FL: where a creator got lost, or no VR was written, four bytes are left. */
  readonly isFloat?: boolean;
}

/** Where vendors wrote it before, or beside, Diffusion b-value: each in its own private block. */
const places: readonly Place[] = [
  { creator: /^SIEMENS MR HEADER$/i, group: 0x0019, element: 0x0c },
  { creator: /^GEMS_PARM_01$/i, group: 0x0043, element: 0x39 },
  { creator: /^Philips Imaging DD 001$/i, group: 0x2001, element: 0x03, isFloat: true },
];

/**
 * Diffusion b-value of an image, s/mm2: the attribute (0018,9087), else what the vendor's private element says (Siemens (0019,xx0C), GE
 * (0043,xx39), Philips (2001,xx03), as their conformance statements list them). Undefined where there is none.
 */
export function bValueOf(dataset: Dataset): number | undefined {
  const standard = dataset.first("DiffusionBValue");
  const found = typeof standard === "number" ? standard : places.map((place) => numberAt(dataset, place)).find(isNumber);
  if (found === undefined) return undefined;
  const value = found >= generalElectricOffset ? found - generalElectricOffset : found;
  return value >= 0 && value <= largest ? value : undefined;
}

function numberAt(dataset: Dataset, { creator, group, element, isFloat }: Place): number | undefined {
  const value = isFloat ? privateElement(dataset, group, creator, element)?.value : undefined;
  if (!(value instanceof Uint8Array) || value.length !== 4) return privateNumber(dataset, group, creator, element);
  const number = new DataView(value.buffer, value.byteOffset, 4).getFloat32(0, true);
  return Number.isFinite(number) ? number : undefined;
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
