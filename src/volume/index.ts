export { type ByteSource, memorySource, openFileSource } from "./byte-source.ts";
export { type Codecs, createCodecs } from "./codec/codecs.ts";
export { type DecodeOptions, decodeFrame, decodeFrameOfBytes, decodeFrameOfFile, valueTypeOf } from "./decode-frame.ts";
export { VolumeError, type VolumeErrorCode } from "./errors.ts";
export { orderFrames } from "./frame-order.ts";
export { createFrameReader, type FrameReader } from "./frame-reader.ts";
export { type ImageFile, openImageFile } from "./image-file.ts";
export { judgeGeometry } from "./judge-geometry.ts";
export { type ReadSeriesOptions, readSeriesFrames } from "./read-series-frames.ts";
export { type FrameSource, fileFrameSource, type ReadVolumeOptions, readVolume } from "./read-volume.ts";
export { buildThumbnail, encodePng, type Raster } from "./thumbnail.ts";
export type {
  DecodedFrame,
  FrameHeader,
  GeometryIssueCode,
  GeometryVerdict,
  SeriesFrames,
  ValueArray,
  ValueType,
  Volume,
} from "./types.ts";
export { lungWindow, robustWindow, softTissueWindow, type VoiWindow } from "./voi-window.ts";
