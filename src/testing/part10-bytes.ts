/** Bytes of elements and files as a test wants them, right or wrong: nothing here checks anything. */

const LONG = ["SQ", "UN", "OB", "OW", "UT"];

const u16 = (value: number) => [value & 0xff, (value >> 8) & 0xff];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** A text as bytes, one a character. */
export const latin = (value: string): number[] => [...value].map((character) => character.charCodeAt(0));

/** An explicit little endian element; `length` is what it says its length is. */
export const element = (tag: number, vr: string, value: readonly number[], length = value.length): number[] => [
  ...u16(tag >>> 16),
  ...u16(tag & 0xffff),
  ...latin(vr),
  ...(LONG.includes(vr) ? [0, 0, ...u32(length)] : u16(length)),
  ...value,
];

/** An implicit little endian element, or an item or delimitation. */
export const implicitElement = (tag: number, value: readonly number[], length = value.length): number[] => [
  ...u16(tag >>> 16),
  ...u16(tag & 0xffff),
  ...u32(length),
  ...value,
];

export const UNDEFINED = 0xffffffff;
export const item = (...content: readonly (readonly number[])[]): number[] => implicitElement(0xfffee000, content.flat());
export const openItem = (...content: readonly (readonly number[])[]): number[] =>
  implicitElement(0xfffee000, content.flat(), UNDEFINED);
export const itemEnd: readonly number[] = implicitElement(0xfffee00d, []);
export const sequenceEnd: readonly number[] = implicitElement(0xfffee0dd, []);

/** Preamble, the group length that fits, the transfer syntax, then the elements. */
export function part10File(transferSyntaxUid: string, ...elements: readonly (readonly number[])[]): Uint8Array {
  const uid = element(0x00020010, "UI", latin(transferSyntaxUid.length % 2 ? `${transferSyntaxUid}\0` : transferSyntaxUid));
  const meta = [...element(0x00020000, "UL", u32(uid.length)), ...uid];
  return Uint8Array.from([...new Array<number>(128).fill(0), ...latin("DICM"), ...meta, ...elements.flat()]);
}

/** The four UIDs that say what a file is, explicit. */
export const identity: readonly number[] = [
  ...element(0x00080016, "UI", latin("1.2.840.10008.5.1.4.1.1.7\0")),
  ...element(0x00080018, "UI", latin("2.25.9")),
];
export const studyAndSeries: readonly number[] = [
  ...element(0x0020000d, "UI", latin("2.25.10\0")),
  ...element(0x0020000e, "UI", latin("2.25.11\0")),
];
