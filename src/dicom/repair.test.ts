import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  element,
  identity,
  implicitElement,
  item,
  itemEnd,
  latin,
  openItem,
  part10File,
  sequenceEnd,
  studyAndSeries,
  UNDEFINED,
} from "../testing/part10-bytes.ts";
import { type Dataset, type DicomErrorCode, type Part10File, parsePart10 } from "./index.ts";
import { deflate } from "./inflate.ts";

const EXPLICIT = "1.2.840.10008.1.2.1";
const IMPLICIT = "1.2.840.10008.1.2";
const read = (...elements: readonly (readonly number[])[]) => parsePart10(part10File(EXPLICIT, identity, ...elements));
const codes = ({ repairs }: Part10File) => repairs.map(({ code, tag }) => (tag === undefined ? code : `${code} ${tag}`));
const modality = element(0x00080060, "CS", latin("CT"));
const description = element(0x0008103e, "LO", latin("Thorax"));
const rows = element(0x00280010, "US", [2, 0]);
const columns = element(0x00280011, "US", [2, 0]);
const bits = element(0x00280100, "US", [8, 0]);
const pixels = element(0x7fe00010, "OW", [1, 2, 3, 4]);
const meaning = (text: string) => element(0x00080104, "LO", latin(text));
const firstOf = ({ dataset }: Part10File) => dataset.first("ProcedureCodeSequence");
const refusal = (bytes: Uint8Array): DicomErrorCode | undefined => {
  try {
    parsePart10(bytes);
    return undefined;
  } catch (error) {
    return (error as { code: DicomErrorCode }).code;
  }
};
const seen = new Set<string>();
/** What reading says was broken; every code of the list turns up somewhere here. */
const expectCodes = (file: Part10File, ...expected: readonly string[]) => {
  for (const { code } of file.repairs) seen.add(code);
  expect(codes(file)).toEqual(expected);
};

describe("elements in another form than the file's", () => {
  it("have no VR, then one again", () => {
    const file = read(modality, implicitElement(0x00080070, latin("Maker ")), description, rows);
    expectCodes(file, "implicit-vr-in-explicit 00080070");
    expect([file.dataset.first("Manufacturer"), file.dataset.first("SeriesDescription"), file.dataset.first("Rows")]).toEqual([
      "Maker",
      "Thorax",
      2,
    ]);
  });

  it("have one where none should be", () => {
    const uid = implicitElement(0x00080018, latin("2.25.9"));
    const file = parsePart10(
      part10File(
        IMPLICIT,
        implicitElement(0x00080016, latin("2.25.1")),
        uid,
        implicitElement(0x00080060, latin("CT")),
        description,
        implicitElement(0x00280010, [2, 0]),
      ),
    );
    expectCodes(file, "explicit-vr-in-implicit 0008103E");
    expect([file.dataset.first("SeriesDescription"), file.dataset.first("Rows")]).toEqual(["Thorax", 2]);
  });

  it("are in items only", () => {
    const file = read(
      element(0x00081032, "SQ", item(implicitElement(0x00080100, latin("A1")), implicitElement(0x00080104, latin("Chest ")))),
      rows,
    );
    expectCodes(file, "implicit-vr-in-explicit 00080100", "implicit-vr-in-explicit 00080104");
    expect(firstOf(file)?.first("CodeMeaning")).toBe("Chest");
  });

  it.each([
    ["two spaces", "  "],
    ["question marks", "??"],
    ["small letters", "lo"],
    ["zeros", "\0\0"],
    ["letters of no VR", "QX"],
  ])("have a VR of %s", (_name, vr) => {
    const file = read(element(0x0008103e, vr, latin("Thorax")), rows);
    expectCodes(file, "wrong-vr 0008103E");
    expect([file.dataset.first("SeriesDescription"), file.dataset.first("Rows")]).toEqual(["Thorax", 2]);
  });

  it("have OX for OB or OW, with either length", () => {
    for (const value of [
      [0, 0, 4, 0, 0, 0, 1, 2, 3, 4],
      [4, 0, 1, 2, 3, 4],
    ]) {
      const file = read(rows, columns, bits, [0xe0, 0x7f, 0x10, 0x00, ...latin("OX"), ...value]);
      expectCodes(file, "wrong-vr 7FE00010");
      expect(file.dataset.get("PixelData")).toEqual(Uint8Array.of(1, 2, 3, 4));
    }
  });

  it("are understood where reading stops before them, too", () => {
    for (const [form, valueStart] of [
      [[...latin("OX"), 4, 0, 1, 2, 3, 4], 8],
      [[...latin("OW"), 4, 0, 1, 2, 3, 4], 8],
      [[...latin("??"), 0, 0, 4, 0, 0, 0, 1, 2, 3, 4], 12],
      [[4, 0, 0, 0, 1, 2, 3, 4], 8],
    ] as const) {
      const bytes = part10File(EXPLICIT, identity, rows, [0xe0, 0x7f, 0x10, 0x00, ...form]);
      const { stoppedBefore, stoppedAt } = parsePart10(bytes, { untilTag: 0x7fe00008, fileLength: bytes.length });
      expect([stoppedBefore?.length, (stoppedBefore?.valueStart ?? 0) - stoppedAt]).toEqual([4, valueStart]);
    }
  });

  it("have a two-byte length where the VR has four", () => {
    const file = read(
      [0x40, 0x00, 0x60, 0xa1, ...latin("UT"), 6, 0, ...latin("Lesion")],
      [0x40, 0x00, 0x61, 0xa1, ...latin("UN"), 0, 0],
      element(0x00400a16, "LO", []).slice(0, 0),
      pixels,
    );
    expect(file.dataset.first("TextValue")).toBe("Lesion");
    expectCodes(file, "length-wrong 0040A160", "length-wrong 0040A161");
  });

  it("have another VR than the dictionary's, of another kind", () => {
    const file = read(element(0x00200013, "LO", latin("17")), rows);
    expectCodes(file, "wrong-vr 00200013");
    expect(file.dataset.first("InstanceNumber")).toBe(17);
  });
});

