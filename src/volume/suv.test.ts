import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { dataRoot } from "../testing/environment.ts";
import { openFileSource } from "./byte-source.ts";
import { openImageHeader } from "./image-file.ts";
import { suvFactors } from "./suv.ts";

const pet = (more: (dataset: Dataset) => void = () => undefined, tracer: (item: Dataset) => void = () => undefined): Dataset => {
  const item = new Dataset()
    .set("RadiopharmaceuticalStartTime", "100000")
    .set("RadionuclideTotalDose", 400e6)
    .set("RadionuclideHalfLife", 6600);
  tracer(item);
  const dataset = new Dataset()
    .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.128")
    .set("Modality", "PT")
    .set("Units", "BQML")
    .set("RescaleSlope", 1.5)
    .set("DecayCorrection", "START")
    .set("CorrectedImage", ["DECY", "ATTN", "SCAT"])
    .set("SeriesDate", "20200102")
    .set("SeriesTime", "110000")
    .set("AcquisitionDate", "20200102")
    .set("AcquisitionTime", "110500")
    .set("PatientWeight", 80)
    .set("PatientSize", 1.8)
    .set("PatientSex", "M")
    .set("RadiopharmaceuticalInformationSequence", [item]);
  more(dataset);
  return dataset;
};
const factors = (dataset: Dataset) => suvFactors([dataset])(dataset)!;
const bodyWeight = (...parts: Parameters<typeof pet>) => factors(pet(...parts)).bodyWeight;
/** 80 kg over what an hour leaves of 400 MBq. */
const afterAnHour = 80_000 / (400e6 * 2 ** (-3600 / 6600));

describe("SUV by body weight", () => {
  it("takes the dose that is left at the start of the series", () => {
    expect(bodyWeight()).toBeCloseTo(afterAnHour, 12);
    // By hand: 2^(-3600/6600) = 0.68516; 400 MBq x 0.68516 = 274.06 MBq; 80000 g / 274.06 MBq = 2.9190e-4 g/Bq.
    expect(bodyWeight()).toBeCloseTo(2.919e-4, 7);
  });

  it("crosses midnight, by a dated injection or by the clock alone", () => {
    const late = (dataset: Dataset) => dataset.set("SeriesTime", "003000").set("AcquisitionTime", "003100");
    expect(bodyWeight(late, (item) => item.set("RadiopharmaceuticalStartTime", "233000"))).toBeCloseTo(afterAnHour, 12);
    const dated = (item: Dataset) =>
      item.delete("RadiopharmaceuticalStartTime").set("RadiopharmaceuticalStartDateTime", "20200101233000.00");
    expect(bodyWeight(late, dated)).toBeCloseTo(afterAnHour, 12);
  });

  it("falls back on the clock where the date of the injection cannot be meant", () => {
    expect(bodyWeight(undefined, (item) => item.set("RadiopharmaceuticalStartDateTime", "19000101100000"))).toBeCloseTo(
      afterAnHour,
      12,
    );
  });

  it("undoes an offset from UTC where the other times have one", () => {
    const dated = (item: Dataset) => item.set("RadiopharmaceuticalStartDateTime", "20200102020000+0000");
    expect(bodyWeight((dataset) => dataset.set("TimezoneOffsetFromUTC", "+0800"), dated)).toBeCloseTo(afterAnHour, 12);
  });

  it("takes the whole dose where values are corrected to the injection", () => {
    expect(bodyWeight((dataset) => dataset.set("DecayCorrection", "ADMIN"))).toBeCloseTo(80_000 / 400e6, 12);
  });

  it("takes what is left in the middle of the frame where values are not corrected", () => {
    const raw = (dataset: Dataset) =>
      dataset.set("DecayCorrection", "NONE").set("CorrectedImage", ["ATTN"]).set("ActualFrameDuration", 600_000);
    const rate = Math.LN2 / 6600;
    const mean = (1 - Math.exp(-rate * 600)) / (rate * 600);
    expect(bodyWeight(raw)).toBeCloseTo(80_000 / (400e6 * 2 ** (-3900 / 6600) * mean), 12);
  });

  it("leaves a series time after the acquisition: a derived series keeps the scan's", () => {
    const derived = (dataset: Dataset) => dataset.set("SeriesTime", "150000");
    expect(factors(pet(derived)).missing).toEqual(["SeriesTime"]);
    const ge = (dataset: Dataset) =>
      derived(dataset)
        .setElement(0x00090010, { vr: "LO", value: ["GEMS_PETD_01"] })
        .setElement(0x0009100d, { vr: "DT", value: ["20200102110000.00"] });
    expect(bodyWeight(ge)).toBeCloseTo(afterAnHour, 12);
    // A frame of a minute whose mean is 30 s later than the acquisition's start (nearly), 330 s after the scan's.
    const middle = (6600 / Math.LN2) * Math.log((Math.LN2 / 6600) * (60 / (1 - 2 ** (-60 / 6600))));
    const timed = (dataset: Dataset) =>
      derived(dataset)
        .set("ActualFrameDuration", 60_000)
        .set("FrameReferenceTime", (300 + middle) * 1000);
    expect(bodyWeight(timed)).toBeCloseTo(afterAnHour, 10);
  });

  it("goes by the earliest image of the series", () => {
    const first = pet((dataset) => dataset.set("AcquisitionTime", "105900"));
    const second = pet();
    expect(suvFactors([first, second])(second)?.missing).toEqual(["SeriesTime"]);
  });

  it("names every datum that is missing, and guesses none", () => {
    const missing = (...parts: Parameters<typeof pet>) => [factors(pet(...parts)).bodyWeight, factors(pet(...parts)).missing];
    expect(missing((dataset) => dataset.set("PatientWeight", 0))).toEqual([undefined, ["PatientWeight"]]);
    expect(missing((dataset) => dataset.delete("RadiopharmaceuticalInformationSequence"))).toEqual([
      undefined,
      ["RadionuclideTotalDose", "RadionuclideHalfLife"],
    ]);
    expect(missing(undefined, (item) => item.set("RadionuclideTotalDose", 370))).toEqual([undefined, ["RadionuclideTotalDose"]]);
    expect(missing(undefined, (item) => item.delete("RadiopharmaceuticalStartTime"))).toEqual([
      undefined,
      ["RadiopharmaceuticalStartTime"],
    ]);
    expect(missing((dataset) => dataset.set("CorrectedImage", ["DECY"]))).toEqual([undefined, ["CorrectedImage"]]);
    expect(missing((dataset) => dataset.delete("DecayCorrection"))).toEqual([undefined, ["DecayCorrection"]]);
    expect(missing((dataset) => dataset.set("Units", "CNTS"))).toEqual([undefined, ["Units"]]);
    // Zirconium-89 without a date could have been given days before.
    expect(missing(undefined, (item) => item.set("RadionuclideHalfLife", 282_240))).toEqual([
      undefined,
      ["RadiopharmaceuticalStartTime"],
    ]);
  });

  it("is not told where the factor from stored values is missing: they are in no unit", () => {
    for (const units of ["BQML", "GML", "CNTS"]) {
      expect(factors(pet((dataset) => dataset.set("Units", units).delete("RescaleSlope")))).toEqual({ missing: ["Units"] });
    }
  });

  it("is not told where there were several injections", () => {
    const twice = pet((dataset) => {
      const [item = new Dataset()] = dataset.get("RadiopharmaceuticalInformationSequence") ?? [];
      dataset.set("RadiopharmaceuticalInformationSequence", [item, item]);
    });
    expect(factors(twice)).toEqual({ missing: ["RadionuclideTotalDose"] });
  });

  it("of counts takes the factors that Philips writes", () => {
    const philips = (element: number, value: string) => (dataset: Dataset) =>
      dataset
        .set("Units", "CNTS")
        .setElement(0x70530012, { vr: "LO", value: ["Philips PET Private Group"] })
        .setElement(0x70531200 + element, { vr: "DS", value: [value] as unknown as readonly string[] });
    expect(bodyWeight(philips(0x00, "0.000551"))).toBe(0.000551);
    expect(bodyWeight(philips(0x09, "2.5"))).toBeCloseTo(afterAnHour * 2.5, 12);
  });

  it("of GML is 1", () => {
    expect(bodyWeight((dataset) => dataset.set("Units", "GML"))).toBe(1);
    expect(suvFactors([])(pet((dataset) => dataset.set("Units", "GML").set("SUVType", "LBM")))).toBeUndefined();
    expect(suvFactors([])(pet((dataset) => dataset.set("Modality", "CT")))).toBeUndefined();
  });
});

