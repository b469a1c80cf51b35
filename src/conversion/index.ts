export { type Conversion, convertFile } from "./convert-file.ts";
export type { DecodeJpeg } from "./convert-jpeg.ts";
export { ConversionError, type ConversionErrorCode } from "./errors.ts";
