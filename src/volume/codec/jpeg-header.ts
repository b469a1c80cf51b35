import { VolumeError } from "../errors.ts";

/** What the markers of a JPEG or JPEG-LS codestream say before its first scan (ITU-T T.81 annex B, T.87 annex C). */
export interface JpegHeader {
  /** Second byte of the frame header's marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  readonly frameMarker: number;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly { readonly id: number; readonly across: number; readonly down: number }[];
  readonly jfif: boolean;
  /** Position of the transform byte of an Adobe APP14 segment and its value. */
  readonly adobe?: { readonly transform: number; readonly position: number };
}

/** Reads the markers up to the first scan. @throws VolumeError corrupt-pixel-data */
export function parseJpegHeader(bytes: Uint8Array): JpegHeader {
  let jfif = false;
  let adobe: JpegHeader["adobe"];
  let frame: Pick<JpegHeader, "frameMarker" | "precision" | "rows" | "columns" | "components"> | undefined;
  for (const { marker, segment, dataStart } of jpegSegments(bytes)) {
    if (marker === 0xda) break;
    if (isFrameMarker(marker)) frame = parseFrameHeader(marker, segment);
    if (marker === 0xe0 && startsWith(segment, "JFIF")) jfif = true;
    if (marker === 0xee && startsWith(segment, "Adobe") && segment.length >= 12) {
      adobe = { transform: segment[11] ?? 0, position: dataStart - segment.length + 11 };
    }
  }
  if (frame === undefined) throw corrupt("no frame header was found");
  return { ...frame, jfif, ...(adobe === undefined ? {} : { adobe }) };
}

/** A marker segment without its marker and length; what follows it (entropy coded data, or the next marker) begins at `dataStart`. */
export interface JpegSegment {
  readonly marker: number;
  readonly segment: Uint8Array;
  readonly dataStart: number;
}

/** Every marker segment up to the end of image, in order; entropy coded data and restart markers are passed over. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) return;
    const length = word(bytes, at + 2);
    if (length < 2 || at + 2 + length > bytes.length) throw corrupt("a segment is cut off");
    at += 2 + length;
    yield { marker, segment: bytes.subarray(at - length + 2, at), dataStart: at };
  }
}

/** A frame of a JPEG that cannot be decoded; other frames are not affected. */
export function corrupt(what: string, cause?: unknown): VolumeError {
  return new VolumeError(
    "corrupt-pixel-data",
    `The compressed image is damaged: ${what}. Other images are not affected.`,
    {},
    cause,
  );
}

function parseFrameHeader(
  frameMarker: number,
  segment: Uint8Array,
): Pick<JpegHeader, "frameMarker" | "precision" | "rows" | "columns" | "components"> {
  const count = segment[5] ?? 0;
  if (count < 1 || segment.length < 6 + 3 * count) throw corrupt("its frame header is cut off");
  const components = Array.from({ length: count }, (_, index) => {
    const sampling = segment[7 + 3 * index] ?? 0x11;
    return { id: segment[6 + 3 * index] ?? 0, across: sampling >> 4, down: sampling & 15 };
  });
  return { frameMarker, precision: segment[0] ?? 0, rows: word(segment, 1), columns: word(segment, 3), components };
}

function isFrameMarker(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function startsWith(segment: Uint8Array, text: string): boolean {
  return [...text].every((letter, index) => segment[index] === letter.charCodeAt(0));
}
