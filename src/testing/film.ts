import { buildTestImage } from "./dicom-image.ts";

/** A box of ISO base media: length, type, content. */
export function box(type: string, ...content: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length, 0);
  header.write(type, 4, "latin1");
  return new Uint8Array(Buffer.concat([header, body]));
}

/** The boxes of a film with one track of a sample entry. */
export function film(format: string, configuration: Uint8Array): Uint8Array {
  const entry = box(format, new Uint8Array(78), configuration);
  const descriptions = box("stsd", [0, 0, 0, 0, 0, 0, 0, 1], entry);
  const movie = box("moov", box("trak", box("mdia", box("minf", box("stbl", descriptions)))));
  return new Uint8Array(Buffer.concat([box("ftyp", Buffer.from("isom0000")), movie, box("mdat", new Uint8Array(40).fill(7))]));
}

/** High profile, level 4.1. */
export const avcConfiguration = box("avcC", [1, 0x64, 0, 0x29, 0xff, 0xe0]);

/** A video instance whose one stream comes in these fragments. */
export function buildTestVideo(fragments: readonly Uint8Array[], transferSyntaxUid: string): Uint8Array {
  const known = "1.2.840.10008.1.2.4.201";
  const bytes = buildTestImage({
    rows: 480,
    columns: 640,
    bitsAllocated: 8,
    samplesPerPixel: 3,
    photometricInterpretation: "YBR_PARTIAL_420",
    numberOfFrames: 75,
    pixels: fragments,
    transferSyntaxUid: known,
    more: (dataset) => void dataset.set("FrameTime", 40),
  });
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  file.write(transferSyntaxUid.padEnd(known.length, "\0"), file.indexOf(known, 0, "latin1"), "latin1");
  return bytes;
}
