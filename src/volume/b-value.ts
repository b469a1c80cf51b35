import type { Dataset } from "../dicom/index.ts";

/** Bytes of a private value that is read as text; more is no number. */
const longestText = 64;
/** Some GE software adds this to the b-value it writes. */
const generalElectricOffset = 1_000_000_000;
/** s/mm2; a larger number is something else. */
const largest = 100_000;

interface PrivateElement {
  readonly creator: string;
  readonly group: number;
  readonly element: number;
}

/** Where vendors wrote it before, or beside, Diffusion b-value: each in its own private block. */
const places: readonly PrivateElement[] = [
  { creator: "SIEMENS MR HEADER", group: 0x0019, element: 0x0c },
  { creator: "GEMS_PARM_01", group: 0x0043, element: 0x39 },
  { creator: "Philips Imaging DD 001", group: 0x2001, element: 0x03 },
];

/**
 * Diffusion b-value of an image, s/mm2: the attribute (0018,9087), else what the vendor's private element says (Siemens (0019,xx0C), GE
 * (0043,xx39), Philips (2001,xx03), as their conformance statements list them). Undefined where there is none.
 */
export function bValueOf(dataset: Dataset): number | undefined {
  const standard = dataset.first("DiffusionBValue");
  const found = typeof standard === "number" ? standard : places.map((place) => privateNumber(dataset, place)).find(isNumber);
  if (found === undefined) return undefined;
  const value = found >= generalElectricOffset ? found - generalElectricOffset : found;
  return value >= 0 && value <= largest ? value : undefined;
}

function privateNumber(dataset: Dataset, { creator, group, element }: PrivateElement): number | undefined {
  const block = blockOf(dataset, group, creator);
  const value = block === undefined ? undefined : dataset.elementAt(group * 0x10000 + block * 0x100 + element);
  if (value === undefined) return undefined;
  // A creator that got lost, or a file that was written without explicit VR, leaves bytes.
  if (value.value instanceof Uint8Array) return fromBytes(value.value, creator);
  const [first] = value.value;
  const number = typeof first === "string" ? Number.parseFloat(first) : first;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The block that a creator reserved (PS3.5 7.8.1), 0x10 to 0x1f: no vendor uses more. */
function blockOf(dataset: Dataset, group: number, creator: string): number | undefined {
  for (let block = 0x10; block < 0x20; block++) {
    const value = dataset.elementAt(group * 0x10000 + block)?.value;
    const [name] = value === undefined || value instanceof Uint8Array ? [] : value;
    const text = value instanceof Uint8Array ? latin1(value) : typeof name === "string" ? name : "";
    if (text.trim().toUpperCase() === creator.toUpperCase()) return block;
  }
  return undefined;
}

function fromBytes(bytes: Uint8Array, creator: string): number | undefined {
  if (creator.startsWith("Philips") && bytes.length === 4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  const number = Number.parseFloat(latin1(bytes).split("\\")[0] ?? "");
  return Number.isFinite(number) ? number : undefined;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, longestText)).replace(/\0+$/, "");
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