describe("values", () => {
  it("with a decimal comma are numbers, with anything else none", () => {
    const file = read(element(0x00180050, "DS", latin("1,5 ")), element(0x00280030, "DS", latin("0.5mm\\1 ")));
    expectCodes(file, "value-not-in-vr 00180050", "value-not-in-vr 00280030");
    expect([file.dataset.first("SliceThickness"), file.dataset.get("PixelSpacing")]).toEqual([1.5, undefined]);
  });

  it("of odd length are read as they are", () => {
    const file = read(element(0x0008103e, "LO", latin("Chest")), rows);
    expectCodes(file, "odd-length 0008103E");
    expect(file.dataset.first("SeriesDescription")).toBe("Chest");
  });

  it("whose length is nonsense are dropped, and what follows is kept", () => {
    const file = read(element(0x0008103e, "LO", latin("Thorax"), 0xfff0), rows, columns, bits);
    expectCodes(file, "length-wrong 0008103E");
    expect([file.dataset.first("SeriesDescription"), file.dataset.first("Columns")]).toEqual([undefined, 2]);
  });
});

describe("sequences", () => {
  const code = (...parts: readonly (readonly number[])[]) => element(0x00081032, "SQ", parts.flat(), UNDEFINED);

  it("as UN are read, in implicit or explicit VR; private ones are legal", () => {
    for (const content of [implicitElement(0x00080104, latin("Chest ")), meaning("Chest ")]) {
      const file = read(element(0x00081032, "UN", [...openItem(content), ...itemEnd, ...sequenceEnd], UNDEFINED), rows);
      expect(codes(file)[0]).toBe("un-sequence 00081032");
      for (const one of file.repairs) seen.add(one.code);
      expect(firstOf(file)?.first("CodeMeaning")).toBe("Chest");
    }
    const own = read(
      element(0x00091001, "UN", [...item(implicitElement(0x00080104, latin("Chest "))), ...sequenceEnd], UNDEFINED),
      rows,
    );
    expectCodes(own);
  });

  it("without delimitations end where something else starts", () => {
    const missing = read(code(openItem(meaning("Chest ")), item(meaning("Head"))), sequenceEnd, rows);
    expectCodes(missing, "sequence-not-delimited");
    expect(missing.dataset.get("ProcedureCodeSequence")?.map((one) => one.first("CodeMeaning"))).toEqual(["Chest", "Head"]);
    const open = read(code(item(meaning("Chest "))), description, rows);
    expectCodes(open, "sequence-not-delimited 00081032");
    expect([firstOf(open)?.first("CodeMeaning"), open.dataset.first("Rows")]).toEqual(["Chest", 2]);
  });

  it("with items of a wrong length keep what can be read", () => {
    const content = [...element(0x00080100, "SH", latin("A1")), ...meaning("Chest ")];
    const long = element(0x00081032, "SQ", implicitElement(0xfffee000, content, content.length + 40));
    const short = element(0x00081032, "SQ", [
      ...implicitElement(0xfffee000, content, content.length - 4),
      ...item(meaning("Head")),
    ]);
    for (const sequence of [long, short]) {
      const file = read(sequence, rows);
      expect(codes(file)[0]).toMatch(/^item-length-wrong/);
      for (const one of file.repairs) seen.add(one.code);
      expect([firstOf(file)?.first("CodeMeaning"), file.dataset.first("Rows")]).toEqual(["Chest", 2]);
    }
  });

  it("that hold an element longer than they are drop it alone", () => {
    const content = [...element(0x00080100, "SH", latin("A1")), ...element(0x00080104, "LO", latin("Chest "), 300)];
    const file = read(element(0x00081032, "SQ", item(content)), rows);
    expectCodes(file, "item-length-wrong 00080104");
    expect([firstOf(file)?.first("CodeValue"), firstOf(file)?.first("CodeMeaning"), file.dataset.first("Rows")]).toEqual([
      "A1",
      undefined,
      2,
    ]);
  });
});

