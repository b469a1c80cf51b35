import type { Dataset } from "../dicom/index.ts";
import { type ByteSource, openFileSource } from "./byte-source.ts";
import { VolumeError } from "./errors.ts";
import { readFragmentItems } from "./fragment-table.ts";
import { numberOf, textOf } from "./functional-group.ts";
import { locatePixelData } from "./image-file.ts";
import { describeMp4 } from "./mp4-boxes.ts";
import { videoCodecOf } from "./transfer-syntax.ts";

export type VideoCodec = "mpeg-2" | "h.264" | "h.265" | "unknown";
export type VideoContainer = "mp4" | "mpeg-ts" | "mpeg-ps" | "elementary" | "unknown";

/** The one stream that a video instance carries (PS3.5 8.2.5 to 8.2.9), and where its bytes lie in the file. */
export interface VideoStream {
  readonly codec: VideoCodec;
  readonly container: VideoContainer;
  /** Whether a browser can be expected to play it; which codecs one has, only it can say. */
  readonly playable: boolean;
  readonly reason?: "codec-not-played" | "container-not-played" | "cut-off" | "no-stream";
  readonly mimeType: string;
  /** [offset in the file, byte length] of the pieces that joined are the stream. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly byteLength: number;
  readonly rows: number;
  readonly columns: number;
  readonly numberOfFrames: number;
  readonly frameTimeMs?: number;
}

const headBytes = 256;

/** As `videoStreamOf`, of a file on disk. @throws VolumeError, DicomError */
export async function videoStreamOfFile(path: string, signal?: AbortSignal): Promise<VideoStream> {
  return videoStreamOf(await openFileSource(path), signal);
}

/**
 * Finds the MPEG2, MPEG-4 or HEVC stream in a video instance; of the stream only the boxes or first bytes are read.
 * @throws VolumeError unsupported-transfer-syntax (no video), no-pixel-data, unreadable-file; DicomError
 */
export async function videoStreamOf(source: ByteSource, signal?: AbortSignal): Promise<VideoStream> {
  const { dataset, transferSyntaxUid, valueStart, encapsulated } = await locatePixelData(source, signal);
  const codec = videoCodecOf(transferSyntaxUid);
  if (codec === undefined || !encapsulated) {
    throw new VolumeError("unsupported-transfer-syntax", "This object is no video. It can be opened as an image.", {
      transferSyntaxUid,
    });
  }
  const { items } = await readFragmentItems(source, valueStart, signal);
  const ranges = items.slice(1).map(({ offset, length }) => [offset, length] as const);
  const byteLength = ranges.reduce((sum, [, length]) => sum + length, 0);
  const common = { codec, ranges, byteLength, ...shapeOf(dataset) };
  if (byteLength === 0) {
    return { ...common, container: "unknown", playable: false, reason: "no-stream", mimeType: "application/octet-stream" };
  }
  const head = await readRanges(source, ranges, 0, headBytes, signal);
  const container = containerOf(head);
  if (container !== "mp4") {
    const reason = codec === "mpeg-2" ? ("codec-not-played" as const) : ("container-not-played" as const);
    return { ...common, container, playable: false, reason, mimeType: bareMimeTypes[container] };
  }
  const read = (offset: number, length: number) => readRanges(source, ranges, offset, length, signal);
  const { codecs, complete } = await describeMp4(read, byteLength);
  const mimeType = codecs.length === 0 ? "video/mp4" : `video/mp4; codecs="${codecs.join(", ")}"`;
  const reason = codec === "mpeg-2" ? ("codec-not-played" as const) : complete ? undefined : ("cut-off" as const);
  return { ...common, container, playable: reason === undefined, ...(reason && { reason }), mimeType };
}

const bareMimeTypes: Readonly<Record<Exclude<VideoContainer, "mp4">, string>> = {
  "mpeg-ts": "video/mp2t",
  "mpeg-ps": "video/mpeg",
  elementary: "application/octet-stream",
  unknown: "application/octet-stream",
};

/** Bytes `[offset, offset + length)` of the stream that the ranges make; fewer where it ends. @throws VolumeError unreadable-file */
async function readRanges(
  source: ByteSource,
  ranges: VideoStream["ranges"],
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let before = 0;
  let left = length;
  for (const [start, rangeLength] of ranges) {
    const from = offset + (length - left) - before;
    if (left > 0 && from < rangeLength) {
      const part = await source.read(start + from, Math.min(left, rangeLength - from), signal);
      if (part.length === 0) break;
      parts.push(part);
      left -= part.length;
    }
    before += rangeLength;
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : new Uint8Array(Buffer.concat(parts));
}

/** ISO base media by its first box, transport stream by its 188-byte packets, program stream by its pack, else start codes. */
function containerOf(head: Uint8Array): VideoContainer {
  const box = String.fromCharCode(...head.subarray(4, 8));
  if (["ftyp", "moov", "mdat", "free", "skip", "wide", "styp"].includes(box)) return "mp4";
  const synchronous = (first: number) => head[first] === 0x47 && (head[first + 188] ?? 0x47) === 0x47;
  if (synchronous(0) || synchronous(4)) return "mpeg-ts";
  const [a, b, c, d] = head;
  if (a !== 0 || b !== 0) return "unknown";
  if (c === 1 && d === 0xba) return "mpeg-ps";
  return c === 1 || (c === 0 && d === 1) ? "elementary" : "unknown";
}

function shapeOf(dataset: Dataset): Pick<VideoStream, "rows" | "columns" | "numberOfFrames" | "frameTimeMs"> {
  const count = (value: number | undefined) => (value !== undefined && value > 0 ? Math.floor(value) : 0);
  const rate = numberOf(dataset, "CineRate") ?? numberOf(dataset, "RecommendedDisplayFrameRate");
  const frameTimeMs = numberOf(dataset, "FrameTime") ?? (rate !== undefined && rate > 0 ? 1000 / rate : undefined);
  return {
    rows: count(numberOf(dataset, "Rows")),
    columns: count(numberOf(dataset, "Columns")),
    numberOfFrames: Math.max(1, count(Number(textOf(dataset, "NumberOfFrames") || numberOf(dataset, "NumberOfFrames")))),
    ...(frameTimeMs !== undefined && frameTimeMs > 0 ? { frameTimeMs } : {}),
  };
}
