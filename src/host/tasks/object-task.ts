import { open } from "node:fs/promises";
import { type Part10File, parsePart10 } from "../../dicom/index.ts";
import { type ObjectDocument, parseObject, readEncapsulated, readSamples, type WaveformSamples } from "../../objects/index.ts";
import { HostError } from "../errors.ts";

/** Everything before Pixel Data in any of its forms (7FE0,0008); deep structures stand before it. */
const pixelData = 0x7fe00008;
const firstRead = 4 * 1024 * 1024;
/** A file is not read in whole beyond this: documents are far smaller, and what is larger has pixels. */
const mostBytes = 1024 * 1024 * 1024;

/** Reads an object as a document. @throws DicomError, HostError too-large */
export async function readObjectDocument(path: string): Promise<ObjectDocument> {
  const { file, byteLength } = await readHeader(path);
  return parseObject(file, byteLength);
}

/** Samples of a part of a waveform. @throws DicomError, ObjectError, HostError too-large */
export async function readWaveform(path: string, group: number, from: number, count: number): Promise<WaveformSamples> {
  const { file } = await readHeader(path);
  return readSamples(file.dataset, group, from, count);
}

/** The file inside an encapsulated document. @throws DicomError, ObjectError, HostError too-large */
export async function readContent(path: string): Promise<{ readonly bytes: Uint8Array; readonly isPdf: boolean }> {
  const { file } = await readHeader(path);
  const { bytes, isPdf } = readEncapsulated(file.dataset);
  // A copy: a view would carry the whole file to the other process.
  return { bytes: bytes.slice(), isPdf };
}

/** Reads as much of a file as its data set needs before its pixels: all of a document, the head of a slide or a video. */
export async function readHeader(path: string): Promise<{ readonly file: Part10File; readonly byteLength: number }> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    for (let length = firstRead; length < size && length <= mostBytes; length *= 8) {
      const head = await readStart(handle, length);
      const file = parseHead(head);
      if (file !== undefined) return { file, byteLength: size };
    }
    if (size > mostBytes) throw new HostError("too-large", "This object is larger than is read at once; it is not shown.");
    return { file: parsePart10(await readStart(handle, size)), byteLength: size };
  } finally {
    await handle.close();
  }
}

async function readStart(handle: Awaited<ReturnType<typeof open>>, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Undefined where the head is too short for what stands before the pixels, or of a form that needs the whole file. */
function parseHead(head: Uint8Array): Part10File | undefined {
  try {
    const file = parsePart10(head, { untilTag: pixelData });
    return file.stoppedAt < head.length ? file : undefined;
  } catch {
    return undefined;
  }
}
