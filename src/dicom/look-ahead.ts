import {
  type ElementHeader,
  ITEM,
  ITEM_DELIMITATION,
  implicitHeader,
  isItemTag,
  longHeader,
  readTag,
  SEQUENCE_DELIMITATION,
  type Source,
  shortHeader,
  UNDEFINED_LENGTH,
} from "./element-header.ts";
import type { Tag } from "./keyword.ts";
import { dictionaryEntry, isPixelData, isPrivate } from "./tag-dictionary.ts";
import type { DatasetEncoding } from "./transfer-syntax.ts";
import { traitsOf, vrFromBytes } from "./vr.ts";

/** How many headers in a row are looked at before a doubtful one is believed. */
const STEPS = 3;
/** Score of a header from which the next one can be read; less does not outweigh the prescribed form. */
const LEADS_ON = 3;
/** Values of the VRs concerned are shorter than this. */
const RESUME_WITHIN = 1024;
const LAST_GROUP = 0x7fe0;
const SIGNATURES = 0xfffa;
const PADDING: Tag = 0xfffcfffc;

export interface Run {
  /** Headers that follow one another with ascending tags, at most three; the end of the data counts for those not left. */
  readonly count: number;
  /** Headers that were read, and those among them that carry a VR. */
  readonly headers: number;
  readonly explicit: number;
}

/**
 * Looks at what follows from `at` on: headers of either form, each leading to the next. Two headers that ascend hardly ever come
 * about by chance, so this tells a right length from a wrong one. Reads at most a few headers and changes nothing.
 */
export function runFrom(source: Source, start: number, end: number, littleEndian: boolean, after: Tag): Run {
  let at = start;
  let last = after;
  let explicit = 0;
  for (let headers = 0; headers < STEPS; headers++) {
    const step = stepFrom(source, at, end, littleEndian, last);
    if (step === "broken") return { count: headers, headers, explicit };
    if (step === "end") return { count: STEPS, headers, explicit };
    if (step.header.vr !== undefined) explicit++;
    if (step.next === undefined) return { count: STEPS, headers: headers + 1, explicit };
    at = step.next;
    last = step.header.tag;
  }
  return { count: STEPS, headers: STEPS, explicit };
}

/** One header of a run and where it leads; `next` is undefined where its value cannot be passed over. */
type Step = "broken" | "end" | { readonly header: ElementHeader; readonly next: number | undefined };

function stepFrom(source: Source, at: number, end: number, littleEndian: boolean, last: Tag): Step {
  if (at === end) return "end";
  if (at + 8 > end || at + 8 > source.bytes.length) return "broken";
  const tag = readTag(source, at, littleEndian);
  if (tag === ITEM_DELIMITATION || tag === SEQUENCE_DELIMITATION) {
    return source.view.getUint32(at + 4, littleEndian) === 0 ? "end" : "broken";
  }
  const header = tag > last && isTagPlausible(tag) ? eitherHeader(source, at, end, tag, littleEndian) : undefined;
  if (header === undefined) return "broken";
  if (header.length === UNDEFINED_LENGTH) {
    return opensItems(source, header.valueStart, littleEndian) ? { header, next: undefined } : "broken";
  }
  const next = header.valueStart + header.length;
  if (next <= end) return { header, next };
  return isPixelData(tag) ? { header, next: undefined } : "broken";
}

function eitherHeader(source: Source, at: number, end: number, tag: Tag, littleEndian: boolean): ElementHeader | undefined {
  const vr = vrFromBytes(source.bytes[at + 4] ?? 0, source.bytes[at + 5] ?? 0);
  if (vr !== undefined) {
    const short = shortHeader(source, at, vr, littleEndian);
    if (!traitsOf(vr).longHeader) return short;
    const long = longHeader(source, at, vr, littleEndian);
    const isLong =
      long !== undefined && (long.length === UNDEFINED_LENGTH || long.valueStart + long.length <= end || isPixelData(tag));
    return isLong ? long : short;
  }
  const known = isPrivate(tag) || (tag & 0xffff) === 0 || dictionaryEntry(tag) !== undefined;
  return known ? implicitHeader(source, at, littleEndian) : undefined;
}

function isTagPlausible(tag: Tag): boolean {
  const group = tag >>> 16;
  return group <= LAST_GROUP || group === SIGNATURES || tag === PADDING || (isPrivate(tag) && (tag & 0xffff) >= 0x10);
}

/** Whether an item or the end of a sequence stands at `at`. */
export function opensItems(source: Source, at: number, littleEndian: boolean): boolean {
  if (at + 8 > source.bytes.length) return false;
  const tag = readTag(source, at, littleEndian);
  return tag === ITEM || tag === SEQUENCE_DELIMITATION;
}