describe("the order of elements", () => {
  it("is mended; the first of two counts", () => {
    const file = read(rows, modality, element(0x00280010, "US", [9, 0]), columns);
    expectCodes(file, "unordered-tags 00080060", "duplicate-tag 00280010");
    expect([file.dataset.first("Modality"), file.dataset.first("Rows"), file.dataset.first("Columns")]).toEqual(["CT", 2, 2]);
  });

  it("goes on behind the pixels, but a second data set does not belong to the first", () => {
    const after = read(pixels, element(0xfffcfffc, "OB", [0, 0]));
    expectCodes(after);
    expect(after.dataset.elementAt(0xfffcfffc)).toBeDefined();
    const second = read(rows, columns, bits, pixels, identity, element(0x00080060, "CS", latin("MR")));
    expectCodes(second, "trailing-bytes");
    expect(second.dataset.first("Modality")).toBeUndefined();
    expectCodes(read(rows, columns, bits, pixels, new Array<number>(40).fill(0)), "trailing-bytes");
    expectCodes(read(rows, columns, bits, pixels, latin("scanner says bye")), "trailing-bytes");
  });
});

describe("files that are cut off", () => {
  const whole = part10File(
    EXPLICIT,
    identity,
    description,
    studyAndSeries,
    rows,
    columns,
    element(0x00281055, "LO", latin("Lung window ")),
  );

  it("keep everything before the cut, if that says what they are", () => {
    const file = parsePart10(whole.subarray(0, whole.length - 5));
    expectCodes(file, "truncated-value 00281055");
    expect([file.dataset.first("Columns"), file.dataset.has("WindowCenterWidthExplanation")]).toEqual([2, false]);
  });

  it("are refused if it does not", () => {
    const upToStudy = whole.length - 90;
    expect(refusal(whole.subarray(0, upToStudy))).toBe("truncated");
    for (let length = 132; length < whole.length; length++) {
      expect(["truncated", undefined, "not-dicom"], `${length}`).toContain(refusal(whole.subarray(0, length)));
    }
  });

  it("drop a sequence that ends inside", () => {
    const sequence = element(0x00400275, "SQ", [...item(meaning("One ")), ...item(meaning("Two "))]);
    const bytes = part10File(EXPLICIT, identity, studyAndSeries, rows, sequence);
    const file = parsePart10(bytes.subarray(0, bytes.length - 6));
    expectCodes(file, "truncated-value 00400275");
    expect([file.dataset.first("Rows"), file.dataset.has("RequestAttributesSequence")]).toEqual([2, false]);
  });

  it("keep what a deflated data set has before it breaks off", () => {
    const plain = Uint8Array.from([
      ...identity,
      ...studyAndSeries,
      ...rows,
      ...element(
        0x7fe00010,
        "OW",
        Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251),
      ),
    ]);
    const head = part10File("1.2.840.10008.1.2.1.99");
    const body = deflate(plain);
    const file = parsePart10(Uint8Array.from([...head, ...body.subarray(0, body.length - 100)]));
    expect(file.dataset.first("Rows")).toBe(2);
    expect(codes(file)).toContain("truncated-value");
  });
});

