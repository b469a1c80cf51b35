import { buildPart10, Dataset, type Keyword, tagOf } from "../dicom/index.ts";

/** What a test image is made of; what is left out is a small grey 16-bit CT-like image of its own instance. */
export interface TestImage {
  readonly rows: number;
  readonly columns: number;
  readonly pixels: Uint8Array | readonly Uint8Array[];
  readonly bitsAllocated?: number;
  readonly bitsStored?: number;
  readonly highBit?: number;
  readonly signed?: boolean;
  readonly samplesPerPixel?: number;
  readonly photometricInterpretation?: string;
  readonly planarConfiguration?: number;
  readonly numberOfFrames?: number;
  readonly transferSyntaxUid?: string;
  /** More elements, set last. */
  readonly more?: (dataset: Dataset) => void;
}

/** The data set of a test image; encapsulated where `pixels` is a list of fragments. */
export function buildTestDataset(image: TestImage): Dataset {
  const bitsAllocated = image.bitsAllocated ?? 16;
  const bitsStored = image.bitsStored ?? bitsAllocated;
  const dataset = new Dataset()
    .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.2")
    .set("SOPInstanceUID", "2.25.1")
    .set("SeriesInstanceUID", "2.25.2")
    .set("StudyInstanceUID", "2.25.3")
    .set("Modality", "OT")
    .set("Rows", image.rows)
    .set("Columns", image.columns)
    .set("SamplesPerPixel", image.samplesPerPixel ?? 1)
    .set("PhotometricInterpretation", image.photometricInterpretation ?? "MONOCHROME2")
    .set("BitsAllocated", bitsAllocated)
    .set("BitsStored", bitsStored)
    .set("HighBit", image.highBit ?? bitsStored - 1)
    .set("PixelRepresentation", image.signed === true ? 1 : 0);
  if (image.planarConfiguration !== undefined) dataset.set("PlanarConfiguration", image.planarConfiguration);
  if (image.numberOfFrames !== undefined) dataset.set("NumberOfFrames", image.numberOfFrames);
  if (image.pixels instanceof Uint8Array) {
    dataset.setElement(tagOf("PixelData"), { vr: bitsAllocated > 8 ? "OW" : "OB", value: image.pixels });
  } else {
    dataset.setElement(tagOf("PixelData"), {
      vr: "OB",
      value: new Uint8Array(0),
      fragments: { basicOffsetTable: [], fragments: image.pixels, fragmentOffsets: [] },
    });
  }
  image.more?.(dataset);
  return dataset;
}

/** A test image as a Part 10 file; a transfer syntax that the writer does not know is written over a known one of the same length. */
export function buildTestImage(image: TestImage): Uint8Array {
  const wanted = image.transferSyntaxUid ?? "1.2.840.10008.1.2.1";
  const stand = wanted.replace(/\.4\.11\d$/, ".4.201");
  const bytes = buildPart10(buildTestDataset(image), { transferSyntaxUid: stand });
  if (stand === wanted) return bytes;
  const text = Buffer.from(bytes).indexOf(stand, 0, "latin1");
  bytes.set(Buffer.from(wanted, "latin1"), text);
  return bytes;
}

/** The same image in Explicit VR Big Endian (numbers and short texts only), which the writer of `dicom` does not write. */
export function buildBigEndianImage(image: TestImage & { readonly pixels: Uint8Array; readonly vr: "OB" | "OW" }): Uint8Array {
  const keywords: readonly Keyword[] = [
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
  ];
  const dataset = buildTestDataset(image);
  const meta = buildPart10(new Dataset().set("SOPClassUID", "1.2").set("SOPInstanceUID", "1.2"));
  const metaEnd = 132 + 12 + new DataView(meta.buffer, meta.byteOffset).getUint32(140, true);
  const head = Buffer.from(meta.subarray(0, metaEnd));
  const uid = head.indexOf("1.2.840.10008.1.2.1", 0, "latin1");
  head.write("1.2.840.10008.1.2.2", uid, "latin1");
  const elements = keywords.map((keyword) => {
    const value = dataset.first(keyword);
    const bytes =
      typeof value === "number" ? Buffer.from([value >> 8, value & 255]) : Buffer.from(String(value).padEnd(12), "latin1");
    return Buffer.concat([bigEndianHeader(tagOf(keyword), typeof value === "number" ? "US" : "CS", bytes.length), bytes]);
  });
  const pixels = Buffer.concat([bigEndianHeader(tagOf("PixelData"), image.vr, image.pixels.length), image.pixels]);
  return new Uint8Array(Buffer.concat([head, ...elements, pixels]));
}

function bigEndianHeader(tag: number, vr: string, length: number): Buffer {
  const long = vr === "OB" || vr === "OW";
  const header = Buffer.alloc(long ? 12 : 8);
  header.writeUInt32BE(tag, 0);
  header.write(vr, 4, "latin1");
  if (long) header.writeUInt32BE(length, 8);
  else header.writeUInt16BE(length, 6);
  return header;
}

/** Little-endian bytes of 16-bit values, negative ones as two's complement. */
export function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint16(2 * at, value & 0xffff, true);
  return bytes;
}
