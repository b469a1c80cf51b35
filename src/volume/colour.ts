import { type Dataset, type Keyword, paletteShift, parseLookupDescriptor, readLookupEntries } from "../dicom/index.ts";
import { VolumeError } from "./errors.ts";
import type { PixelDescription } from "./pixel-description.ts";
import { expandSegments } from "./segmented-palette.ts";
import type { StoredSamples } from "./stored-samples.ts";

/** Red, green and blue by stored value, 8 bits each; `first` is the stored value of entry 0. */
export interface Palette {
  readonly first: number;
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
}

/** Writes three stored samples per pixel as 8-bit RGB, interleaved; deeper samples keep their highest 8 bits. */
export function writeRgb(samples: StoredSamples, description: PixelDescription, out: Uint8Array): void {
  const { cells } = samples;
  const pixels = description.rows * description.columns;
  const drop = Math.max(0, samples.bits.shift + samples.bits.stored - 8);
  const narrow = drop === 0;
  if (samples.layout === "ybr422") {
    writeSharedChrominance(cells as Uint8Array, out, samples.colour === "YBR_PARTIAL" ? writePartialYbr : writeYbr);
    return;
  }
  if (narrow && samples.layout === "interleaved" && samples.colour === "RGB" && cells instanceof Uint8Array) {
    out.set(cells.subarray(0, out.length));
    return;
  }
  const planar = samples.layout === "planar";
  const step = planar ? 1 : 3;
  const plane = planar ? pixels : 1;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const at = pixel * step;
    const a = (cells[at] as number) >>> drop;
    const b = (cells[at + plane] as number) >>> drop;
    const c = (cells[at + 2 * plane] as number) >>> drop;
    if (samples.colour === "RGB") writePixel(out, pixel, a, b, c);
    else if (samples.colour === "YBR_FULL") writeYbr(out, pixel, a, b, c);
    else writePartialYbr(out, pixel, a, b, c);
  }
}

/** Writes stored indices through a palette as 8-bit RGB, interleaved; indices outside hold the end entries (PS3.3 C.7.6.3.1.5). */
export function writePalette(samples: StoredSamples, palette: Palette, out: Uint8Array): void {
  const { cells } = samples;
  const { stored, shift, signed } = samples.bits;
  const left = 32 - shift - stored;
  const right = 32 - stored;
  const last = palette.red.length - 1;
  for (let pixel = 0; 3 * pixel < out.length; pixel += 1) {
    const raised = (cells[pixel] as number) << left;
    const index = (signed ? raised >> right : raised >>> right) - palette.first;
    const entry = Math.min(last, Math.max(0, index));
    writePixel(out, pixel, palette.red[entry] as number, palette.green[entry] as number, palette.blue[entry] as number);
  }
}

/** The palette of a PALETTE COLOR image, plain or segmented (PS3.3 C.7.9). @throws VolumeError unsupported-pixel-format */
export function parsePalette(dataset: Dataset, description: PixelDescription): Palette {
  const channel = (colour: "Red" | "Green" | "Blue") => {
    const name: Keyword = `${colour}PaletteColorLookupTableDescriptor`;
    const descriptor = parseLookupDescriptor(dataset, name, description.signed);
    if (descriptor === undefined) throw noPalette();
    const entries = paletteEntries(dataset, colour, descriptor.entries, descriptor.bits);
    if (entries === undefined) throw noPalette();
    return { first: descriptor.first, entries, bits: descriptor.bits };
  };
  const channels = [channel("Red"), channel("Green"), channel("Blue")] as const;
  const drop = paletteShift(channels);
  const [red, green, blue] = channels.map(({ entries }) => Uint8Array.from(entries, (entry) => entry >> drop));
  return { first: channels[0].first, red: red as Uint8Array, green: green as Uint8Array, blue: blue as Uint8Array };
}

function paletteEntries(
  dataset: Dataset,
  colour: "Red" | "Green" | "Blue",
  entries: number,
  bits: number,
): Uint16Array | undefined {
  const plain = readLookupEntries(dataset, `${colour}PaletteColorLookupTableData`, entries)?.values;
  if (plain !== undefined) return plain;
  const segments: unknown = dataset.get(`Segmented${colour}PaletteColorLookupTableData`);
  if (!(segments instanceof Uint8Array)) return undefined;
  return expandSegments(segments, entries, bits === 8 ? 1 : 2);
}

function noPalette(): VolumeError {
  return new VolumeError(
    "unsupported-pixel-format",
    "The colour table of this image is missing or damaged. Other images are not affected.",
    {
      photometricInterpretation: "PALETTE COLOR",
    },
  );
}

/** Y1 Y2 Cb Cr per two pixels (PS3.3 C.7.6.3.1.2, YBR_FULL_422 uncompressed). */
function writeSharedChrominance(cells: Uint8Array, out: Uint8Array, write: typeof writeYbr): void {
  for (let pixel = 0; 3 * pixel < out.length; pixel += 1) {
    const pair = (pixel >> 1) * 4;
    write(out, pixel, cells[pair + (pixel & 1)] as number, cells[pair + 2] as number, cells[pair + 3] as number);
  }
}

function writePixel(out: Uint8Array, pixel: number, red: number, green: number, blue: number): void {
  out[3 * pixel] = red;
  out[3 * pixel + 1] = green;
  out[3 * pixel + 2] = blue;
}

/** YBR_FULL to RGB, 8 bits (PS3.3 C.7.6.3.1.2; ITU-R BT.601 with full range). */
function writeYbr(out: Uint8Array, pixel: number, y: number, cb: number, cr: number): void {
  writePixel(
    out,
    pixel,
    toByte(y + 1.402 * (cr - 128)),
    toByte(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
    toByte(y + 1.772 * (cb - 128)),
  );
}

/** YBR_PARTIAL (retired) to RGB: black is 16, white 235, chrominance 16 to 240 (ITU-R BT.601, studio range). */
function writePartialYbr(out: Uint8Array, pixel: number, y: number, cb: number, cr: number): void {
  const stretch = 255 / 224;
  writeYbr(out, pixel, (y - 16) * (255 / 219), (cb - 128) * stretch + 128, (cr - 128) * stretch + 128);
}

function toByte(value: number): number {
  return value <= 0 ? 0 : Math.min(255, Math.floor(value + 0.5));
}
