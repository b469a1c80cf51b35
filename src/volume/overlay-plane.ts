import type { Dataset } from "../dicom/index.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { OverlayPlane } from "./presentation.ts";
import type { StoredSamples } from "./stored-samples.ts";

const firstGroup = 0x6000;
const lastGroup = 0x601e;
/** Most pixels an overlay frame may have, as of an image. */
const maxPixels = 160_000_000;
const maxTextLength = 64;

/** Elements of an overlay group (60xx). */
const elements = {
  rows: 0x0010,
  columns: 0x0011,
  frames: 0x0015,
  description: 0x0022,
  type: 0x0040,
  origin: 0x0050,
  frameOrigin: 0x0051,
  bitsAllocated: 0x0100,
  bitPosition: 0x0102,
  label: 0x1500,
  data: 0x3000,
} as const;

/** An overlay plane of an image with the frames it lies on. */
export interface PlacedOverlay {
  readonly plane: OverlayPlane;
  /** Which of the overlay's frames (from 0) lies on an image frame (from 1); undefined where none does. */
  frameOn(frameNumber: number): number | undefined;
}

/**
 * The overlay planes of an image, up to 16 (PS3.3 C.9.2): with data of their own, or in bits of the pixel cells that hold no pixel value
 * (retired, still met). A plane that names no frames is on all of them.
 */
export function parseOverlays(dataset: Dataset, description: PixelDescription): readonly PlacedOverlay[] {
  const placed: PlacedOverlay[] = [];
  for (let group = firstGroup; group <= lastGroup; group += 2) {
    const plane = parsePlane(dataset, group, description);
    if (plane !== undefined) placed.push({ plane, frameOn: frameFinder(dataset, group, description) });
  }
  return placed;
}

function parsePlane(dataset: Dataset, group: number, description: PixelDescription): OverlayPlane | undefined {
  const embedded = embeddedBit(dataset, group, description) !== undefined;
  if (!embedded && dataBytes(dataset, group) === undefined) return undefined;
  const rows = embedded ? description.rows : whole(dataset, group, "rows");
  const columns = embedded ? description.columns : whole(dataset, group, "columns");
  if (!rows || !columns || rows < 1 || columns < 1 || rows * columns > maxPixels) return undefined;
  const [row = 1, column = 1] = numbers(dataset, group, "origin").map(signed);
  return {
    group,
    rows,
    columns,
    origin: [row, column],
    overlayType: text(dataset, group, "type").toUpperCase() === "R" ? "ROI" : "GRAPHICS",
    label: text(dataset, group, "label"),
    description: text(dataset, group, "description"),
  };
}

/** By Image Frame Origin and Number of Frames in Overlay. */
function frameFinder(dataset: Dataset, group: number, description: PixelDescription): PlacedOverlay["frameOn"] {
  if (embeddedBit(dataset, group, description) !== undefined) return (frameNumber) => frameNumber - 1;
  const frames = whole(dataset, group, "frames");
  const origin = whole(dataset, group, "frameOrigin");
  if (frames === undefined && origin === undefined) return () => 0;
  return (frameNumber) => {
    const at = frameNumber - Math.max(1, origin ?? 1);
    return at >= 0 && at < Math.max(1, frames ?? 1) ? at : undefined;
  };
}

/** Whether an overlay's bits are in the pixel cells: reading it then needs the frame itself. */
export function isEmbedded(dataset: Dataset, group: number, description: PixelDescription): boolean {
  return embeddedBit(dataset, group, description) !== undefined;
}

/**
 * An overlay's bits on a frame (from 1): one bit a pixel, rows top to bottom, least significant bit first, without padding between rows.
 * What the file lacks is not set. Undefined where the frame has no such overlay.
 */
export function readOverlayBits(
  dataset: Dataset,
  group: number,
  frameNumber: number,
  description: PixelDescription,
  samples?: StoredSamples,
): Uint8Array | undefined {
  const found = parseOverlays(dataset, description).find(({ plane }) => plane.group === group);
  const at = found?.frameOn(frameNumber);
  if (found === undefined || at === undefined) return undefined;
  const count = found.plane.rows * found.plane.columns;
  const bit = embeddedBit(dataset, group, description);
  if (bit !== undefined) return samples && bitsOfCells(samples, bit, count);
  return copyBits(dataBytes(dataset, group) ?? new Uint8Array(0), at * count, count);
}

function copyBits(bytes: Uint8Array, firstBit: number, count: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(count / 8));
  const shift = firstBit % 8;
  const from = Math.floor(firstBit / 8);
  for (let at = 0; at < out.length; at += 1) {
    const pair = (bytes[from + at] ?? 0) | ((bytes[from + at + 1] ?? 0) << 8);
    out[at] = pair >> shift;
  }
  if (count % 8 !== 0) out[out.length - 1] = (out[out.length - 1] as number) & ((1 << (count % 8)) - 1);
  return out;
}

function bitsOfCells({ cells }: StoredSamples, bit: number, count: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(count / 8));
  for (let at = 0; at < count; at += 1) {
    if ((((cells[at] as number) >>> bit) & 1) === 1) out[at >> 3] = (out[at >> 3] as number) | (1 << (at & 7));
  }
  return out;
}

/**
 * The bit of a pixel cell that an overlay without data of its own is in; undefined for any other. A position inside the stored bits is
 * no overlay: it would show the image's own low bits.
 */
function embeddedBit(dataset: Dataset, group: number, description: PixelDescription): number | undefined {
  if (dataset.elementAt(tag(group, "data")) !== undefined || description.samplesPerPixel !== 1) return undefined;
  const bit = whole(dataset, group, "bitPosition");
  if (bit === undefined || description.element !== "PixelData" || description.bitsAllocated > 16) return undefined;
  if (whole(dataset, group, "bitsAllocated") !== description.bitsAllocated) return undefined;
  const { shift, bitsStored, bitsAllocated } = description;
  return bit < bitsAllocated && (bit < shift || bit >= shift + bitsStored) ? bit : undefined;
}

function dataBytes(dataset: Dataset, group: number): Uint8Array | undefined {
  const value = dataset.elementAt(tag(group, "data"))?.value;
  return value instanceof Uint8Array && value.length > 0 ? value : undefined;
}

function tag(group: number, name: keyof typeof elements): number {
  return group * 0x10000 + elements[name];
}

/** Numbers of an element; one that came without a known VR is read as 16-bit words. */
function numbers(dataset: Dataset, group: number, name: keyof typeof elements): readonly number[] {
  const value = dataset.elementAt(tag(group, name))?.value;
  if (value === undefined) return [];
  const list = value instanceof Uint8Array ? wordsOf(value) : Array.from(value as readonly unknown[], Number);
  return list.filter(Number.isFinite);
}

function wordsOf(bytes: Uint8Array): readonly number[] {
  return Array.from(
    { length: Math.min(2, bytes.length >> 1) },
    (_, at) => (bytes[2 * at] ?? 0) | ((bytes[2 * at + 1] ?? 0) << 8),
  );
}

function whole(dataset: Dataset, group: number, name: keyof typeof elements): number | undefined {
  const value = numbers(dataset, group, name)[0];
  return value !== undefined && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function text(dataset: Dataset, group: number, name: keyof typeof elements): string {
  const value = dataset.elementAt(tag(group, name))?.value;
  const first = value instanceof Uint8Array ? undefined : value?.[0];
  return typeof first === "string" ? first.trim().slice(0, maxTextLength) : "";
}

/** A place before the image's edge that was written as an unsigned word. */
function signed(value: number): number {
  return value > 0x7fff && value <= 0xffff ? value - 0x10000 : Math.trunc(value);
}
