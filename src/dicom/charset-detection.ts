import { CYRILLIC, GREEK, HANGUL, HANZI_SIMPLIFIED, HANZI_TRADITIONAL, HEBREW, KANJI, LATIN } from "./frequent-characters.ts";

/**
 * Finds the character set of texts that do not say it. Every candidate decodes all of them; one that cannot is out, and of the
 * others the one whose characters are the likeliest wins: frequent ones of a language count for it, rare ones against it, and so
 * do letters where that script has none, as a small Latin letter right beside a Han character. UTF-8 is sure where it is valid.
 *
 * @param samples texts beyond ASCII, of one data set
 * @returns a label of the Encoding Standard
 */
export function detectEncoding(samples: readonly Uint8Array[]): string {
  if (samples.every((one) => decodeStrictly("utf-8", one) !== undefined) && isTextual(samples)) return "utf-8";
  let best = "windows-1252";
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const candidate of CANDIDATES) {
    const score = totalScore(candidate, samples);
    if (score <= bestScore) continue;
    best = candidate.label;
    bestScore = score;
  }
  return best;
}

/**
 * Another encoding for texts that fit the one they were declared in, where they say otherwise beyond doubt: Han characters read as
 * Latin-1 are words of nothing but accented capitals, and text that is valid UTF-8 is hardly ever anything else. Undefined where
 * the declaration may well be right.
 */
export function contradicting(declared: "latin" | "gb", samples: readonly Uint8Array[]): string | undefined {
  const found = detectEncoding(samples);
  if (found === "utf-8") return declared === "latin" || isLongUtf8(samples) ? found : undefined;
  const candidate = CANDIDATES.find(({ label }) => label === found);
  const latin = CANDIDATES.find(({ isLatin }) => isLatin);
  if (declared === "gb" || candidate === undefined || latin === undefined) return undefined;
  const margin = totalScore(candidate, samples) - totalScore(latin, samples);
  return margin >= (candidate.lead === undefined ? BEYOND_DOUBT_SINGLE : BEYOND_DOUBT) ? found : undefined;
}

/** Two Han characters of GB 18030 may by chance be one of UTF-8, but not several. */
function isLongUtf8(samples: readonly Uint8Array[]): boolean {
  return samples.reduce((sum, sample) => sum + sample.filter((byte) => byte >= 0xe0).length, 0) >= 2;
}

/** One Han character taken for two Latin letters already makes this difference. */
const BEYOND_DOUBT = 8;
/** Several letters of another script. */
const BEYOND_DOUBT_SINGLE = 14;
/** Where a single name is like enough in two scripts, this workstation's files are Chinese. */
const GB_PRIOR = 3;

interface Candidate {
  readonly label: string;
  readonly frequent: ReadonlySet<string>;
  /** In sets of two bytes a character: how common those with this lead byte (and trail byte) are. */
  readonly lead?: (first: number, second: number) => "common" | "rare" | "symbol";
  /** Latin letters stand among ASCII letters; those of other scripts do not. */
  readonly isLatin?: boolean;
}

const within = (byte: number, low: number, high: number) => byte >= low && byte <= high;

/** In the order in which an equal score is decided. */
const CANDIDATES: readonly Candidate[] = [
  {
    label: "gb18030",
    frequent: HANZI_SIMPLIFIED,
    // GB 2312 has its level 1, the frequent characters, in rows 16 to 55; a trail byte below A1 is outside GB 2312.
    lead: (first, second) => (second < 0xa1 ? "rare" : within(first, 0xb0, 0xd7) ? "common" : first < 0xaa ? "symbol" : "rare"),
  },
  { label: "windows-1252", frequent: LATIN, isLatin: true },
  {
    label: "shift_jis",
    frequent: KANJI,
    lead: (first, second) => {
      const isKana = (first === 0x82 && second >= 0x9f) || (first === 0x83 && second <= 0x96);
      return isKana || within(first, 0x88, 0x97) ? "common" : first === 0x81 || first === 0x82 ? "symbol" : "rare";
    },
  },
  {
    label: "euc-kr",
    frequent: HANGUL,
    lead: (first, second) => (second < 0xa1 ? "rare" : within(first, 0xb0, 0xc8) ? "common" : first < 0xad ? "symbol" : "rare"),
  },
  {
    label: "big5",
    frequent: HANZI_TRADITIONAL,
    lead: (first) => (within(first, 0xa4, 0xc6) ? "common" : within(first, 0xa1, 0xa3) ? "symbol" : "rare"),
  },
  {
    label: "euc-jp",
    frequent: KANJI,
    lead: (first) => (within(first, 0xb0, 0xcf) || within(first, 0xa4, 0xa5) ? "common" : first < 0xa4 ? "symbol" : "rare"),
  },
  { label: "windows-1251", frequent: CYRILLIC },
  { label: "iso-8859-5", frequent: CYRILLIC },
  { label: "iso-8859-8", frequent: HEBREW },
  { label: "koi8-r", frequent: CYRILLIC },
  { label: "iso-8859-7", frequent: GREEK },
];

