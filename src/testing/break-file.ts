import type { Repair } from "../dicom/index.ts";
import { type RawElement, readElements, toBigEndian, toImplicit, writeElement, writeElements } from "./raw-elements.ts";

/** A healthy file broken in one way that is met in clinics, and what reading it must say and give. */
export interface BrokenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Every repair that reading must report, and no other. */
  readonly repairs: readonly Repair["code"][];
  /** Whether all pixels are in it still. */
  readonly pixels: "identical" | "incomplete";
}

type Edit = (elements: readonly RawElement[]) => readonly RawElement[];

const preambleLength = 132;
const explicitLittle = "1.2.840.10008.1.2.1";
const implicitLittle = "1.2.840.10008.1.2";
const tags = {
  metaLength: 0x00020000,
  transferSyntax: 0x00020010,
  characterSet: 0x00080005,
  sopInstance: 0x00080018,
  patientName: 0x00100010,
  patientId: 0x00100020,
  rows: 0x00280010,
  slope: 0x00281053,
  pixelData: 0x7fe00010,
} as const;

/**
 * A native Part 10 file in Explicit VR Little Endian with defined lengths, broken in every way of the list. The file must have Patient
 * Name, Patient ID, a Rescale Slope and a sequence; `sequence` is that one's tag.
 */
export function breakFile(bytes: Uint8Array, sequence: number): readonly BrokenFile[] {
  const all = readElements(bytes.subarray(preambleLength));
  const parts: Parts = {
    bytes,
    preamble: bytes.subarray(0, preambleLength),
    meta: all.filter(({ tag }) => tag >>> 16 === 2),
    dataset: all.filter(({ tag }) => tag >>> 16 > 2),
    sequence,
  };
  return [
    ...breakStart(parts),
    ...breakEncoding(parts),
    ...breakElements(parts),
    ...breakText(parts),
    ...breakImage(parts),
    ...breakEnd(parts),
  ];
}

interface Parts {
  readonly bytes: Uint8Array;
  readonly preamble: Uint8Array;
  readonly meta: readonly RawElement[];
  readonly dataset: readonly RawElement[];
  readonly sequence: number;
}

/** Preamble and meta information (PS3.10 7.1). */
function breakStart({ bytes, preamble, meta, dataset }: Parts): readonly BrokenFile[] {
  const body = writeElements(dataset);
  const lengthOff = meta.map((each) => (each.tag === tags.metaLength ? { ...each, value: Uint8Array.of(8, 0, 0, 0) } : each));
  const withoutSyntax = measured(meta.filter(({ tag }) => tag !== tags.transferSyntax));
  const unnamed = dataset.filter(({ tag }) => tag !== tags.sopInstance);
  return [
    whole("no preamble", bytes.subarray(preambleLength), ["missing-preamble"]),
    whole("DICM without preamble", bytes.subarray(128), ["missing-preamble"]),
    whole("preamble one byte short", bytes.subarray(1), ["missing-preamble"]),
    whole("data set alone, explicit", body, ["missing-preamble", "missing-meta"]),
    whole("data set alone, implicit", writeElements(dataset.map(toImplicit)), ["missing-preamble", "missing-meta"]),
    whole("no meta information", joined(preamble, body), ["missing-meta"]),
    whole("no transfer syntax", joined(preamble, writeElements(withoutSyntax), body), ["missing-meta"]),
    whole("meta group length wrong", joined(preamble, writeElements(lengthOff), body), ["meta-group-length-wrong"]),
    whole("SOP Instance UID in the meta information alone", joined(preamble, writeElements(meta), writeElements(unnamed)), [
      "missing-sop-uid",
    ]),
  ];
}

/** Another encoding than the one declared (PS3.5 annex A). */
function breakEncoding({ preamble, meta, dataset }: Parts): readonly BrokenFile[] {
  const declared = (uid: string, body: Uint8Array) => joined(preamble, writeElements(withSyntax(meta, uid)), body);
  const first = dataset.slice(0, 6);
  const rest = dataset.slice(6);
  return [
    whole("explicit declared implicit", declared(implicitLittle, writeElements(dataset)), ["wrong-transfer-syntax"]),
    whole("implicit declared explicit", declared(explicitLittle, writeElements(dataset.map(toImplicit))), [
      "wrong-transfer-syntax",
    ]),
    whole("big endian declared little", declared(explicitLittle, toBigEndian(dataset)), ["big-endian-undeclared"]),
    whole("an unknown transfer syntax", declared("1.2.3.4.5.6.7.8.9", writeElements(dataset)), ["wrong-transfer-syntax"]),
    whole(
      "implicit elements inside explicit",
      declared(explicitLittle, joined(writeElements(first), writeElements(rest.map(toImplicit)))),
      ["implicit-vr-in-explicit"],
    ),
    whole(
      "explicit elements inside implicit",
      declared(implicitLittle, joined(writeElements(first.map(toImplicit)), writeElements(rest))),
      ["explicit-vr-in-implicit"],
    ),
  ];
}

