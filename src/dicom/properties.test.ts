import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildPart10, Dataset, DicomError, type Keyword, parsePart10, toDicomJson } from "./index.ts";

const SEED = 4711;
const RUNS = 400;

/** Texts that a value of several may hold: no backslash, no control characters, no spaces that padding would swallow. */
const word = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .map((text) =>
    text
      .toWellFormed()
      .replace(/[\\\p{Cc}=^]/gu, "")
      .trim(),
  )
  .filter((text) => text !== "" && text.trim() === text);
const uid = fc.array(fc.nat(99999), { minLength: 2, maxLength: 6 }).map((parts) => `1.2.${parts.join(".")}`);
const decimal = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
  .map((value) => Number(value.toPrecision(8)) + 0);
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.subarray(0, bytes.length & ~7));
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 0, maxLength: 5 });

/** An attribute of every value representation, with values that it may have. */
const VALUES: Partial<Readonly<Record<Keyword, fc.Arbitrary<unknown>>>> = {
  RetrieveAETitle: list(fc.stringMatching(/^[A-Z0-9]{1,16}$/)),
  PatientAge: list(fc.stringMatching(/^[0-9]{3}[DWMY]$/)),
  FrameIncrementPointer: list(fc.nat(0xffffffff)),
  ImageType: list(fc.stringMatching(/^[A-Z0-9_]{1,16}$/)),
  StudyDate: list(fc.stringMatching(/^20[0-9]{6}$/)),
  PixelSpacing: list(decimal),
  AcquisitionDateTime: list(fc.stringMatching(/^20[0-9]{12}$/)),
  RealWorldValueSlope: list(fc.double({ noNaN: true })),
  RecommendedDisplayFrameRateInFloat: list(fc.float({ noNaN: true })),
  NumberOfFrames: list(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  SeriesDescription: list(word),
  PatientComments: fc.array(word, { maxLength: 1 }),
  EncapsulatedDocument: binary,
  PatientName: list(fc.tuple(word, word).map(([family, given]) => `${family}^${given}=${given}`)),
  AccessionNumber: list(word),
  DisplayedAreaTopLeftHandCorner: list(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  StudyTime: list(fc.stringMatching(/^[01][0-9][0-5][0-9]{3}$/)),
  LongCodeValue: list(word),
  ReferencedSOPInstanceUID: list(uid),
  DimensionIndexValues: list(fc.nat(0xffffffff)),
  RetrieveURL: fc.array(fc.webUrl(), { maxLength: 1 }),
  Rows: list(fc.nat(0xffff)),
  TextValue: fc.array(word, { maxLength: 1 }),
  PixelData: binary,
};

const keywords = Object.keys(VALUES) as Keyword[];

function datasets(depth: number): fc.Arbitrary<Dataset> {
  const simple = fc
    .subarray(keywords)
    .chain((chosen) =>
      fc.tuple(...chosen.map((keyword) => (VALUES[keyword] ?? fc.constant([])).map((value) => [keyword, value] as const))),
    );
  const nested =
    depth === 0
      ? fc.constant<Dataset[] | undefined>(undefined)
      : fc.option(fc.array(datasets(depth - 1), { maxLength: 3 }), { nil: undefined });
  const unknown = fc.option(fc.uint8Array({ maxLength: 12 }), { nil: undefined });
  return fc.tuple(simple, nested, unknown).map(([values, items, bytes]) => {
    const dataset = new Dataset();
    for (const [keyword, value] of values) dataset.set(keyword, value as never);
    if (items !== undefined) dataset.set("ContentSequence", items);
    if (bytes !== undefined)
      dataset.setElement(0x00091010, { vr: "UN", value: bytes.length % 2 === 0 ? bytes : bytes.subarray(1) });
    return dataset;
  });
}

const instances = datasets(3).map((dataset) =>
  dataset.set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7").set("SOPInstanceUID", "2.25.5"),
);

/** As JSON, without what writing adds. */
function plain(dataset: Dataset): unknown {
  return JSON.parse(JSON.stringify(toDicomJson(dataset), (key, value: unknown) => (key === "00080005" ? undefined : value)));
}

describe("any data set", () => {
  it.each([
    ["explicit little endian", "1.2.840.10008.1.2.1"],
    ["implicit little endian", "1.2.840.10008.1.2"],
    ["deflated", "1.2.840.10008.1.2.1.99"],
  ])("written in %s is read back the same, with nothing to repair", (_name, transferSyntaxUid) => {
    fc.assert(
      fc.property(instances, (dataset) => {
        const { repairs, ...read } = parsePart10(buildPart10(dataset, { transferSyntaxUid }));
        expect(read.transferSyntaxUid).toBe(transferSyntaxUid);
        expect(repairs).toEqual([]);
        expect(plain(read.dataset)).toEqual(plain(dataset));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("is written the same again once it was read", () => {
    fc.assert(
      fc.property(instances, (dataset) => {
        const once = buildPart10(dataset);
        expect(buildPart10(parsePart10(once).dataset)).toEqual(once);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("is read the same from its head, or the head says how much more it needs", () => {
    fc.assert(
      fc.property(instances, fc.nat(2000), (dataset, headLength) => {
        const file = buildPart10(dataset);
        const whole = parsePart10(file, { untilTag: 0x7fe00008, fileLength: file.length });
        let length = Math.min(headLength, file.length);
        let head = parseHead(file, length);
        for (let tries = 0; head === undefined || head.bytesNeeded !== undefined; tries++) {
          expect(tries).toBeLessThan(2000);
          expect(head?.repairs ?? []).toEqual([]);
          length = Math.min(file.length, Math.max(length + 1, head?.bytesNeeded ?? 0));
          head = parseHead(file, length);
        }
        expect([head.stoppedAt, head.stoppedBefore, head.repairs]).toEqual([whole.stoppedAt, whole.stoppedBefore, whole.repairs]);
        expect(plain(head.dataset)).toEqual(plain(whole.dataset));
      }),
      { seed: SEED, numRuns: RUNS / 4 },
    );
  });
});

/** Undefined while there is too little to see that it is DICOM at all. */
function parseHead(file: Uint8Array, length: number) {
  if (length < 132 + 16) return undefined;
  return parsePart10(file.subarray(0, length), { untilTag: 0x7fe00008, fileLength: file.length });
}

describe("any bytes", () => {
  it("are a data set or a DicomError", () => {
    const preamble = Uint8Array.from([...new Array<number>(128).fill(0), 0x44, 0x49, 0x43, 0x4d]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, hasPreamble) => {
        try {
          plain(parsePart10(hasPreamble ? Uint8Array.from([...preamble, ...bytes]) : bytes).dataset);
        } catch (error) {
          expect(error).toBeInstanceOf(DicomError);
        }
      }),
      { seed: SEED, numRuns: RUNS * 5 },
    );
  });
});
