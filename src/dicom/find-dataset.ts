import { readHeader, readTag, type Source, UNDEFINED_LENGTH } from "./element-header.ts";
import { runFrom } from "./look-ahead.ts";
import { dictionaryEntry } from "./tag-dictionary.ts";
import { type DatasetEncoding, EXPLICIT_VR_LITTLE_ENDIAN, encodingOf } from "./transfer-syntax.ts";

const PREAMBLE_LENGTH = 128;
/** "DICM", little endian. */
const MAGIC = 0x4d434944;
/** Junk before a preamble (mail headers, other systems' file headers) is shorter than this. */
const SEARCH_WITHIN = 4096;
/** Damaged meta information is shorter than this. */
const SEARCH_BEHIND_META = 1024 * 1024;

/** Where meta information or a bare data set starts; undefined where nothing in the bytes looks like DICOM. */
export function findStart(source: Source): { readonly at: number; readonly hasPreamble: boolean } | undefined {
  if (isMagic(source, PREAMBLE_LENGTH)) return { at: PREAMBLE_LENGTH + 4, hasPreamble: true };
  if (isMagic(source, 0) && looksLikeDataset(source, 4)) return { at: 4, hasPreamble: false };
  for (const at of [0, PREAMBLE_LENGTH, PREAMBLE_LENGTH + 4]) {
    if (looksLikeDataset(source, at)) return { at, hasPreamble: false };
  }
  for (let at = 1; at < Math.min(SEARCH_WITHIN, source.bytes.length); at++) {
    if (isMagic(source, at) && looksLikeDataset(source, at + 4)) return { at: at + 4, hasPreamble: false };
  }
  const found = searchElements(source, 0, SEARCH_WITHIN, [2, 8]);
  return found === undefined ? undefined : { at: found, hasPreamble: false };
}

/**
 * Where the data set starts behind meta information that led nowhere: `at` where an element can stand there, else the first place from
 * which three elements of explicit little endian follow one another, the first of group 8; `at` where there is none.
 */
export function settleDatasetStart(source: Source, metaStart: number, at: number): number {
  const isElement = [true, false].some((littleEndian) => {
    const isEnd = at + 4 > source.bytes.length;
    const isEarly = isEnd || readTag(source, at, littleEndian) >>> 16 <= 0x7fe0;
    return isEarly && runFrom(source, at, source.bytes.length, littleEndian, 0).count > 0;
  });
  return isElement ? at : (searchElements(source, metaStart, metaStart + SEARCH_BEHIND_META, [8]) ?? at);
}

/** The first place from which three explicit elements ascend, the first of one of the groups: chance hardly ever makes that. */
function searchElements(source: Source, from: number, to: number, groups: readonly number[]): number | undefined {
  const { bytes } = source;
  for (let at = from; at < Math.min(to, bytes.length - 8); at++) {
    if (!groups.includes(bytes[at] ?? 0) || bytes[at + 1] !== 0 || dictionaryEntry(readTag(source, at, true)) === undefined)
      continue;
    const run = runFrom(source, at, bytes.length, true, -1);
    if (run.count >= 3 && run.headers >= 2 && run.explicit === run.headers) return at;
  }
  return undefined;
}

function isMagic(source: Source, at: number): boolean {
  return at + 4 <= source.bytes.length && source.view.getUint32(at, true) === MAGIC;
}

/** Whether a known element of one of the first groups stands here and another one follows, or nothing. */
function looksLikeDataset(source: Source, at: number): boolean {
  if (at + 8 > source.bytes.length) return false;
  return [true, false].some((littleEndian) => {
    const tag = readTag(source, at, littleEndian);
    const isFirst = tag >>> 16 <= 0x0010 && ((tag & 0xffff) === 0 || dictionaryEntry(tag) !== undefined);
    if (!isFirst) return false;
    const run = runFrom(source, at, source.bytes.length, littleEndian, -1);
    return run.count >= 2 && (littleEndian || run.explicit === run.headers);
  });
}

/** Whether elements with VR stand at `at`, in little endian: what a deflated stream hardly ever looks like. */
export function isReadable(source: Source, at: number): boolean {
  return runFrom(source, at, source.bytes.length, true, -1).count >= 2;
}

/** The byte order of the meta information: little endian (PS3.10 7.1), but for files of the time before. */
export function metaEncodingAt(source: Source, at: number): DatasetEncoding | undefined {
  if (at + 8 > source.bytes.length) return undefined;
  if (source.view.getUint16(at, true) === 2) return encodingOf(EXPLICIT_VR_LITTLE_ENDIAN);
  return source.view.getUint16(at, false) === 2 ? { explicitVr: true, littleEndian: false } : undefined;
}

/** The encoding that the data set at `at` is in: the declared one where its first elements can be read so, else the one in which they can. */
export function encodingAt(source: Source, at: number, end: number, declared: string): DatasetEncoding {
  const encoding = encodingOf(declared);
  if (at + 8 > source.bytes.length) return encoding;
  const [asDeclared, otherwise] = [encoding.littleEndian, !encoding.littleEndian].map((littleEndian) => ({
    littleEndian,
    run: runFrom(source, at, end, littleEndian, -1),
  }));
  const isOther = otherwise !== undefined && asDeclared !== undefined && otherwise.run.count > asDeclared.run.count;
  const found = isOther ? otherwise : asDeclared;
  if (found === undefined || found.run.count === 0) return encodingOfOne(source, at, encoding);
  const { headers, explicit } = found.run;
  const explicitVr = encoding.explicitVr ? explicit > 0 : headers > 0 && explicit === headers;
  if (!explicitVr && !found.littleEndian) return encoding;
  return { explicitVr, littleEndian: found.littleEndian };
}

/** Where no second element confirms the first: the declared encoding, unless only the other form of it fits into the file. */
function encodingOfOne(source: Source, at: number, encoding: DatasetEncoding): DatasetEncoding {
  const other = { ...encoding, explicitVr: !encoding.explicitVr };
  const fits = [encoding, other].map((one) => {
    const header = readHeader(source, at, one);
    if (header === undefined || header.tag >>> 16 > 0x7fe0) return false;
    return header.length === UNDEFINED_LENGTH || header.valueStart + header.length <= source.bytes.length;
  });
  return fits[0] !== true && fits[1] === true && encoding.littleEndian ? other : encoding;
}
