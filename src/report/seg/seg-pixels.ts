import type { Dataset } from "../../dicom/index.ts";

/** What of a SEG could not be read, and is left out. */
export interface SegNotUnderstood {
  readonly reason: "compressed-pixels" | "missing-pixels" | "unknown-type" | "no-place" | "unknown-segment";
  readonly count: number;
}

/** A segment that a stored frame shows. */
export interface Labelled {
  readonly segmentNumber: number;
  readonly pixels: () => Uint8Array;
}

/** What a stored frame shows; `segmentNumber` is what its functional groups say, undefined of a LABELMAP. */
export type FramePixels = (frameIndex: number, segmentNumber: number | undefined) => readonly Labelled[];

/** How the pixels of a SEG are taken apart, by its Segmentation Type; nothing where they cannot be. */
export function readPixels(seg: Dataset, frameCount: number, refuse: (reason: SegNotUnderstood["reason"]) => void): FramePixels {
  const pixelsPerFrame = (seg.first("Rows") ?? 0) * (seg.first("Columns") ?? 0);
  const bits = seg.first("BitsAllocated") ?? 0;
  const element = seg.element("PixelData");
  const nothing: FramePixels = () => [];
  if (element?.fragments !== undefined) {
    refuse("compressed-pixels");
    return nothing;
  }
  const data = seg.get("PixelData");
  if (data === undefined || data.length * 8 < frameCount * pixelsPerFrame * bits) {
    refuse("missing-pixels");
    return nothing;
  }
  const kind = `${seg.first("SegmentationType")} ${bits}`;
  if (kind === "BINARY 1") return one((pixel) => ((data[Math.floor(pixel / 8)] ?? 0) >> (pixel % 8)) & 1, pixelsPerFrame);
  if (kind === "FRACTIONAL 8") {
    const half = (seg.first("MaximumFractionalValue") ?? 255) / 2;
    return one((pixel) => ((data[pixel] ?? 0) >= half ? 1 : 0), pixelsPerFrame);
  }
  if (kind === "LABELMAP 8") return labels(data, pixelsPerFrame);
  if (kind === "LABELMAP 16") return labels(words(data), pixelsPerFrame);
  refuse("unknown-type");
  return nothing;
}

/** One segment a frame; `isSet` is asked for the pixel's place in the whole of Pixel Data. */
function one(isSet: (pixel: number) => number, pixelsPerFrame: number): FramePixels {
  return (frameIndex, segmentNumber) => {
    const start = frameIndex * pixelsPerFrame;
    const pixels = () => {
      const bytes = new Uint8Array(pixelsPerFrame);
      for (let pixel = 0; pixel < pixelsPerFrame; pixel++) bytes[pixel] = isSet(start + pixel);
      return bytes;
    };
    return [{ segmentNumber: segmentNumber ?? 1, pixels }];
  };
}

/** As many segments a frame as it shows; 0 is the background. */
function labels(values: Uint8Array | Uint16Array, pixelsPerFrame: number): FramePixels {
  return (frameIndex) => {
    const frame = values.subarray(frameIndex * pixelsPerFrame, (frameIndex + 1) * pixelsPerFrame);
    const shown = [...new Set(frame)].filter((label) => label !== 0).sort((a, b) => a - b);
    return shown.map((label) => ({
      segmentNumber: label,
      pixels: () => Uint8Array.from(frame, (value) => (value === label ? 1 : 0)),
    }));
  };
}

/** Little endian 16 bit values, wherever the bytes begin. */
function words(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint16Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => view.getUint16(index * 2, true));
}
