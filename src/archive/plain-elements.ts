/** The length of what ends by a delimiter (PS3.5 7.1.3). */
export const undefinedLength = 0xffffffff;

/** VRs as two bytes, big end first; those of the second set have a length of four bytes (PS3.5 7.1.2). */
const codesOf = (vrs: string) => new Set(vrs.split(" ").map((vr) => vr.charCodeAt(0) * 256 + vr.charCodeAt(1)));
const shortVrs = codesOf("AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US");
const longVrs = codesOf("OB OD OF OL OV OW SQ SV UC UN UR UT UV");
const sequenceVr = 0x5351;

/** Where one is in a data set that is written in little endian, and the element read last. */
export interface ElementCursor {
  /** The beginning of the file. */
  readonly head: Buffer;
  /** Elements carry their VR. */
  explicit: boolean;
  tag: number;
  /** Two bytes, big end first; 0 where elements carry none. */
  vr: number;
  /** Of the value, in bytes from the beginning of the file. */
  start: number;
  /** Of the value, in bytes. */
  length: number;
}

/** Whether two bytes are a VR. */
export function isVr(code: number): boolean {
  return shortVrs.has(code) || longVrs.has(code);
}

/** The tag at a place, group first. */
export function tagAt(head: Buffer, at: number): number {
  return head.readUInt16LE(at) * 0x10000 + head.readUInt16LE(at + 2);
}

/** Puts the header of the element at a place into the cursor; false where its VR is none. */
export function readElementHeader(cursor: ElementCursor, at: number): boolean {
  const { head, explicit } = cursor;
  cursor.tag = tagAt(head, at);
  cursor.vr = explicit ? head.readUInt16BE(at + 4) : 0;
  const long = longVrs.has(cursor.vr);
  cursor.start = at + (long ? 12 : 8);
  if (!explicit) cursor.length = head.readUInt32LE(at + 4);
  else cursor.length = long ? head.readUInt32LE(at + 8) : head.readUInt16LE(at + 6);
  return !explicit || long || shortVrs.has(cursor.vr);
}

/** Where a sequence of undefined length ends (PS3.5 7.5); beyond any file where that cannot be told plainly. */
export function endOfSequence(cursor: ElementCursor, start: number, vr: number, depth = 0): number {
  const { head, explicit } = cursor;
  const nowhere = Number.POSITIVE_INFINITY;
  if ((explicit && vr !== sequenceVr) || depth > 8) return nowhere;
  let at = start;
  while (at + 8 <= head.length) {
    const tag = tagAt(head, at);
    const length = head.readUInt32LE(at + 4);
    at += 8;
    if (tag === 0xfffee0dd) return length === 0 ? at : nowhere;
    if (tag !== 0xfffee000) return nowhere;
    at = length === undefinedLength ? endOfItem(cursor, at, depth) : at + length;
  }
  return nowhere;
}

function endOfItem(cursor: ElementCursor, start: number, depth: number): number {
  const { head } = cursor;
  let at = start;
  while (at + 12 <= head.length) {
    if (tagAt(head, at) === 0xfffee00d) return at + 8;
    if (!readElementHeader(cursor, at)) break;
    const { start: from, length, vr } = cursor;
    at = length === undefinedLength ? endOfSequence(cursor, from, vr, depth + 1) : from + length;
  }
  return Number.POSITIVE_INFINITY;
}