/** Single elements of the data set (PS3.5 7). */
function breakElements({ preamble, meta, dataset, sequence }: Parts): readonly BrokenFile[] {
  const edited = (edit: Edit) => joined(preamble, writeElements(meta), writeElements(edit(dataset)));
  const on = (tag: number, change: (element: RawElement) => RawElement) =>
    edited((elements) => elements.map((each) => (each.tag === tag ? change(each) : each)));
  const twice =
    (tag: number, value: Uint8Array): Edit =>
    (elements) =>
      elements.flatMap((each) => (each.tag === tag ? [each, { ...each, value }] : [each]));
  const swapped: Edit = (elements) => {
    const at = elements.findIndex(({ tag }) => tag === tags.patientName);
    return elements.map((each, index) => elements[index === at ? at + 1 : index === at + 1 ? at : index] ?? each);
  };
  return [
    whole(
      "VR that is none",
      on(tags.patientName, (each) => ({ ...each, vr: "??" })),
      ["wrong-vr"],
    ),
    whole(
      "VR of another kind",
      on(tags.patientId, (each) => ({ ...each, vr: "US" })),
      ["wrong-vr"],
    ),
    whole(
      "VR in small letters",
      on(tags.patientName, (each) => ({ ...each, vr: "pn" })),
      ["wrong-vr"],
    ),
    whole(
      "odd length",
      on(tags.patientId, (each) => ({ ...each, value: ascii("odd") })),
      ["odd-length"],
    ),
    whole(
      "decimal comma",
      on(tags.slope, (each) => ({ ...each, value: ascii("1,0 ") })),
      ["value-not-in-vr"],
    ),
    whole("the same tag twice", edited(twice(tags.patientName, ascii("Someone^Else"))), ["duplicate-tag"]),
    whole("Rows twice", edited(twice(tags.rows, Uint8Array.of(2, 0))), ["duplicate-tag"]),
    whole("tags out of order", edited(swapped), ["unordered-tags"]),
    whole(
      "a sequence as UN",
      on(sequence, (each) => ({ ...each, vr: "UN", value: implicitItems(each.value) })),
      ["un-sequence"],
    ),
    whole(
      "an item longer than its sequence",
      on(sequence, (each) => ({ ...each, value: itemLength(each.value, 40) })),
      ["item-length-wrong"],
    ),
    whole(
      "an item shorter than its content",
      on(sequence, (each) => ({ ...each, value: itemLength(each.value, -8) })),
      ["item-length-wrong"],
    ),
    whole(
      "a sequence of undefined length without its end",
      on(sequence, (each) => ({ ...each, undefinedLength: true })),
      ["sequence-not-delimited"],
    ),
    whole(
      "group lengths, all wrong",
      edited((elements) => elements.flatMap(withGroupLength)),
      [],
    ),
  ];
}

/** Specific Character Set (0008,0005) misspelt, missing or wrong. */
function breakText({ preamble, meta, dataset }: Parts): readonly BrokenFile[] {
  const named = (charset: string | undefined, name: Uint8Array) => {
    const kept = dataset.filter(({ tag }) => tag !== tags.characterSet);
    const set = charset === undefined ? [] : [{ tag: tags.characterSet, vr: "CS", value: ascii(even(charset, " ")) }];
    const renamed = kept.map((each) => (each.tag === tags.patientName ? { ...each, value: name } : each));
    return joined(preamble, writeElements(meta), writeElements([...set, ...renamed].sort((a, b) => a.tag - b.tag)));
  };
  /** The name of a patient in GB18030, as consoles sold in China write it: 0xCD 0xF5 is the family name Wang. */
  const chinese = Uint8Array.of(0x57, 0x61, 0x6e, 0x67, 0x3d, 0xcd, 0xf5, 0x5e, 0xd0, 0xa1, 0xb6, 0xab);
  return [
    whole("character set misspelt", named("ISO-IR 100", Uint8Array.of(0x42, 0x75, 0x63, 0x5e, 0x4a, 0xe9, 0x72, 0xf4)), [
      "charset-guessed",
    ]),
    whole("Chinese without character set", named(undefined, chinese), ["charset-missing"]),
    whole("Chinese under UTF-8", named("ISO_IR 192", chinese), ["charset-wrong"]),
  ];
}

