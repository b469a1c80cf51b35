import { describe, expect, it } from "vitest";
import { buildPart10, Dataset, type DicomErrorCode, decodeDataset, encodeDataset, parsePart10, toDicomJson } from "./index.ts";
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from "./transfer-syntax.ts";

const base = () =>
  new Dataset()
    .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.2")
    .set("SOPInstanceUID", "2.25.5")
    .set("PatientName", "Wang^XiaoDong=王^小东")
    .set("PixelSpacing", [0.703125, 1 / 3])
    .set("Rows", 2)
    .set("Columns", 2)
    .set("ImageType", ["ORIGINAL", "PRIMARY"])
    .set("AccessionNumber", [])
    .set("ReferencedSeriesSequence", [
      new Dataset()
        .set("SeriesInstanceUID", "2.25.6")
        .set("ReferencedInstanceSequence", [new Dataset().set("ReferencedFrameNumber", [1, 2])]),
    ])
    .set("PixelData", new Uint8Array([1, 2, 3, 4, 5]));

const codeOf = (act: () => unknown): DicomErrorCode | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code: DicomErrorCode }).code;
  }
};

const u16 = (value: number) => [value & 0xff, value >> 8];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
const text = (value: string) => [...value].map((character) => character.charCodeAt(0));
/** An explicit little endian element with a two-byte length, or a four-byte one for SQ, UN, OB. */
const element = (group: number, number: number, vr: string, value: readonly number[], length = value.length) => [
  ...u16(group),
  ...u16(number),
  ...text(vr),
  ...(["SQ", "UN", "OB", "OW"].includes(vr) ? [0, 0, ...u32(length)] : u16(length)),
  ...value,
];
const implicitElement = (group: number, number: number, value: readonly number[], length = value.length) => [
  ...u16(group),
  ...u16(number),
  ...u32(length),
  ...value,
];
const file = (transferSyntaxUid: string, ...elements: readonly (readonly number[])[]) => {
  const uid = text(transferSyntaxUid.length % 2 ? `${transferSyntaxUid}\0` : transferSyntaxUid);
  return Uint8Array.from([...new Array(128).fill(0), ...text("DICM"), ...element(2, 0x10, "UI", uid), ...elements.flat()]);
};
const uidElement = element(8, 0x18, "UI", text("2.25.9"));

describe("what is written is read back", () => {
  it.each([EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, "1.2.840.10008.1.2.1.99"])(
    "as a file in %s",
    (transferSyntaxUid) => {
      const read = parsePart10(buildPart10(base(), { transferSyntaxUid }));
      expect(read.transferSyntaxUid).toBe(transferSyntaxUid);
      expect(read.repairs).toEqual([]);
      expect(read.meta.first("MediaStorageSOPInstanceUID")).toBe("2.25.5");
      expect(read.dataset.first("SpecificCharacterSet")).toBe("ISO_IR 192");
      expect(read.dataset.first("PatientName")).toBe("Wang^XiaoDong=王^小东");
      expect(read.dataset.get("PixelSpacing")).toEqual([0.703125, 0.33333333333333]);
      expect(read.dataset.get("ImageType")).toEqual(["ORIGINAL", "PRIMARY"]);
      expect(read.dataset.has("AccessionNumber")).toBe(true);
      expect(read.dataset.get("AccessionNumber")).toBeUndefined();
      expect(read.dataset.get("PixelData")).toEqual(new Uint8Array([1, 2, 3, 4, 5, 0]));
      const item = read.dataset.first("ReferencedSeriesSequence")?.first("ReferencedInstanceSequence");
      expect(item?.get("ReferencedFrameNumber")).toEqual([1, 2]);
    },
  );

  it("as a bare data set", () => {
    const bytes = encodeDataset(base(), IMPLICIT_VR_LITTLE_ENDIAN);
    const json = toDicomJson(decodeDataset(bytes, IMPLICIT_VR_LITTLE_ENDIAN));
    expect(json).toEqual(toDicomJson(parsePart10(buildPart10(base())).dataset));
  });

  it("with fragments and an offset table", () => {
    const fragments = {
      basicOffsetTable: [0, 10],
      fragments: [Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4)],
      fragmentOffsets: [0, 10, 19],
    };
    const dataset = base().setElement(0x7fe00010, { vr: "OB", value: new Uint8Array(0), fragments });
    const read = parsePart10(buildPart10(dataset, { transferSyntaxUid: "1.2.840.10008.1.2.4.80" })).dataset.element("PixelData");
    expect(read?.fragments).toEqual({
      basicOffsetTable: [0, 10],
      fragments: [Uint8Array.of(1, 2), Uint8Array.of(3, 0), Uint8Array.of(4, 0)],
      fragmentOffsets: [0, 10, 20],
    });
    expect(codeOf(() => buildPart10(dataset))).toBe("not-writable");
  });

  it("refuses what no reader could take", () => {
    expect(codeOf(() => buildPart10(new Dataset()))).toBe("missing-attribute");
    expect(codeOf(() => buildPart10(base().set("Rows", 70000)))).toBe("not-writable");
    expect(codeOf(() => buildPart10(base().set("SliceThickness", Number.NaN)))).toBe("not-writable");
    expect(codeOf(() => buildPart10(base().set("SeriesDescription", "a\\b")))).toBe("not-writable");
    expect(codeOf(() => encodeDataset(base(), "1.2.840.10008.1.2.2"))).toBe("unsupported-transfer-syntax");
  });

  it("writes a value too long for its VR as UN and knows it again", () => {
    const numbers = Array.from({ length: 40000 }, (_, index) => index % 100);
    const read = parsePart10(buildPart10(base().set("ContourData", numbers))).dataset;
    expect(read.get("ContourData")).toEqual(numbers);
  });
});

