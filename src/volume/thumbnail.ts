import { encode } from "fast-png";
import { greyShare, type ShareVoi } from "./grey-share.ts";
import type { DecodedFrame, FrameHeader } from "./types.ts";

/** An 8-bit picture, grey or RGB interleaved, rows top to bottom. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** What a thumbnail's values become greys by. */
export type ThumbnailVoi = ShareVoi;

/**
 * A small picture of a decoded frame, at most `maxPixels` along its longer side, each pixel the mean of what it covers. Grey goes through
 * the window by its function or through the table (PS3.3 C.11.2.1), an inverse image is inverted; pixels that are not square are made so.
 */
export function buildThumbnail(
  frame: DecodedFrame,
  voi: ThumbnailVoi,
  maxPixels: number,
  header: Pick<FrameHeader, "photometricInterpretation" | "pixelSpacingMm" | "pixelAspectRatio" | "presentationLutShape"> = {
    photometricInterpretation: "MONOCHROME2",
  },
): Raster {
  const [betweenRows, betweenColumns] = header.pixelSpacingMm ?? header.pixelAspectRatio ?? [1, 1];
  const aspect = Math.min(100, Math.max(0.01, betweenRows / betweenColumns));
  const tall = frame.rows * aspect;
  const shrink = Math.min(1, maxPixels / Math.max(frame.columns, tall));
  const width = Math.max(1, Math.round(frame.columns * shrink));
  const height = Math.max(1, Math.round(tall * shrink));
  const channels = frame.samplesPerPixel;
  const data = new Uint8Array(width * height * channels);
  const shade = channels === 3 ? (value: number) => value : greyShade(voi, header);
  for (let y = 0; y < height; y += 1) {
    const rows = span(y, height, frame.rows);
    for (let x = 0; x < width; x += 1) {
      const columns = span(x, width, frame.columns);
      for (let channel = 0; channel < channels; channel += 1) {
        data[(y * width + x) * channels + channel] = shade(meanOf(frame, rows, columns, channel));
      }
    }
  }
  return { width, height, channels, data };
}

/** The picture as PNG. */
export function encodePng(raster: Raster): Uint8Array {
  return encode({ width: raster.width, height: raster.height, data: raster.data, channels: raster.channels, depth: 8 });
}

/** Source pixels [from, to) that one of `count` target pixels covers; at least one. */
function span(at: number, count: number, size: number): readonly [number, number] {
  const from = Math.min(size - 1, Math.floor((at * size) / count));
  return [from, Math.max(from + 1, Math.floor(((at + 1) * size) / count))];
}

function meanOf(
  { values, columns: stride, samplesPerPixel }: DecodedFrame,
  rows: readonly [number, number],
  columns: readonly [number, number],
  channel: number,
): number {
  let sum = 0;
  for (let row = rows[0]; row < rows[1]; row += 1) {
    for (let column = columns[0]; column < columns[1]; column += 1) {
      sum += values[(row * stride + column) * samplesPerPixel + channel] as number;
    }
  }
  return sum / ((rows[1] - rows[0]) * (columns[1] - columns[0]));
}

function greyShade(voi: ThumbnailVoi, header: Parameters<typeof greyShare>[1]): (value: number) => number {
  const share = greyShare(voi, header);
  return (value) => Math.round(255 * share(value));
}