describe("SUV by body surface and lean body mass", () => {
  it("follows the formulas", () => {
    const { bodySurfaceArea, leanBodyMass, leanBodyMassJanmahasatian, missing } = factors(pet());
    // 80 kg, 180 cm: 1.9964 m2 (Du Bois); 88 - 128 (80/180)^2 = 62.716 kg; BMI 24.691: 741600 / 12013.3 = 61.732 kg.
    expect(bodySurfaceArea! / afterAnHour).toBeCloseTo(19_964 / 80_000, 4);
    expect(leanBodyMass! / afterAnHour).toBeCloseTo(62.716 / 80, 4);
    expect(leanBodyMassJanmahasatian! / afterAnHour).toBeCloseTo(61.732 / 80, 4);
    expect(missing).toEqual([]);
    const woman = factors(pet((dataset) => dataset.set("PatientSex", "F")));
    expect(woman.leanBodyMass! / afterAnHour).toBeCloseTo((85.6 - 148 * (80 / 180) ** 2) / 80, 6);
    expect(woman.leanBodyMassJanmahasatian! / afterAnHour).toBeCloseTo(9270 / (8780 + 244 * (80 / 3.24)), 6);
  });

  it("names what they lack beside the factor by weight", () => {
    const nameless = factors(pet((dataset) => dataset.delete("PatientSize").set("PatientSex", "O")));
    expect(nameless.bodyWeight).toBeCloseTo(afterAnHour, 12);
    expect(nameless.missing).toEqual(["PatientSize", "PatientSex"]);
    // James turns around for the very heavy.
    const heavy = factors(pet((dataset) => dataset.set("PatientWeight", 200).set("PatientSize", 1.5)));
    expect(heavy.leanBodyMass).toBeUndefined();
    expect(heavy.leanBodyMassJanmahasatian).toBeGreaterThan(0);
  });
});

describe.skipIf(dataRoot() === null)("SUV of a real series", () => {
  it("is what its header gives by hand", async () => {
    const folder = join(dataRoot() as string, "objects", "pet");
    const names = readdirSync(folder).filter((name) => name.endsWith(".dcm"));
    const datasets = await Promise.all(
      names.map(async (name) => (await openImageHeader(await openFileSource(join(folder, name)))).dataset),
    );
    const suvOf = suvFactors(datasets);
    // 66.2 kg; 381.47 MBq at 11:39:00, half-life 6586.2 s; series at 13:02:44.678: 5024.678 s later.
    const byHand = 66_200 / (381_470_000 * 2 ** (-5024.678 / 6586.2));
    expect(byHand).toBeCloseTo(2.9447e-4, 7);
    for (const dataset of datasets) expect(suvOf(dataset)?.bodyWeight).toBeCloseTo(byHand, 12);
    expect(suvOf(datasets[0]!)?.missing).toEqual(["PatientSize"]);
  });
});