describe("files that break the rules", () => {
  it("stops before untilTag", () => {
    const { dataset } = parsePart10(buildPart10(base()), { untilTag: 0x7fe00010 });
    expect(dataset.first("Rows")).toBe(2);
    expect(dataset.has("PixelData")).toBe(false);
  });

  it("says that the head of a file is too short, so that more is read", () => {
    const bytes = buildPart10(base());
    expect(codeOf(() => parsePart10(bytes.subarray(0, 300), { untilTag: 0x7fe00010 }))).toBe("truncated");
    expect(parsePart10(bytes.subarray(0, bytes.length - 3), { untilTag: 0x7fe00010 }).repairs).toEqual([]);
  });

  it("keeps pixel data that are cut off", () => {
    const bytes = buildPart10(base());
    const read = parsePart10(bytes.subarray(0, bytes.length - 4));
    expect(read.repairs).toEqual([{ code: "truncated-value", tag: "7FE00010" }]);
    expect(read.dataset.get("PixelData")).toEqual(Uint8Array.of(1, 2));
  });

  it("reads a bare data set and says what was missing", () => {
    const read = parsePart10(encodeDataset(base(), IMPLICIT_VR_LITTLE_ENDIAN));
    expect(read.transferSyntaxUid).toBe(IMPLICIT_VR_LITTLE_ENDIAN);
    expect(read.repairs.map(({ code }) => code)).toEqual(["missing-preamble", "missing-meta"]);
  });

  it("finds the encoding where the meta information lies", () => {
    const read = parsePart10(file(EXPLICIT_VR_LITTLE_ENDIAN, implicitElement(8, 0x18, text("2.25.9"))));
    expect(read.transferSyntaxUid).toBe(IMPLICIT_VR_LITTLE_ENDIAN);
    expect(read.repairs).toEqual([{ code: "wrong-transfer-syntax" }]);
    expect(read.dataset.first("SOPInstanceUID")).toBe("2.25.9");
  });

  it("reads a sequence that came as UN, in either form (CP-246)", () => {
    const item = implicitElement(0xfffe, 0xe000, implicitElement(8, 0x1155, text("2.25.7")));
    const defined = parsePart10(file(EXPLICIT_VR_LITTLE_ENDIAN, uidElement, element(8, 0x1140, "UN", item)));
    expect(defined.dataset.first("ReferencedImageSequence")?.first("ReferencedSOPInstanceUID")).toBe("2.25.7");
    const delimited = [...item, ...implicitElement(0xfffe, 0xe0dd, [])];
    const open = parsePart10(file(EXPLICIT_VR_LITTLE_ENDIAN, uidElement, element(9, 0x1001, "UN", delimited, 0xffffffff)));
    const items = open.dataset.elementAt(0x00091001)?.value as readonly Dataset[];
    expect(items[0]?.first("ReferencedSOPInstanceUID")).toBe("2.25.7");
  });

  it("gives what the type promises where the file wrote another VR, and a number that is none as absent", () => {
    const read = parsePart10(
      file(
        EXPLICIT_VR_LITTLE_ENDIAN,
        uidElement,
        element(0x18, 0x50, "DS", text("thin")),
        element(0x20, 0x13, "LO", text("17")),
        element(0x28, 0x10, "SQ", []),
        element(0x28, 0x11, "LO", text("wide")),
      ),
    ).dataset;
    expect(read.first("InstanceNumber")).toBe(17);
    expect([read.get("SliceThickness"), read.get("Rows"), read.get("Columns")]).toEqual([undefined, undefined, undefined]);
  });

  it("refuses a tower of sequences, a length beyond the file and what is no DICOM", () => {
    const open = [...element(8, 0x1140, "SQ", [], 0xffffffff), ...implicitElement(0xfffe, 0xe000, [], 0xffffffff)];
    expect(codeOf(() => parsePart10(file(EXPLICIT_VR_LITTLE_ENDIAN, uidElement, ...new Array(5000).fill(open))))).toBe(
      "too-deep",
    );
    expect(
      codeOf(() => parsePart10(file(EXPLICIT_VR_LITTLE_ENDIAN, uidElement, element(0x20, 0xd, "UN", [1], 0xfffffff0)))),
    ).toBe("truncated");
    expect(codeOf(() => parsePart10(new TextEncoder().encode("<html>not found</html>")))).toBe("not-dicom");
    expect(codeOf(() => parsePart10(new Uint8Array(0)))).toBe("not-dicom");
    expect(codeOf(() => parsePart10(new Uint8Array(4096)))).toBe("not-dicom");
  });

  it("refuses a deflate bomb", () => {
    const zeros = new Dataset()
      .set("SOPClassUID", "2.25.1")
      .set("SOPInstanceUID", "2.25.2")
      .set("PixelData", new Uint8Array(80 << 20));
    const bomb = buildPart10(zeros, { transferSyntaxUid: "1.2.840.10008.1.2.1.99" });
    expect(bomb.length).toBeLessThan(1 << 20);
    expect(codeOf(() => parsePart10(bomb))).toBe("malformed");
  });
});
