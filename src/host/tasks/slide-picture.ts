import { type SlideTiles, slideTiles } from "../../objects/index.ts";
import { type createFrameReader, type DecodedFrame, encodePng } from "../../volume/index.ts";
import { readHeader } from "./object-task.ts";

/** A slide image's tiles put together into one small PNG. @throws DicomError, ObjectError, VolumeError, HostError too-large */
export async function drawSlide(
  path: string,
  maximumPixels: number,
  reader: ReturnType<typeof createFrameReader>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { file } = await readHeader(path);
  const slide = slideTiles(file.dataset);
  const scale = Math.min(1, maximumPixels / Math.max(slide.columns, slide.rows));
  const width = Math.max(1, Math.round(slide.columns * scale));
  const height = Math.max(1, Math.round(slide.rows * scale));
  const sums = new Float32Array(width * height * 3);
  const counts = new Uint32Array(width * height);
  for (const { frameNumber, column, row } of slide.tiles) {
    signal.throwIfAborted();
    const tile = await reader.decode(path, frameNumber, "uint8", signal);
    add(tile, { column, row }, slide, { width, height, sums, counts });
  }
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      // Glass without tissue is often left out: it is light.
      data[3 * at + channel] = count === 0 ? 255 : Math.round((sums[3 * at + channel] ?? 0) / count);
    }
  }
  return encodePng({ width, height, channels: 3, data });
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly sums: Float32Array;
  readonly counts: Uint32Array;
}

/** Adds each pixel of a tile to the pixel of the small picture that it falls into; what hangs over the edge is left out. */
function add(tile: DecodedFrame, place: { column: number; row: number }, slide: SlideTiles, picture: Picture): void {
  const { columns, rows } = tile;
  for (let y = Math.max(0, -place.row); y < Math.min(rows, slide.rows - place.row); y++) {
    const to = Math.floor(((place.row + y) / slide.rows) * picture.height) * picture.width;
    for (let x = Math.max(0, -place.column); x < Math.min(columns, slide.columns - place.column); x++) {
      const at = to + Math.floor(((place.column + x) / slide.columns) * picture.width);
      addPixel(tile, y * columns + x, picture, at);
    }
  }
}

function addPixel({ values, samplesPerPixel }: DecodedFrame, from: number, { sums, counts }: Picture, to: number): void {
  counts[to] = (counts[to] ?? 0) + 1;
  for (let channel = 0; channel < 3; channel++) {
    const value = values[from * samplesPerPixel + (samplesPerPixel === 3 ? channel : 0)] ?? 0;
    sums[3 * to + channel] = (sums[3 * to + channel] ?? 0) + value;
  }
}
