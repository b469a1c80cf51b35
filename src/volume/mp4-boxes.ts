/** What of an MP4 matters for playing it (ISO/IEC 14496-12): its codecs as in RFC 6381, and whether all of it is there. */
export interface Mp4Description {
  readonly codecs: readonly string[];
  /** False where a box reaches beyond the end, or there is no movie box: the file was cut off. */
  readonly complete: boolean;
}

type Read = (offset: number, length: number) => Promise<Uint8Array>;

const maxMovieBytes = 64 * 1024 * 1024;
const maxBoxes = 10_000;
/** Boxes whose content is boxes, on the way to a track's sample descriptions. */
const containers: ReadonlySet<string> = new Set(["moov", "trak", "mdia", "minf", "stbl"]);

/** Walks the top-level boxes and reads the movie box alone. */
export async function describeMp4(read: Read, byteLength: number): Promise<Mp4Description> {
  let at = 0;
  let codecs: readonly string[] | undefined;
  for (let box = 0; box < maxBoxes && at + 8 <= byteLength; box += 1) {
    const header = await read(at, 16);
    if (header.length < 8) break;
    const { type, length } = boxHeader(header, 0, byteLength - at);
    if (type === "moov") {
      if (at + length > byteLength || length > maxMovieBytes) return { codecs: [], complete: false };
      codecs = codecsOf(await read(at, length));
    } else if (!/^[\w ]{4}$/.test(type) || length < 8) {
      // One byte of padding to an even length, or zeros: nothing more comes.
      break;
    }
    at += length;
  }
  return { codecs: codecs ?? [], complete: codecs !== undefined && at <= byteLength };
}

interface BoxHeader {
  readonly type: string;
  readonly headerLength: number;
  readonly length: number;
}

/** Type and length of a box; a length of 0 reaches to the end, of 1 stands in 64 bits behind. */
function boxHeader(bytes: Uint8Array, at: number, left: number): BoxHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  const length = view.getUint32(at);
  if (length === 1 && at + 16 <= bytes.length) return { type, headerLength: 16, length: Number(view.getBigUint64(at + 8)) };
  return { type, headerLength: 8, length: length === 0 ? left : length };
}

function codecsOf(movie: Uint8Array): readonly string[] {
  const found: string[] = [];
  let left = maxBoxes;
  const walk = (start: number, end: number, depth: number) => {
    for (let at = start; at + 8 <= end && left > 0; left -= 1) {
      const { type, headerLength, length } = boxHeader(movie, at, end - at);
      if (length < headerLength || at + length > end) return;
      if (containers.has(type) && depth < 8) walk(at + headerLength, at + length, depth + 1);
      // Version, flags and the number of entries come before the first sample entry.
      if (type === "stsd") found.push(codecOfEntry(movie.subarray(at + headerLength + 8, at + length)));
      at += length;
    }
  };
  walk(0, movie.length, 0);
  return found.filter((codec) => codec !== "");
}

/** The RFC 6381 name of a sample entry: for AVC and HEVC with profile and level from its configuration box. */
function codecOfEntry(entry: Uint8Array): string {
  if (entry.length < 8) return "";
  const format = String.fromCharCode(...entry.subarray(4, 8));
  if (format === "mp4a") return "mp4a.40.2";
  if (!/^[\w-]{4}$/.test(format)) return "";
  // A visual sample entry is 86 bytes long; boxes follow.
  for (let at = 86; at + 12 <= entry.length; ) {
    const { type, length } = boxHeader(entry, at, entry.length - at);
    if (type === "avcC") return `${format}.${[...entry.subarray(at + 9, at + 12)].map(hexByte).join("")}`;
    if (type === "hvcC" && at + 21 <= entry.length) return `${format}.${hevcProfile(entry.subarray(at + 9, at + 21))}`;
    if (length < 8) break;
    at += length;
  }
  return format;
}

/** Profile, compatibility, tier, level and constraints of an HEVC configuration, from its second byte on (ISO/IEC 14496-15 annex E). */
function hevcProfile(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  let flags = view.getUint32(1);
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1, flags >>>= 1) reversed = reversed * 2 + (flags & 1);
  const constraints = [...bytes.subarray(5, 11)];
  while (constraints.at(-1) === 0) constraints.pop();
  const space = ["", "A", "B", "C"][first >> 6] ?? "";
  const tier = (first & 0x20) === 0 ? "L" : "H";
  const parts = [`${space}${first & 31}`, reversed.toString(16), `${tier}${view.getUint8(11)}`, ...constraints.map(hexByte)];
  return parts.join(".").toUpperCase();
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