/** The description of a grey 12-bit image in 16-bit cells (Image Pixel module, PS3.3 C.7.6.3), of which the pixels tell otherwise. */
function breakImage({ preamble, meta, dataset }: Parts): readonly BrokenFile[] {
  const edited = (edit: Edit) => joined(preamble, writeElements(meta), writeElements(edit(dataset)));
  const without = (tag: number) => edited((elements) => elements.filter((each) => each.tag !== tag));
  const as = (tag: number, value: Uint8Array) =>
    edited((elements) => elements.map((each) => (each.tag === tag ? { ...each, value } : each)));
  return [
    whole("no Samples per Pixel", without(0x00280002), ["samples-per-pixel-missing"]),
    whole("no Photometric Interpretation", without(0x00280004), ["photometric-unknown"]),
    whole("an unknown Photometric Interpretation", as(0x00280004, ascii("GREYSCALE ")), ["photometric-unknown"]),
    whole("RGB with one sample", as(0x00280004, ascii("RGB ")), ["photometric-not-of-samples"]),
    whole("no Bits Allocated", without(0x00280100), ["bits-allocated-wrong"]),
    whole("48 bits allocated", as(0x00280100, Uint8Array.of(48, 0)), ["bits-allocated-wrong"]),
    whole("fewer bits allocated than stored", as(0x00280100, Uint8Array.of(8, 0)), ["bits-allocated-wrong"]),
    whole("no High Bit", without(0x00280102), ["high-bit-wrong"]),
    whole("a High Bit beyond the cell", as(0x00280102, Uint8Array.of(16, 0)), ["high-bit-wrong"]),
    whole("no Pixel Representation", without(0x00280103), ["pixel-representation-wrong"]),
    whole("a slope of zero", as(tags.slope, ascii("0 ")), ["rescale-wrong"]),
  ];
}

/** The end of the file and its pixels. */
function breakEnd({ bytes, preamble, meta, dataset }: Parts): readonly BrokenFile[] {
  const pixels = dataset.find(({ tag }) => tag === tags.pixelData)?.value ?? new Uint8Array(0);
  const withPixels = (value: Uint8Array) =>
    joined(
      preamble,
      writeElements(meta),
      writeElements(dataset.map((each) => (each.tag === tags.pixelData ? { ...each, value } : each))),
    );
  const half = pixels.length >> 1;
  return [
    whole("garbage behind", joined(bytes, ascii("end of transmission\r\n")), ["trailing-bytes"]),
    whole("zeros behind", joined(bytes, new Uint8Array(700)), ["trailing-bytes"]),
    whole("one byte behind", joined(bytes, Uint8Array.of(0)), ["trailing-bytes"]),
    whole("Data Set Trailing Padding", joined(bytes, writeElement({ tag: 0xfffcfffc, vr: "OB", value: new Uint8Array(64) })), []),
    whole("more pixels than declared", withPixels(joined(pixels, new Uint8Array(32))), ["pixel-data-long"]),
    { ...whole("fewer pixels than declared", withPixels(pixels.subarray(0, half)), ["pixel-data-short"]), pixels: "incomplete" },
    { ...whole("cut off in the pixels", bytes.subarray(0, bytes.length - half), ["truncated-value"]), pixels: "incomplete" },
  ];
}

function whole(name: string, bytes: Uint8Array, repairs: BrokenFile["repairs"]): BrokenFile {
  return { name, bytes, repairs, pixels: "identical" };
}

function withSyntax(meta: readonly RawElement[], uid: string): readonly RawElement[] {
  return measured(meta.map((each) => (each.tag === tags.transferSyntax ? { ...each, value: ascii(even(uid, "\0")) } : each)));
}

/** Group 2 with the group length that fits it. */
function measured(meta: readonly RawElement[]): readonly RawElement[] {
  const rest = meta.filter(({ tag }) => tag !== tags.metaLength);
  const value = new Uint8Array(4);
  new DataView(value.buffer).setUint32(0, writeElements(rest).length, true);
  return [{ tag: tags.metaLength, vr: "UL", value }, ...rest];
}

/** An element with a wrong group length before it where its group begins; retired, and to be ignored (PS3.5 7.2). */
function withGroupLength(each: RawElement, index: number, elements: readonly RawElement[]): readonly RawElement[] {
  const group = each.tag >>> 16;
  if ((elements[index - 1]?.tag ?? 0) >>> 16 === group) return [each];
  return [{ tag: group * 0x10000, vr: "UL", value: Uint8Array.of(3, 2, 1, 0) }, each];
}

/** The first item's stated length off by so many bytes. */
function itemLength(items: Uint8Array, by: number): Uint8Array {
  const changed = items.slice();
  const view = new DataView(changed.buffer);
  view.setUint32(4, view.getUint32(4, true) + by, true);
  return changed;
}

/** The items of a sequence with their elements in implicit form, as inside a UN (PS3.5 6.2.2 note 4). */
function implicitItems(items: Uint8Array): Uint8Array {
  const item = writeElements(readElements(items.subarray(8)).map(toImplicit));
  const header = new Uint8Array(8);
  header.set(items.subarray(0, 4));
  new DataView(header.buffer).setUint32(4, item.length, true);
  return joined(header, item);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function even(text: string, padding: string): string {
  return text.length % 2 === 0 ? text : text + padding;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