/**
 * The header at `at`, where the one that the encoding prescribes leads nowhere: of all forms in which files are known to be
 * written wrongly, the one from which the next headers can be read; the prescribed one where none does better. Undefined where
 * no form fits.
 */
export function settleHeader(source: Source, at: number, end: number, encoding: DatasetEncoding): ElementHeader | undefined {
  const candidates = candidatesAt(source, at, encoding);
  let best: ElementHeader | undefined;
  let bestScore = -1;
  for (const header of candidates) {
    if (header === undefined) continue;
    const score = scoreOf(source, header, end, encoding.littleEndian);
    if (score <= bestScore || (best?.fault === undefined && best !== undefined && score < LEADS_ON)) continue;
    best = header;
    bestScore = score;
  }
  return best;
}

/**
 * Where the next element starts after one whose length cannot be right: the first place, not far away, from which three headers in
 * a row can be read; undefined where there is none.
 */
export function nextHeaderAfter(
  source: Source,
  start: number,
  end: number,
  littleEndian: boolean,
  after: Tag,
): number | undefined {
  const last = Math.min(end, source.bytes.length, start + RESUME_WITHIN) - 8;
  for (let at = start; at <= last; at += 2) {
    if (runFrom(source, at, end, littleEndian, after).count === STEPS) return at;
  }
  return undefined;
}

/** Nothing, fits into the data, leads to a header in the wrong order, leads to one, two or three in the right one. */
function scoreOf(source: Source, header: ElementHeader, end: number, littleEndian: boolean): number {
  const { length, valueStart, tag } = header;
  if (length === UNDEFINED_LENGTH) return opensItems(source, valueStart, littleEndian) ? 2 + STEPS : 0;
  const next = valueStart + length;
  if (next > end) return 0;
  const { count } = runFrom(source, next, end, littleEndian, tag);
  if (count > 0) return 2 + count;
  return runFrom(source, next, end, littleEndian, -1).count > 0 || isNextItem(source, next, littleEndian) ? 2 : 1;
}

function isNextItem(source: Source, at: number, littleEndian: boolean): boolean {
  return at + 8 <= source.bytes.length && readTag(source, at, littleEndian) === ITEM;
}

function candidatesAt(source: Source, at: number, encoding: DatasetEncoding): readonly (ElementHeader | undefined)[] {
  const { littleEndian } = encoding;
  const first = source.bytes[at + 4] ?? 0;
  const second = source.bytes[at + 5] ?? 0;
  const vr = vrFromBytes(first, second);
  const tag = readTag(source, at, littleEndian);
  if (isItemTag(tag)) return [implicitHeader(source, at, littleEndian)];
  if (!encoding.explicitVr) {
    const fault = "explicit-vr-in-implicit";
    return [
      implicitHeader(source, at, littleEndian),
      vr && (traitsOf(vr).longHeader ? longHeader : shortHeader)(source, at, vr, littleEndian, fault),
    ];
  }
  const implicit = implicitHeader(source, at, littleEndian, "implicit-vr-in-explicit");
  if (vr !== undefined) {
    const forms = traitsOf(vr).longHeader ? [longHeader, shortHeader] : [shortHeader, longHeader];
    return [...forms.map((form, index) => form(source, at, vr, littleEndian, index > 0 ? "length-wrong" : undefined)), implicit];
  }
  return brokenVrCandidates(source, at, littleEndian, implicit);
}

/**
 * Two capital letters may be a VR of a later edition: those have long headers and count as UN (PS3.5 6.2.2). Small letters mean
 * the VR they spell. Anything else has the dictionary's VR, in any of the three forms.
 */
function brokenVrCandidates(
  source: Source,
  at: number,
  littleEndian: boolean,
  implicit: ElementHeader,
): readonly (ElementHeader | undefined)[] {
  const letters = [source.bytes[at + 4] ?? 0, source.bytes[at + 5] ?? 0].map((byte) => (byte >= 0x61 ? byte - 0x20 : byte));
  const meant = vrFromBytes(letters[0] ?? 0, letters[1] ?? 0);
  const isSpelt = letters.every((byte) => byte >= 0x41 && byte <= 0x5a);
  const vr = meant ?? (isSpelt && dictionaryEntry(implicit.tag) === undefined ? "UN" : undefined);
  const short = shortHeader(source, at, vr, littleEndian, "wrong-vr");
  const long = longHeader(source, at, vr, littleEndian, "wrong-vr");
  const isLong = meant === undefined ? isSpelt : traitsOf(meant).longHeader;
  const hasOwn = isSpelt || source.bytes[at + 4] === 0x20 || source.bytes[at + 4] === 0x3f;
  const explicit = isLong ? [long, short] : [short, long];
  return hasOwn ? [...explicit, implicit] : [implicit, ...explicit];
}
