import { ConversionError } from "./errors.ts";
import { exifOrientation } from "./exif.ts";

/** What the markers of a JPEG file say (ITU T.81 B). */
export interface JpegMarkers {
  /** Start of frame: 0 baseline, 1 extended, 2 progressive, 3 lossless... */
  readonly process: number;
  readonly bits: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly { readonly id: number; readonly horizontal: number; readonly vertical: number }[];
  /** APP14 of Adobe: 0 none (RGB or CMYK), 1 YCbCr, 2 YCCK; undefined where there is none. */
  readonly adobeTransform: number | undefined;
  readonly isJfif: boolean;
  /** 1 to 8 (EXIF 4.6.5.1.2); 1: as it lies. */
  readonly orientation: number;
}

const startsOfFrame: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

/** Reads the markers up to the first scan. @throws ConversionError damaged */
export function parseJpegMarkers(bytes: Uint8Array): JpegMarkers {
  let about: Pick<JpegMarkers, "adobeTransform" | "isJfif" | "orientation"> = {
    adobeTransform: undefined,
    isJfif: false,
    orientation: 1,
  };
  for (const { marker, body } of segmentsOf(bytes)) {
    if (startsOfFrame.has(marker)) return { ...frameOf(marker - 0xc0, body), ...about };
    if (marker === 0xda || marker === 0xd9) break;
    about = { ...about, ...said(marker, body) };
  }
  throw new ConversionError("damaged");
}

function* segmentsOf(bytes: Uint8Array): Generator<{ readonly marker: number; readonly body: Uint8Array }> {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw new ConversionError("damaged");
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw new ConversionError("damaged");
    yield { marker, body: bytes.subarray(at + 4, end) };
    at = end;
  }
}

/** What an application segment tells of how the picture is meant. */
function said(marker: number, body: Uint8Array): Partial<JpegMarkers> {
  if (marker === 0xe0 && startsWith(body, "JFIF")) return { isJfif: true };
  if (marker === 0xee && startsWith(body, "Adobe")) return { adobeTransform: body[11] };
  if (marker === 0xe1 && startsWith(body, "Exif")) return { orientation: exifOrientation(body.subarray(6)) };
  return {};
}

function frameOf(process: number, body: Uint8Array): Omit<JpegMarkers, "adobeTransform" | "isJfif" | "orientation"> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const count = body[5] ?? 0;
  if (body.length < 6 + 3 * count || count === 0) throw new ConversionError("damaged");
  const components = Array.from({ length: count }, (_, index) => {
    const sampling = body[7 + 3 * index] ?? 0;
    return { id: body[6 + 3 * index] ?? 0, horizontal: sampling >> 4, vertical: sampling & 15 };
  });
  const rows = view.getUint16(1);
  const columns = view.getUint16(3);
  if (rows === 0 || columns === 0) throw new ConversionError("damaged");
  return { process, bits: body[0] ?? 0, rows, columns, components };
}

function startsWith(body: Uint8Array, text: string): boolean {
  return String.fromCharCode(...body.subarray(0, text.length)) === text;
}
