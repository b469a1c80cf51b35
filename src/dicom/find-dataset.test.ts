import { describe, expect, it } from "vitest";
import { buildPart10, Dataset, parsePart10, toDicomJson } from "./index.ts";

const healthy = buildPart10(
  new Dataset()
    .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.2")
    .set("SOPInstanceUID", "2.25.5")
    .set("StudyInstanceUID", "2.25.6")
    .set("SeriesInstanceUID", "2.25.7")
    .set("PatientName", "Doe^Jane")
    .set("Rows", 2)
    .set("Columns", 2)
    .set("BitsAllocated", 8)
    .set("PixelData", new Uint8Array([1, 2, 3, 4])),
);
const { dataset, datasetStart } = parsePart10(healthy);
const truth = toDicomJson(dataset);
const meta = healthy.subarray(132, datasetStart);
const body = healthy.subarray(datasetStart);

const joined = (...parts: readonly (Uint8Array | string)[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
const codesOf = (bytes: Uint8Array) => [...new Set(parsePart10(bytes).repairs.map(({ code }) => code))];
const readOf = (bytes: Uint8Array) => toDicomJson(parsePart10(bytes).dataset);

/** The meta information with two other bytes in the place of every VR that is written with two letters. */
function withMetaVrs(first: number, second: number): Uint8Array {
  const changed = meta.slice();
  for (let at = 0; at + 8 <= changed.length; ) {
    const long = String.fromCharCode(changed[at + 4] ?? 0, changed[at + 5] ?? 0) === "OB";
    const length = (changed[at + (long ? 8 : 6)] ?? 0) + 256 * (changed[at + (long ? 9 : 7)] ?? 0);
    changed.set([first, second], at + 4);
    at += (long ? 12 : 8) + length;
  }
  return changed;
}

describe("where a data set starts", () => {
  it("is found behind junk, wherever DICM stands or whether it stands at all", () => {
    const zeros = (count: number) => new Uint8Array(count);
    for (const bytes of [
      joined(zeros(127), "DICM", meta, body),
      joined(zeros(300), "DICM", meta, body),
      joined("DICM", zeros(505), meta, body),
      joined(zeros(64), "DICM", zeros(433), meta, body),
      joined("Content-Type: application/dicom\r\n\r\n", healthy),
    ]) {
      expect(readOf(bytes)).toEqual(truth);
      expect(codesOf(bytes)).toEqual(["missing-preamble"]);
    }
    expect(readOf(joined(" ", body))).toEqual(truth);
  });

  it("is found behind meta information whose VRs are garbage", () => {
    for (const [first, second] of [
      [0x5a, 0x5a],
      [0, 0],
      [0xff, 0xff],
      [0x39, 0x39],
      [0x75, 0x69],
      [0x20, 0x55],
      [0x55, 0x20],
    ] as const) {
      const bytes = joined(healthy.subarray(0, 132), withMetaVrs(first, second), body);
      expect(readOf(bytes), `${first} ${second}`).toEqual(truth);
      expect(codesOf(bytes).length).toBeGreaterThan(0);
    }
  });

  it("is found behind an element of group 2 that claims more than the file, or that is followed by zeros", () => {
    const claim = (length: readonly number[], filled: number) =>
      joined(Uint8Array.of(2, 0, 0xff, 0, 0x5a, 0x5a, 0, 0, ...length), new Uint8Array(filled));
    for (const faulty of [claim([0xff, 0xff, 0, 0], 30), claim([0xff, 0xff, 0xff, 0x3f], 30), claim([0, 0, 0, 0], 264)]) {
      expect(readOf(joined(healthy.subarray(0, 132), faulty, meta, body))).toEqual(truth);
    }
  });

  it("is not found in what is no DICOM", () => {
    const text = "A long text about DICM and other things. ".repeat(200);
    const ramp = Uint8Array.from({ length: 20_000 }, (_, at) => (at * 7919) >> 3);
    for (const bytes of [joined(text), ramp, joined("PK\u0003\u0004", ramp), new Uint8Array(5000)]) {
      expect(() => parsePart10(bytes)).toThrow(expect.objectContaining({ code: "not-dicom" }));
    }
  });
});
