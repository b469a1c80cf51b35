import { describe, expect, it } from "vitest";
import { Dataset, tagOf } from "../dicom/index.ts";
import { type TestImage, words } from "../testing/dicom-image.ts";
import { pixelsOf, seriesOf, shape, slice } from "../testing/dicom-series.ts";

const plain = (more: (dataset: Dataset) => void): TestImage => ({ ...shape, bitsStored: 12, pixels: pixelsOf(0), more });
const table = (descriptor: readonly number[], entries: readonly number[], explanation = "") =>
  new Dataset()
    .set("LUTDescriptor", [...descriptor])
    .set("LUTExplanation", explanation)
    .setElement(tagOf("LUTData"), { vr: "OW", value: words(entries) });
const read = async (image: TestImage) => {
  const { series } = await seriesOf([image]);
  return { frame: series.frames[0]!, tables: series.voiLookupTables ?? [] };
};
const voiOf = async (more: (dataset: Dataset) => void) => (await read(plain(more))).frame.voi;

describe("windows of a file", () => {
  it("keep their function", async () => {
    const window = (name: string) => (dataset: Dataset) =>
      dataset.set("WindowCenter", 10).set("WindowWidth", 20).set("VOILUTFunction", name);
    expect(await voiOf(window("LINEAR_EXACT"))).toEqual([
      { windowCenter: 10, windowWidth: 20, explanation: "", function: "LINEAR_EXACT" },
    ]);
    expect(await voiOf(window("SIGMOID"))).toEqual([{ windowCenter: 10, windowWidth: 20, explanation: "", function: "SIGMOID" }]);
    expect(await voiOf(window("LINEAR"))).toEqual([{ windowCenter: 10, windowWidth: 20, explanation: "" }]);
  });

  it("of less than 1 are a threshold for whole values, and exact for others", async () => {
    const narrow = (dataset: Dataset) => dataset.set("WindowCenter", 1).set("WindowWidth", 0.5);
    expect(await voiOf(narrow)).toEqual([{ windowCenter: 1, windowWidth: 1, explanation: "" }]);
    expect(await voiOf((dataset) => narrow(dataset).set("RescaleSlope", 0.01).set("RescaleIntercept", 0))).toEqual([
      { windowCenter: 1, windowWidth: 0.5, explanation: "", function: "LINEAR_EXACT" },
    ]);
    expect(await voiOf((dataset) => dataset.set("WindowCenter", 1).set("WindowWidth", 0))).toEqual([]);
  });
});

describe("VOI LUTs of a file", () => {
  it("come in file order, a shared one once in the series", async () => {
    const first = table([4, 100, 8], [1, 2, 3, 4], "NORMAL");
    const second = table([2, 0, 12], [0, 4095], "HARDER");
    const image = (number: number): TestImage =>
      plain((dataset) =>
        dataset.set("SOPInstanceUID", `2.25.${number}`).set("VOILUTSequence", number === 1 ? [first, second] : [second]),
      );
    const { series } = await seriesOf([image(1), image(2)]);
    expect(series.voiLookupTables).toEqual([
      { first: 100, bits: 8, explanation: "NORMAL", values: Uint16Array.of(1, 2, 3, 4) },
      { first: 0, bits: 12, explanation: "HARDER", values: Uint16Array.of(0, 4095) },
    ]);
    expect(series.frames.map(({ voiLookupTables }) => voiLookupTables)).toEqual([[0, 1], [1]]);
  });

  it("map a signed first value where values below zero can come out of the Modality LUT", async () => {
    const sequence = [table([2, 0xfc00, 16], [0, 65_535])];
    const ct = await read(slice(0, 0, (dataset) => dataset.set("VOILUTSequence", sequence)));
    expect(ct.tables[0]?.first).toBe(-1024);
    const plainValues = await read(plain((dataset) => dataset.set("VOILUTSequence", sequence)));
    expect(plainValues.tables[0]?.first).toBe(0xfc00);
  });

  it("take the bits that their entries need, and one byte an entry where that is how long the data are", async () => {
    const wide = await read(plain((dataset) => dataset.set("VOILUTSequence", [table([2, 0, 8], [0, 4095])])));
    expect(wide.tables[0]?.bits).toBe(12);
    const bytes = new Dataset()
      .set("LUTDescriptor", [4, 0, 8])
      .setElement(tagOf("LUTData"), { vr: "OW", value: Uint8Array.of(9, 8, 7, 6) });
    const narrow = await read(plain((dataset) => dataset.set("VOILUTSequence", [bytes])));
    expect(narrow.tables[0]).toEqual({ first: 0, bits: 8, explanation: "", values: Uint16Array.of(9, 8, 7, 6) });
  });

  it("are bounded: however many a file brings, sixteen of the longest are kept", async () => {
    const long = (n: number) => table([0, n, 16], [n, n + 1]);
    const images = Array.from({ length: 4 }, (_, k) =>
      plain((dataset) =>
        dataset.set("SOPInstanceUID", `2.25.${k + 1}`).set(
          "VOILUTSequence",
          Array.from({ length: 8 }, (__, n) => long(8 * k + n)),
        ),
      ),
    );
    const { series } = await seriesOf(images);
    expect(series.voiLookupTables).toHaveLength(16);
    expect(series.frames[3]?.voiLookupTables).toBeUndefined();
  });

  it("that are broken are left out", async () => {
    const broken = new Dataset().set("LUTDescriptor", [4, 0, 8]);
    expect((await read(plain((dataset) => dataset.set("VOILUTSequence", [broken])))).frame.voiLookupTables).toBeUndefined();
  });
});
