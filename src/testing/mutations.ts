/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LENGTHS = [0, 1, 3, 0x7f, 0xff, 0xfffe, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const VRS = ["SQ", "UN", "OB", "OW", "UT", "US", "DS", "PN", "UI", "  ", "??", "ox", "ZZ", "\0\0"];
const TAGS = [
  [0xfe, 0xff, 0x00, 0xe0],
  [0xfe, 0xff, 0x0d, 0xe0],
  [0xfe, 0xff, 0xdd, 0xe0],
  [0xe0, 0x7f, 0x10, 0x00],
  [0x08, 0x00, 0x05, 0x00],
  [0, 0, 0, 0],
] as const;

/**
 * A copy of a file that is broken in one to six of the ways in which files are: bits, lengths, VRs and tags changed, parts cut
 * out, repeated, filled, cut off or taken from another file. Most changes hit the head, where the elements are.
 */
export function mutated(file: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let bytes = Uint8Array.from(file);
  const rounds = 1 + Math.floor(random() * 6);
  for (let round = 0; round < rounds && bytes.length > 16; round++) bytes = mutatedOnce(bytes, other, random);
  return bytes;
}

function mutatedOnce(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  const below = (limit: number) => Math.floor(random() * Math.max(1, limit));
  const head = random() < 0.8 ? Math.min(bytes.length, 4096) : bytes.length;
  const at = below(head - 12);
  const view = new DataView(bytes.buffer);
  const length = 1 + below(random() < 0.5 ? 8 : 512);
  switch (below(11)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      break;
    case 1:
      bytes[at] = below(256);
      break;
    case 2:
      view.setUint32(at, LENGTHS[below(LENGTHS.length)] ?? 0, true);
      break;
    case 3:
      view.setUint16(at, (LENGTHS[below(LENGTHS.length)] ?? 0) & 0xffff, true);
      break;
    case 4:
      bytes.set(new TextEncoder().encode(VRS[below(VRS.length)]), vrNear(bytes, at));
      break;
    case 5:
      bytes.set(TAGS[below(TAGS.length)] ?? [], at);
      break;
    case 6:
      bytes.fill(random() < 0.5 ? 0 : 0xff, at, at + length);
      break;
    case 7:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 8:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 9:
      return Uint8Array.from(bytes.subarray(0, below(bytes.length)));
    default:
      return joined(bytes.subarray(0, at), other.subarray(below(other.length), below(other.length) + 2048), bytes.subarray(at));
  }
  return bytes as Uint8Array<ArrayBuffer>;
}

/** The next two capital letters: as a rule a VR. */
function vrNear(bytes: Uint8Array, start: number): number {
  const isCapital = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
  for (let at = start; at + 2 < Math.min(bytes.length, start + 64); at++) {
    if (isCapital(bytes[at]) && isCapital(bytes[at + 1])) return at;
  }
  return start;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
