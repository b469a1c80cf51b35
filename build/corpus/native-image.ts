/** What of a native, explicit little endian file tells its stored samples; read apart from the program's own parser. */
export interface NativeImage {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly planar: boolean;
  readonly photometricInterpretation: string;
  readonly slope: number;
  readonly intercept: number;
  /** Whether one slope and intercept is all there is between stored samples and values. */
  readonly linear: boolean;
  readonly pixels: Buffer;
}

const longLengths = new Set(["OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UN", "UT", "UC", "UR", "SV", "UV"]);
const undefinedLength = 0xffffffff;

/**
 * Reads a file as dcmtk writes it with explicit lengths (`dcmconv +te +e`): a plain walk over the top level. Undefined where it is not
 * of that kind or has no integer Pixel Data.
 */
export function parseNativeImage(bytes: Buffer): NativeImage | undefined {
  const elements = new Map<number, Buffer>();
  for (let at = 132; at + 8 <= bytes.length; ) {
    const tag = bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2);
    const long = longLengths.has(bytes.toString("latin1", at + 4, at + 6));
    if (long && at + 12 > bytes.length) return undefined;
    const length = long ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6);
    const start = at + (long ? 12 : 8);
    if (length === undefinedLength || start + length > bytes.length) return undefined;
    elements.set(tag, bytes.subarray(start, start + length));
    at = start + length;
  }
  const pixels = elements.get(0x7fe00010);
  const transferSyntax = text(elements.get(0x00020010));
  if (pixels === undefined || transferSyntax !== "1.2.840.10008.1.2.1") return undefined;
  const bitsAllocated = short(elements.get(0x00280100), 8);
  const bitsStored = short(elements.get(0x00280101), bitsAllocated);
  const others = [0x52009229, 0x52009230, 0x00283000];
  return {
    rows: short(elements.get(0x00280010), 0),
    columns: short(elements.get(0x00280011), 0),
    samplesPerPixel: short(elements.get(0x00280002), 1),
    bitsAllocated,
    bitsStored,
    highBit: short(elements.get(0x00280102), bitsStored - 1),
    signed: short(elements.get(0x00280103), 0) === 1,
    planar: short(elements.get(0x00280006), 0) === 1,
    photometricInterpretation: text(elements.get(0x00280004)),
    // The dose of a stored value is scaled by an attribute of its own (PS3.3 C.8.8.3).
    slope: number(elements.get(0x3004000e) ?? elements.get(0x00281053), 1),
    intercept: number(elements.get(0x00281052), 0),
    linear: !others.some((tag) => elements.has(tag)),
    pixels,
  };
}

/**
 * Values of a frame (from 1): grey after slope and intercept, colour as 8-bit RGB. Undefined for what this reader does not do (palettes,
 * luminance and chrominance, bits that do not fill bytes).
 */
export function valuesOfNativeFrame(image: NativeImage, frame: number): Float64Array | undefined {
  const {
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    photometricInterpretation: photometric,
  } = image;
  const grey = photometric.startsWith("MONOCHROME") && samplesPerPixel === 1;
  if (!image.linear || bitsAllocated % 8 !== 0 || !(grey || (photometric === "RGB" && samplesPerPixel === 3))) return undefined;
  const size = rows * columns;
  const width = bitsAllocated / 8;
  const start = (frame - 1) * size * samplesPerPixel * width;
  if (start + size * samplesPerPixel * width > image.pixels.length) return undefined;
  const planar = samplesPerPixel === 3 && image.planar;
  const below = 2 ** (highBit + 1 - bitsStored);
  const values = new Float64Array(size * samplesPerPixel);
  for (let at = 0; at < values.length; at += 1) {
    const place = start + (planar ? (at % 3) * size + Math.floor(at / 3) : at) * width;
    let value = 0;
    for (let byte = width - 1; byte >= 0; byte -= 1) value = value * 256 + (image.pixels[place + byte] as number);
    value = Math.floor(value / below) % 2 ** bitsStored;
    if (grey && signed && value >= 2 ** (bitsStored - 1)) value -= 2 ** bitsStored;
    values[at] = grey ? value * image.slope + image.intercept : Math.floor(value / 2 ** Math.max(0, bitsStored - 8));
  }
  return values;
}

function text(value: Buffer | undefined): string {
  return (value?.toString("latin1") ?? "").replace(/[\0 ]+$/, "");
}

function short(value: Buffer | undefined, absent: number): number {
  return value !== undefined && value.length >= 2 ? value.readUInt16LE(0) : absent;
}

function number(value: Buffer | undefined, absent: number): number {
  const parsed = Number.parseFloat(text(value));
  return Number.isFinite(parsed) ? parsed : absent;
}
