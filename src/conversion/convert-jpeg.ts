import { buildPart10, tagOf } from "../dicom/index.ts";
import { ConversionError } from "./errors.ts";
import { type Samples, upright } from "./exif.ts";
import { type JpegMarkers, parseJpegMarkers } from "./jpeg-markers.ts";
import { buildCapture, markLossy, setPixels } from "./secondary-capture.ts";

/** Decodes a JPEG to grey or RGB samples: a port, for the decoder is another room's. */
export type DecodeJpeg = (bytes: Uint8Array) => Promise<Samples>;

const jpegBaseline = "1.2.840.10008.1.2.4.50";
const maxPixels = 2 ** 28;

/**
 * A JPEG photo as a Secondary Capture. A baseline one is kept as it is, byte for byte, in transfer syntax .50; one that its EXIF
 * orientation turns, or of a process that DICOM has no syntax for (progressive), is decoded once and kept as samples.
 * @throws ConversionError damaged, unsupported-kind, too-large
 */
export async function convertJpeg(source: Uint8Array, decode: DecodeJpeg): Promise<Uint8Array> {
  const markers = parseJpegMarkers(source);
  const { rows, columns, components, process, bits } = markers;
  if (rows * columns > maxPixels) throw new ConversionError("too-large", { rows, columns });
  const isReadable = process <= 2 && bits === 8 && (components.length === 1 || components.length === 3);
  if (!isReadable) throw new ConversionError("unsupported-kind", { process, bits, components: components.length });
  const ratio = (rows * columns * components.length) / source.length;
  if (process === 0 && markers.orientation === 1) return encapsulated(source, markers, ratio);
  const samples = await decode(source).catch((error: unknown) => {
    throw new ConversionError("damaged", {}, error);
  });
  const seen = upright(samples, markers.orientation);
  const remarks = markers.orientation === 1 ? [] : ["Turned as its EXIF orientation says."];
  const dataset = buildCapture({ source, format: "JPEG", remarks: ["Decoded once.", ...remarks] });
  const photometricInterpretation = seen.samplesPerPixel === 1 ? "MONOCHROME2" : "RGB";
  setPixels(dataset, { rows: seen.rows, columns: seen.columns, bits: 8, photometricInterpretation });
  markLossy(dataset, ratio).set("PixelData", seen.pixels, "OB");
  return buildPart10(dataset);
}

function encapsulated(source: Uint8Array, markers: JpegMarkers, ratio: number): Uint8Array {
  const dataset = buildCapture({ source, format: "JPEG", remarks: ["The compressed image is unchanged."] });
  const { rows, columns } = markers;
  setPixels(dataset, { rows, columns, bits: 8, photometricInterpretation: interpretationOf(markers) });
  markLossy(dataset, ratio);
  const fragment = source.length % 2 === 0 ? source : padded(source);
  dataset.setElement(tagOf("PixelData"), {
    vr: "OB",
    value: new Uint8Array(0),
    fragments: { basicOffsetTable: [], fragments: [fragment], fragmentOffsets: [] },
  });
  return buildPart10(dataset, { transferSyntaxUid: jpegBaseline });
}

/** What the three components are: JFIF means YCbCr, Adobe says it, and some writers name the components "R", "G", "B". */
function interpretationOf({ components, adobeTransform, isJfif }: JpegMarkers) {
  if (components.length === 1) return "MONOCHROME2";
  const names = String.fromCharCode(...components.map(({ id }) => id));
  const isRgb = adobeTransform === 0 || (adobeTransform === undefined && !isJfif && names === "RGB");
  if (isRgb) return "RGB";
  return components.some(({ horizontal, vertical }) => horizontal > 1 || vertical > 1) ? "YBR_FULL_422" : "YBR_FULL";
}

/** An even length (PS3.5 A.4). */
function padded(bytes: Uint8Array): Uint8Array {
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  return even;
}