describe("files whose head is broken", () => {
  it("have no preamble, no meta information, or neither", () => {
    const file = part10File(EXPLICIT, identity, rows);
    expectCodes(parsePart10(file.subarray(132)), "missing-preamble");
    expectCodes(parsePart10(Uint8Array.from([...file.subarray(0, 132), ...identity, ...rows])), "missing-meta");
    expectCodes(parsePart10(Uint8Array.from([...identity, ...rows])), "missing-preamble", "missing-meta");
    expectCodes(parsePart10(Uint8Array.from([...latin("Content-Type: x\r\n\r\n"), ...file])), "missing-preamble");
  });

  it("have a group length that is wrong, and the UIDs in the meta information only", () => {
    const uids = [...element(0x00020002, "UI", latin("2.25.1")), ...element(0x00020003, "UI", latin("2.25.2"))];
    const syntax = element(0x00020010, "UI", latin("1.2.840.10008.1.2.1\0"));
    const bytes = [
      ...new Array<number>(128).fill(0),
      ...latin("DICM"),
      ...element(0x00020000, "UL", [9, 0, 0, 0]),
      ...uids,
      ...syntax,
      ...modality,
    ];
    const file = parsePart10(Uint8Array.from(bytes));
    expectCodes(file, "meta-group-length-wrong", "missing-sop-uid");
    expect(file.dataset.first("SOPInstanceUID")).toBe("2.25.2");
  });

  it("have meta information in implicit VR", () => {
    const meta = implicitElement(0x00020010, latin("1.2.840.10008.1.2.1\0"));
    const file = parsePart10(
      Uint8Array.from([...new Array<number>(128).fill(0), ...latin("DICM"), ...meta, ...identity, ...rows]),
    );
    expectCodes(file, "implicit-vr-in-explicit 00020010");
    expect([file.transferSyntaxUid, file.dataset.first("Rows")]).toEqual([EXPLICIT, 2]);
  });

  it("declare another encoding", () => {
    const implicit = [
      implicitElement(0x00080016, latin("2.25.1")),
      implicitElement(0x00080018, latin("2.25.9")),
      implicitElement(0x00280010, [2, 0]),
    ];
    expectCodes(parsePart10(part10File(EXPLICIT, ...implicit)), "wrong-transfer-syntax");
    expectCodes(parsePart10(part10File("1.2.840.10008.1.2.1.99", identity, rows)), "wrong-transfer-syntax");
    const big = [
      0,
      8,
      0,
      0x16,
      ...latin("UI"),
      0,
      6,
      ...latin("2.25.1"),
      0,
      8,
      0,
      0x18,
      ...latin("UI"),
      0,
      6,
      ...latin("2.25.9"),
      0,
      0x28,
      0,
      0x10,
      ...latin("US"),
      0,
      2,
      0,
      2,
    ];
    const file = parsePart10(part10File(EXPLICIT, big));
    expectCodes(file, "big-endian-undeclared");
    expect([file.transferSyntaxUid, file.dataset.first("Rows")]).toEqual(["1.2.840.10008.1.2.2", 2]);
  });

  it("are nothing but a head", () => {
    expect(refusal(part10File(EXPLICIT))).toBe("truncated");
    expect(refusal(part10File(EXPLICIT).subarray(0, 132))).toBe("truncated");
    expect(refusal(new Uint8Array(128))).toBe("not-dicom");
  });
});

