export { type Codecs, createCodecs } from "./codec/codecs.ts";
export { decodeFrameOfFile } from "./decode-frame.ts";
export { createFrameReader } from "./frame-reader.ts";
export { readSeriesFrames, readSeriesStacks, type SeriesStacks, stackOf } from "./read-series-frames.ts";
export { fileFrameSource, readVolume } from "./read-volume.ts";
export { buildThumbnail, encodePng } from "./thumbnail.ts";
export type { DecodedFrame, FrameHeader, GeometryIssueCode, SeriesFrames, ValueType, Volume } from "./types.ts";
export { type VideoStream, videoStreamOfFile } from "./video-stream.ts";
export { robustWindow } from "./voi-window.ts";
