import { detectEncoding } from "./charset-detection.ts";
import { decodeIso2022, decodeSingle, hasDesignation, type Repertoire, type TextDecoding } from "./iso-2022.ts";

/** The character sets in force for a data set (PS3.3 C.12.1.1.2). */
export interface CharacterSet {
  decode(bytes: Uint8Array): TextDecoding;
  /** False where a defined term was unknown or misspelt. */
  readonly declaredWell: boolean;
  /** Set where nearly any bytes are a text in it, so that only how likely the text is tells that it was declared wrongly. */
  readonly takesAll: "latin" | "gb" | undefined;
}

/**
 * Defined terms without code extensions (PS3.3 tables C.12-2 and C.12-5), and the labels of the Encoding Standard. Those have the
 * characters of the ISO sets at A0 to FF; at 80 to 9F, where the ISO sets have none, some have Windows' (seen to in `decodeSingle`).
 */
const SINGLE: Readonly<Record<string, string>> = {
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 148": "windows-1254",
  "ISO_IR 203": "iso-8859-15",
  "ISO_IR 13": "shift_jis",
  "ISO_IR 166": "windows-874",
};

/** Those with several bytes a character and without code extensions: they stand alone. */
const MULTIPLE: Readonly<Record<string, string>> = { "ISO_IR 192": "utf-8", GB18030: "gb18030", GBK: "gbk" };

/** Sets whose letters are among ASCII ones: what is in them can be told from other scripts. */
const LATIN: ReadonlySet<string> = new Set([
  "iso-8859-1",
  "iso-8859-2",
  "iso-8859-3",
  "iso-8859-4",
  "windows-1254",
  "iso-8859-15",
]);

/** Defined terms with code extensions (PS3.3 tables C.12-3 and C.12-4): what they put in G1 (or G0) at the start. */
const EXTENDED: Readonly<Record<string, Repertoire>> = {
  "ISO 2022 IR 6": { kind: "ascii" },
  ...Object.fromEntries(
    Object.entries(SINGLE).map(([term, label]) => [term.replace("ISO_IR", "ISO 2022 IR"), { kind: "single", label } as const]),
  ),
  "ISO 2022 IR 87": { kind: "ascii" },
  "ISO 2022 IR 159": { kind: "ascii" },
  "ISO 2022 IR 149": { kind: "double", label: "euc-kr" },
  "ISO 2022 IR 58": { kind: "double", label: "gb18030" },
};

/** What files write instead of the defined terms. */
const MISSPELT: Readonly<Record<string, string>> = {
  "ISO IR 6": "ISO_IR 6",
  UTF8: "ISO_IR 192",
  "UTF 8": "ISO_IR 192",
  GB2312: "GB18030",
  "GB 2312": "GB18030",
  "GB 18030": "GB18030",
  "ISO IR GB18030": "GB18030",
  "ISO IR 58": "ISO 2022 IR 58",
  "ISO IR 87": "ISO 2022 IR 87",
  "ISO IR 149": "ISO 2022 IR 149",
  "ISO IR 159": "ISO 2022 IR 159",
  LATIN1: "ISO_IR 100",
  "ISO 8859 1": "ISO_IR 100",
  "ISO8859 1": "ISO_IR 100",
};

type Decode = (bytes: Uint8Array) => TextDecoding;

/** Text in an encoding that was found, not declared. */
export function decoderOf(label: string): Decode {
  return (bytes) => ({ text: new TextDecoder(label, { ignoreBOM: true }).decode(bytes), uncertain: true });
}

const guess: Decode = (bytes) => decoderOf(detectEncoding([bytes]))(bytes);

/** The default repertoire, ISO IR 6, is ASCII; other bytes and escape sequences are read as `fallback` does, and said to be uncertain. */
function defaultCharacterSet(fallback: Decode): CharacterSet {
  const decode: Decode = (bytes) => {
    if (isAscii(bytes)) return { text: new TextDecoder("latin1").decode(bytes), uncertain: false };
    if (!hasDesignation(bytes)) return { ...fallback(bytes), uncertain: true };
    return { ...decodeIso2022(bytes, { kind: "ascii" }, fallback), uncertain: true };
  };
  return { declaredWell: true, takesAll: undefined, decode };
}

/**
 * Character sets that a Specific Character Set value (0008,0005) puts in force.
 * @param fallback for bytes that do not fit; by default each text is looked at alone
 */
export function characterSetOf(terms: readonly string[], fallback: Decode = guess): CharacterSet {
  const wanted = terms.map((term) => term.trim());
  if (wanted.every((term) => term === "" || term === "ISO_IR 6")) return defaultCharacterSet(fallback);
  const known = wanted.map(canonicalTerm);
  const declaredWell = known.every((term, index) => term === wanted[index]);
  const multiple = known.find((term) => term in MULTIPLE);
  if (multiple !== undefined) {
    const label = MULTIPLE[multiple] ?? "utf-8";
    const decode: Decode = (bytes) => strictly(label, bytes) ?? { ...fallback(bytes), uncertain: true };
    return { declaredWell: declaredWell && known.length === 1, takesAll: label === "utf-8" ? undefined : "gb", decode };
  }
  const first = known[0] ?? "";
  const single = SINGLE[first];
  if (single !== undefined && known.length === 1) {
    return {
      declaredWell,
      takesAll: LATIN.has(single) ? "latin" : undefined,
      decode: (bytes) => decodeSingle(single, bytes, fallback),
    };
  }
  const initial = EXTENDED[first] ?? (single === undefined ? undefined : { kind: "single" as const, label: single });
  if (known.length === 1 && initial === undefined) return { ...defaultCharacterSet(fallback), declaredWell: false };
  return {
    declaredWell: declaredWell && known.every((term) => term === "" || term in EXTENDED || term in SINGLE),
    takesAll: undefined,
    decode: (bytes) => decodeIso2022(bytes, initial ?? { kind: "ascii" }, fallback),
  };
}

function canonicalTerm(term: string): string {
  if (term === "" || term in SINGLE || term in EXTENDED || term in MULTIPLE) return term;
  const plain = term
    .toUpperCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
  const underscored = plain.replace(/^ISO ?IR ?/, "ISO_IR ");
  if (underscored in SINGLE || underscored in MULTIPLE || underscored === "ISO_IR 6") return underscored;
  if (plain in EXTENDED) return plain;
  return MISSPELT[plain] ?? MISSPELT[underscored.replace("_", " ")] ?? term;
}

function strictly(label: string, bytes: Uint8Array): TextDecoding | undefined {
  try {
    return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes), uncertain: false };
  } catch {
    return undefined;
  }
}

/** Whether bytes are plain ASCII without escape sequences: the same text under every character set. */
export function isAscii(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || byte === 0x1b) return false;
  }
  return true;
}