describe("compressed frames", () => {
  const frames = (...items: readonly (readonly number[])[]) =>
    element(0x7fe00010, "OB", [...items.flat(), ...sequenceEnd], UNDEFINED);
  const parse = (...items: readonly (readonly number[])[]) =>
    parsePart10(part10File("1.2.840.10008.1.2.4.70", identity, frames(...items), element(0xfffcfffc, "OB", [0, 0])));
  const fragmentsOf = ({ dataset }: Part10File) => dataset.element("PixelData")?.fragments?.fragments.map((one) => [...one]);

  it("with an offset table that points nowhere are read without it", () => {
    const file = parse(item([0, 0, 0, 0, 5, 0, 0, 0]), item([1, 1]), item([2, 2]));
    expectCodes(file, "offset-table-wrong 7FE00010");
    expect(fragmentsOf(file)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("in pixel data of stated length are found", () => {
    const value = [...item(), ...item([1, 1]), ...sequenceEnd];
    const file = parsePart10(part10File("1.2.840.10008.1.2.4.70", identity, element(0x7fe00010, "OB", value)));
    expectCodes(file, "length-wrong 7FE00010");
    expect(fragmentsOf(file)).toEqual([[1, 1]]);
  });

  it("whose length is wrong go up to the next one", () => {
    for (const length of [2, 8, 3, 0xffffff]) {
      const file = parse(item(), implicitElement(0xfffee000, [1, 1, 1, 1], length), item([2, 2]));
      expectCodes(file, "item-length-wrong 7FE00010");
      expect(fragmentsOf(file)).toEqual([
        [1, 1, 1, 1],
        [2, 2],
      ]);
      expect(file.dataset.elementAt(0xfffcfffc)).toBeDefined();
    }
  });
});

describe("text", () => {
  const name = (...bytes: readonly number[]) => element(0x00100010, "PN", bytes);
  const charset = (terms: string) => element(0x00080005, "CS", latin(terms));
  const readText = (...elements: readonly (readonly number[])[]) => parsePart10(part10File(EXPLICIT, ...elements, identity));

  it("without, with a wrong and with a misspelt character set", () => {
    const missing = read(name(0xd5, 0xc5, 0xce, 0xb0));
    expectCodes(missing, "charset-missing 00100010");
    expect(missing.dataset.first("PatientName")).toBe("张伟");
    const wrong = readText(charset("ISO_IR 100"), identity, name(0xd5, 0xc5, 0xce, 0xb0));
    expect(codes(wrong)).toContain("charset-wrong 00100010");
    expect(wrong.dataset.first("PatientName")).toBe("张伟");
    const misspelt = parsePart10(part10File(EXPLICIT, charset("ISO-IR 100"), identity, name(0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72)));
    expectCodes(misspelt, "charset-guessed 00100010");
    expect(misspelt.dataset.first("PatientName")).toBe("Müller");
    for (const { repairs } of [wrong]) for (const { code } of repairs) seen.add(code);
  });

  it("is looked at as a whole: one name alone could be anything", () => {
    const file: { dataset: Dataset } = read(
      element(0x00081030, "LO", [0xd0, 0xd8, 0xb2, 0xbf, 0xc6, 0xbd, 0xc9, 0xa8]),
      name(0xc2, 0xa1),
      element(0x00104000, "LT", [0xb2, 0xa1, 0xc0, 0xfa, 0xba, 0xc5]),
    );
    expect([
      file.dataset.first("PatientName"),
      file.dataset.first("StudyDescription"),
      file.dataset.first("PatientComments"),
    ]).toEqual(["隆", "胸部平扫", "病历号"]);
  });
});

it("every code of the list that is about reading is produced by something here", () => {
  const source = readFileSync(new URL("repair.ts", import.meta.url), "utf8");
  const listed = [...(/type RepairCode =([^;]+);/.exec(source)?.[1] ?? "").matchAll(/\| "([a-z-]+)"/g)].map(
    ([, code]) => code ?? "",
  );
  // Those about images come after: image-pixel.test.ts, and series-repairs.test.ts of volume.
  const ofReading = listed.slice(0, listed.indexOf("pixel-data-short"));
  expect(ofReading.length).toBeGreaterThan(20);
  expect(ofReading.filter((code) => !seen.has(code))).toEqual([]);
});
