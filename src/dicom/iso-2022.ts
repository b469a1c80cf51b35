/** Turned into characters. `uncertain` says that the declared repertoire did not fit. */
export interface TextDecoding {
  readonly text: string;
  readonly uncertain: boolean;
}

/** What a code element stands for: one byte a character, or two (with ASCII below 0x80). */
export type Repertoire =
  | { readonly kind: "ascii" }
  | { readonly kind: "single"; readonly label: string }
  | { readonly kind: "double"; readonly label: string }
  | { readonly kind: "jis"; readonly lead: readonly number[] };

const ESCAPE = 0x1b;

interface Designation {
  readonly sequence: readonly number[];
  readonly into: "G0" | "G1";
  readonly repertoire: Repertoire;
}

const designation = (sequence: string, into: "G0" | "G1", repertoire: Repertoire): Designation => ({
  sequence: [...sequence].map((character) => character.charCodeAt(0)),
  into,
  repertoire,
});
const g1 = (sequence: string, label: string) => designation(sequence, "G1", { kind: "single", label });

/** Escape sequences of PS3.3 tables C.12-3 and C.12-4, without the leading ESC. */
const DESIGNATIONS: readonly Designation[] = [
  designation("(B", "G0", { kind: "ascii" }),
  designation("(J", "G0", { kind: "ascii" }),
  designation("$B", "G0", { kind: "jis", lead: [] }),
  designation("$@", "G0", { kind: "jis", lead: [] }),
  designation("$(D", "G0", { kind: "jis", lead: [0x8f] }),
  designation("$)C", "G1", { kind: "double", label: "euc-kr" }),
  designation("$)A", "G1", { kind: "double", label: "gb18030" }),
  g1(")I", "shift_jis"),
  g1("-A", "iso-8859-1"),
  g1("-B", "iso-8859-2"),
  g1("-C", "iso-8859-3"),
  g1("-D", "iso-8859-4"),
  g1("-L", "iso-8859-5"),
  g1("-G", "iso-8859-6"),
  g1("-F", "iso-8859-7"),
  g1("-H", "iso-8859-8"),
  g1("-M", "windows-1254"),
  g1("-T", "windows-874"),
  g1("-b", "iso-8859-15"),
];

/** Whether one of these escape sequences stands in the bytes. */
export function hasDesignation(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === ESCAPE && designationAt(bytes, at) !== undefined);
}

function designationAt(bytes: Uint8Array, at: number): Designation | undefined {
  return DESIGNATIONS.find(({ sequence }) => sequence.every((byte, index) => bytes[at + 1 + index] === byte));
}

/**
 * Text with one byte a character. The sets have nothing at 80 to 9F but control characters that no text holds (PS3.5 6.1.3): bytes
 * there come from a Windows code page, as which they are read, or from another set.
 */
export function decodeSingle(label: string, bytes: Uint8Array, fallback: (bytes: Uint8Array) => TextDecoding): TextDecoding {
  const text = new TextDecoder(label).decode(bytes);
  if (label === "shift_jis") {
    const isKana = bytes.every((byte) => byte < 0x80 || (byte >= 0xa1 && byte <= 0xdf));
    return isKana ? { text, uncertain: false } : { ...fallback(bytes), uncertain: true };
  }
  if (!text.includes("\ufffd") && !bytes.some((byte) => byte >= 0x80 && byte < 0xa0)) return { text, uncertain: false };
  return { ...fallback(bytes), uncertain: true };
}

interface CodeState {
  g0: Repertoire;
  g1: Repertoire;
}

/**
 * Decodes text with code extensions (PS3.5 6.1.2.5): escape sequences designate G0 and G1, and delimiters bring back the
 * initial state, except where the initial state has nothing in G1: then the last designation stays, as much software writes it.
 */
export function decodeIso2022(
  bytes: Uint8Array,
  initial: Repertoire,
  fallback: (bytes: Uint8Array) => TextDecoding,
): TextDecoding {
  const state: CodeState = { g0: { kind: "ascii" }, g1: initial };
  let text = "";
  let uncertain = false;
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === ESCAPE) {
      const found = designationAt(bytes, at);
      if (found === undefined) {
        uncertain = true;
        at++;
        continue;
      }
      if (found.into === "G0") state.g0 = found.repertoire;
      else state.g1 = found.repertoire;
      at += 1 + found.sequence.length;
      continue;
    }
    const end = runEnd(bytes, at, state.g0.kind === "jis");
    const run = decodeRun(bytes.subarray(at, end), state, fallback);
    if (state.g0.kind === "jis" && isControl(bytes[end - 1] ?? 0)) state.g0 = { kind: "ascii" };
    text += run.text;
    uncertain ||= run.uncertain;
    if (isDelimiter(bytes[end - 1] ?? 0) && state.g0.kind !== "jis" && initial.kind !== "ascii") state.g1 = initial;
    at = end;
  }
  return { text, uncertain };
}

/** A run ends before an escape, or after a delimiter outside double-byte G0. */
function runEnd(bytes: Uint8Array, start: number, doubleByte: boolean): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== ESCAPE) {
    const byte = bytes[at] ?? 0;
    at++;
    if (doubleByte ? isControl(byte) : isDelimiter(byte)) break;
  }
  return at;
}

/** Backslash, caret, equals sign and control characters (PS3.5 6.1.2.5.3). */
function isDelimiter(byte: number): boolean {
  return byte === 0x5c || byte === 0x5e || byte === 0x3d || isControl(byte);
}

/** Tab, line feed, form feed, carriage return: never half of a two-byte character, and the initial sets hold again after them. */
function isControl(byte: number): boolean {
  return byte >= 0x09 && byte <= 0x0d;
}

function decodeRun(run: Uint8Array, state: CodeState, fallback: (bytes: Uint8Array) => TextDecoding): TextDecoding {
  if (state.g0.kind === "jis") return { text: decodeJis(run, state.g0.lead), uncertain: false };
  if (run.every((byte) => byte < 0x80)) return { text: new TextDecoder("latin1").decode(run), uncertain: false };
  if (state.g1.kind === "single") return decodeSingle(state.g1.label, run, fallback);
  if (state.g1.kind === "double") {
    const text = new TextDecoder(state.g1.label).decode(run);
    if (!text.includes("\ufffd")) return { text, uncertain: false };
  }
  return { ...fallback(run), uncertain: true };
}

/** JIS X 0208 (or, with a 0x8F lead, JIS X 0212) by way of EUC-JP: the same code points with the high bit set. */
function decodeJis(run: Uint8Array, lead: readonly number[]): string {
  const euc: number[] = [];
  for (let at = 0; at < run.length; at++) {
    const first = run[at] ?? 0;
    const second = run[at + 1];
    if (first <= 0x20 || second === undefined) {
      euc.push(first);
      continue;
    }
    euc.push(...lead, first | 0x80, second | 0x80);
    at++;
  }
  return new TextDecoder("euc-jp").decode(Uint8Array.from(euc));
}