function totalScore(candidate: Candidate, samples: readonly Uint8Array[]): number {
  let total = candidate.label === "gb18030" ? GB_PRIOR : 0;
  for (const sample of samples) {
    const text = decodeStrictly(candidate.label, sample);
    if (text === undefined) return Number.NEGATIVE_INFINITY;
    total +=
      candidate.lead === undefined ? singleByteScore(candidate, text) : doubleByteScore(candidate, candidate.lead, sample, text);
  }
  return total;
}

function decodeStrictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Letters of the scripts in use and the signs of SIGNS; not the phonetic and archaic ones that GB 2312 looks like when read as UTF-8. */
const USUAL =
  /[\u00c0-\u017f\u0386-\u03ce\u0400-\u045f\u05d0-\u05ea\u0621-\u0652\u0800-\uffff°µ²³±×·½«»]|[\ud800-\udbff][\udc00-\udfff]/;

/** Valid UTF-8 that is text: a few Han characters in GBK may by chance be valid UTF-8, but not of usual letters. */
function isTextual(samples: readonly Uint8Array[]): boolean {
  let letters = 0;
  let others = 0;
  for (const sample of samples) {
    for (const character of decodeStrictly("utf-8", sample) ?? "") {
      if (character < "\x80") continue;
      if (USUAL.test(character)) letters++;
      else others++;
    }
  }
  return letters > others;
}

const isSmallAscii = (byte: number | undefined) => byte !== undefined && byte >= 0x61 && byte <= 0x7a;
const isAsciiLetter = (byte: number | undefined) => byte !== undefined && isSmallAscii(byte | 0x20);

type Lead = NonNullable<Candidate["lead"]>;

/** Walks bytes and decoded characters side by side. */
function doubleByteScore(candidate: Candidate, lead: Lead, bytes: Uint8Array, text: string): number {
  let score = 0;
  let at = 0;
  for (const character of text) {
    const length = byteLength(candidate, bytes[at] ?? 0, bytes[at + 1] ?? 0);
    if (length > 1) score += pairScore(candidate, lead, bytes, at, length, character);
    else if ((bytes[at] ?? 0) >= 0x80) score += isHalfKana(bytes[at + 1] ?? 0) || isHalfKana(bytes[at - 1] ?? 0) ? 1 : -2;
    at += length;
  }
  return score;
}

function byteLength({ label }: Candidate, first: number, second: number): number {
  if (first < 0x80 || (label === "shift_jis" && isHalfKana(first))) return 1;
  return label === "gb18030" && within(second, 0x30, 0x39) ? 4 : 2;
}

function pairScore(
  { frequent }: Candidate,
  lead: Lead,
  bytes: Uint8Array,
  at: number,
  length: number,
  character: string,
): number {
  const score = frequent.has(character) ? 5 : COMMONNESS[lead(bytes[at] ?? 0, bytes[at + 1] ?? 0)];
  const isInWord = isSmallAscii(bytes[at - 1]) || isSmallAscii(bytes[at + length]);
  const looksLikeWord = isAsciiLetter(bytes[at - 1]) && isAsciiLetter(bytes[at + 1]);
  return score - (isInWord || looksLikeWord ? AMONG_ASCII : 0);
}

/** A Han character between the small letters of a Latin word, or one whose second byte continues a word of capitals. */
const AMONG_ASCII = 4;

const COMMONNESS = { common: 2.5, symbol: 0, rare: -2 } as const;

const isHalfKana = (byte: number) => within(byte, 0xa1, 0xdf);

/** Word by word: letters of a Latin set stand among ASCII letters, those of other scripts among themselves, capitals first. */
function singleByteScore({ frequent, isLatin = false }: Candidate, text: string): number {
  let score = 0;
  for (const word of text.split(/[^\p{L}\p{M}\x80-\uffff]+/u)) {
    const hasAscii = /[A-Za-z]/.test(word);
    if (!isLatin && isSmall(word.charAt(0))) score -= 0.5;
    let before = "";
    for (const character of word) {
      if (character >= "\x80") score += letterScore(character, frequent, isLatin, hasAscii || word.length === 1);
      if (!isLatin && isSmall(before) && isCapital(character)) score -= 4;
      before = character;
    }
  }
  return score;
}

function letterScore(character: string, frequent: ReadonlySet<string>, isLatin: boolean, amongAscii: boolean): number {
  if (SIGNS.has(character)) return amongAscii ? 3 : -2;
  if (!/[\p{L}\p{M}]/u.test(character)) return -2;
  if (isLatin) return amongAscii ? (frequent.has(character.toLowerCase()) ? 2 : 0) : -2;
  if (amongAscii) return -2;
  return frequent.has(character.toLowerCase()) ? 1.5 : 0.5;
}

/** Signs that stand in reports and series descriptions of any language. */
const SIGNS: ReadonlySet<string> = new Set("°µ²³±×·½«»");

const isSmall = (character: string) => character >= "\x80" && character !== character.toUpperCase();
const isCapital = (character: string) => character !== character.toLowerCase();
