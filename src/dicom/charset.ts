import { decodeIso2022, type Repertoire, type TextDecoding } from "./iso-2022.ts";
import type { RepairCode } from "./repair.ts";

/** The character sets in force for a data set (PS3.3 C.12.1.1.2). */
export interface CharacterSet {
  decode(bytes: Uint8Array): TextDecoding;
  /** False where a defined term was unknown or misspelt. */
  readonly declaredWell: boolean;
}

/** Defined terms without code extensions (PS3.3 table C.12-2 and C.12-5), and the labels of the Encoding Standard. */
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
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
};

/** Defined terms with code extensions (PS3.3 tables C.12-3 and C.12-4): what they put in G1 (or G0) at the start. */
const EXTENDED: Readonly<Record<string, Repertoire>> = {
  "ISO 2022 IR 6": { kind: "ascii" },
  "ISO 2022 IR 100": { kind: "single", label: "iso-8859-1" },
  "ISO 2022 IR 101": { kind: "single", label: "iso-8859-2" },
  "ISO 2022 IR 109": { kind: "single", label: "iso-8859-3" },
  "ISO 2022 IR 110": { kind: "single", label: "iso-8859-4" },
  "ISO 2022 IR 144": { kind: "single", label: "iso-8859-5" },
  "ISO 2022 IR 127": { kind: "single", label: "iso-8859-6" },
  "ISO 2022 IR 126": { kind: "single", label: "iso-8859-7" },
  "ISO 2022 IR 138": { kind: "single", label: "iso-8859-8" },
  "ISO 2022 IR 148": { kind: "single", label: "windows-1254" },
  "ISO 2022 IR 203": { kind: "single", label: "iso-8859-15" },
  "ISO 2022 IR 13": { kind: "single", label: "shift_jis" },
  "ISO 2022 IR 166": { kind: "single", label: "windows-874" },
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
  "GB 18030": "GB18030",
  LATIN1: "ISO_IR 100",
  "ISO 8859 1": "ISO_IR 100",
};

/** The default repertoire: ISO IR 6, which is ASCII. Other bytes are guessed at and said to be uncertain. */
export const DEFAULT_CHARACTER_SET: CharacterSet = { declaredWell: true, decode: (bytes) => guess(bytes) };

/** Character sets that a Specific Character Set value (0008,0005) puts in force. */
export function characterSetOf(terms: readonly string[]): CharacterSet {
  const wanted = terms.map((term) => term.trim());
  if (wanted.every((term) => term === "" || term === "ISO_IR 6")) return DEFAULT_CHARACTER_SET;
  const known = wanted.map(canonicalTerm);
  const declaredWell = known.every((term, index) => term === wanted[index]);
  const first = known[0] ?? "";
  const single = SINGLE[first];
  if (single !== undefined && known.length === 1) return singleCharacterSet(single, declaredWell);
  const initial = EXTENDED[first] ?? extensionOf(first);
  if (known.length === 1 && initial === undefined) return { declaredWell: false, decode: (bytes) => guess(bytes) };
  return {
    declaredWell,
    decode: (bytes) => decodeIso2022(bytes, initial ?? { kind: "ascii" }, guess),
  };
}

function extensionOf(term: string): Repertoire | undefined {
  const label = SINGLE[term];
  if (label === undefined) return undefined;
  return { kind: label === "utf-8" || label.startsWith("gb") ? "double" : "single", label };
}

function canonicalTerm(term: string): string {
  if (term === "" || term in SINGLE || term in EXTENDED) return term;
  const plain = term
    .toUpperCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
  const underscored = plain.replace(/^ISO IR /, "ISO_IR ");
  if (underscored in SINGLE || underscored === "ISO_IR 6") return underscored;
  if (plain in EXTENDED) return plain;
  return MISSPELT[plain] ?? term;
}

function singleCharacterSet(label: string, declaredWell: boolean): CharacterSet {
  if (label === "utf-8" || label.startsWith("gb")) {
    return { declaredWell, decode: (bytes) => strictly(label, bytes) ?? { ...guess(bytes), uncertain: true } };
  }
  const decoder = new TextDecoder(label);
  return { declaredWell, decode: (bytes) => ({ text: decoder.decode(bytes), uncertain: false }) };
}

function strictly(label: string, bytes: Uint8Array): TextDecoding | undefined {
  try {
    return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes), uncertain: false };
  } catch {
    return undefined;
  }
}

/** Text whose repertoire was not declared: UTF-8 where it is valid, GB 18030 where bytes come in pairs, else Latin-1. */
function guess(bytes: Uint8Array): TextDecoding {
  if (isAscii(bytes)) return { text: new TextDecoder("latin1").decode(bytes), uncertain: false };
  const found = strictly("utf-8", bytes) ?? (isPaired(bytes) ? strictly("gb18030", bytes) : undefined);
  return { text: found?.text ?? new TextDecoder("latin1").decode(bytes), uncertain: true };
}

function isPaired(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    if ((bytes[at] ?? 0) < 0xa1 || (bytes[at + 1] ?? 0) < 0xa1) return false;
    at++;
  }
  return true;
}

/** Whether bytes are plain ASCII without escape sequences: the same text under every character set. */
export function isAscii(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || byte === 0x1b) return false;
  }
  return true;
}

export function characterSetFor(
  terms: readonly string[] | undefined,
  samples: readonly Uint8Array[],
): { readonly characterSet: CharacterSet; readonly fault: RepairCode | undefined } {
  const characterSet = characterSetOf(terms ?? []);
  const bad = samples.some((one) => characterSet.decode(one).uncertain);
  return {
    characterSet,
    fault: !characterSet.declaredWell ? "charset-guessed" : bad ? (terms ? "charset-wrong" : "charset-missing") : undefined,
  };
}
